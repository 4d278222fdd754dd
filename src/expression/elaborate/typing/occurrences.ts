import type { Program, Statement, Syntax } from "../../../language/syntax.js";
import { postorder } from "../../../language/traverse.js";

/** How often each name stands in the expressions of a program. */
export function countNames({ statements }: Program): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const node of statements.flatMap(expressionsOf).flatMap(postorder)) {
    if (node.kind === "name") counts.set(node.name, (counts.get(node.name) ?? 0) + 1);
  }
  return counts;
}

/** The names at which sums over indices end. */
export function boundNames({ statements }: Program): readonly string[] {
  return statements
    .flatMap(expressionsOf)
    .flatMap(postorder)
    .flatMap((node) => {
      const end = node.kind === "apply" && node.binder !== undefined ? node.args[1] : undefined;
      return end?.kind === "name" ? [end.name] : [];
    });
}

function expressionsOf(s: Statement): readonly Syntax[] {
  switch (s.kind) {
    case "declaration":
    case "unknown":
    case "order":
      return [];
    case "return":
      return s.values;
    case "function":
      return [s.body];
    default:
      return [s.value];
  }
}
