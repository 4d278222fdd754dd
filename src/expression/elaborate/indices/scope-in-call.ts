import type { Frame } from "../typing/calls.js";
import type { Scope } from "../typing/scope.js";

/** The scope of a sum in the body of a function at one call, where parameters stand for the arguments. */
export function scopeInCall(scope: Scope, frame: Frame | undefined): Scope {
  if (frame === undefined) return scope;
  const { values } = frame;
  const { catalogue, unifier, names, note } = scope;
  return {
    catalogue,
    unifier,
    names,
    ...(note ? { note } : {}),
    lookup: (name) => values.get(name.name) ?? scope.lookup(name),
    isKnownName: (name) => values.has(name) || scope.isKnownName?.(name) === true,
    scalarFunction: (name) => scope.scalarFunction(name),
    writtenOut: (name) => scope.writtenOut?.(name),
    isSize: (syntax) => !(syntax.kind === "name" && values.has(syntax.name)) && scope.isSize(syntax),
    isKnownSize: (name) => !values.has(name) && scope.isKnownSize?.(name) !== false,
    isSizeByBound: (name) => scope.isSizeByBound?.(name) === true,
    presumedKind: (name) => (values.has(name) ? undefined : scope.presumedKind?.(name)),
    occurrences: (name) => scope.occurrences?.(name) ?? 0,
    dimension: (name, span) => scope.dimension(name, span),
    attempt: (body) => (scope.attempt ? scope.attempt(body) : unifier.attempt(body)),
  };
}
