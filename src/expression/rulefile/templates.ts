/** Typed terms of a rule → templates. */
import { chooseRule } from "../catalogue/choose-rule.js";
import { isScalar, type Shape } from "../node/node.js";
import type { Template, TemplateStep } from "../catalogue/template.js";
import { termPostorder, type ApplyTerm, type Term } from "../elaborate/typed-syntax.js";
import type { RuleScope } from "./scope.js";

/** The template of a term in the scope of its rule. Open sizes (an unsized I) become those unification found. */
export function templateOf(scope: RuleScope, root: Term): Template {
  const steps: TemplateStep[] = [];
  const index = new Map<Term, number>();
  const known = new Map<string, number>();
  const add = (step: TemplateStep): number => {
    const key = JSON.stringify(step, (_, v: unknown) => (v instanceof Map ? [...(v as Map<string, number>)] : v));
    const same = known.get(key);
    if (same !== undefined) return same;
    known.set(key, steps.length);
    return steps.push(step) - 1;
  };
  for (const term of termPostorder([root])) index.set(term, add(stepOf(scope, term, (t) => index.get(t)!)));
  // The value must be the last step.
  if (index.get(root) !== steps.length - 1) steps.push(steps[index.get(root)!]!);
  return steps;
}

function stepOf(scope: RuleScope, term: Term, at: (term: Term) => number): TemplateStep {
  switch (term.kind) {
    case "number":
      return { op: "number", value: term.text };
    case "size":
      return { op: "dimension", of: term.of };
    case "symbol":
      return term.role === "bound" ? { op: "bound" } : { op: "symbol", name: term.name };
    case "known":
      throw new Error("a rule stands alone: nothing is known before it");
    case "function":
      if (term.body) return { op: "apply", fn: "lambda", args: [at(term.body)], scalar: true };
      if (term.derivativeOf) return { op: "apply", fn: "derivative", args: [at(term.derivativeOf)], scalar: true };
      return scope.scalarFunction(term.name) ? { op: "symbol", name: term.name } : { op: "function", name: term.name };
    case "apply": {
      const fn = term.declared ? declaredName(scope, term) : term.fn;
      const dims = term.dims.map((d) => scope.unifier.resolve(d));
      return {
        op: "apply",
        fn,
        args: term.args.map(at),
        ...(dims.length > 0 ? { dims } : {}),
        ...(isScalar(resolved(scope, term)) ? { scalar: true } : {}),
      };
    }
  }
}

const resolved = (scope: RuleScope, s: Shape): Shape => ({
  rows: scope.unifier.resolve(s.rows),
  cols: scope.unifier.resolve(s.cols),
});

function declaredName(scope: RuleScope, term: ApplyTerm): string {
  const rule = chooseRule(
    scope.catalogue,
    term.fn,
    term.args.map((a) => resolved(scope, a)),
    term.dims,
  );
  if (!rule) throw scope.error("function", `no function is written ${term.fn} for these arguments`);
  return rule.outputs.length === 1 ? rule.name : `${rule.rule}.${rule.outputs[term.output]!}`;
}
