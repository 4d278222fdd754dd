/** Functions of the catalogue, chosen by the shapes of their arguments. */
import { writtenFunction, type ApplySyntax } from "../../../language/syntax.js";
import type { FunctionRule, Parameter } from "../../catalogue/catalogue.js";
import { ONE, substitute, symbolsOf, type Dimension } from "../../../../codegen/plan/sizes.js";
import { TypeProblem, nonSquare, type ShapeNames } from "../problems.js";
import type { Term } from "../typed-syntax.js";
import { described, harden, resolved, type Scope } from "./scope.js";

/** Whether arguments can have the shapes a rule asks for; unifies and fills `sizes` in if so. */
export function fits(
  scope: Scope,
  rule: FunctionRule,
  args: readonly Term[],
  dims: readonly Dimension[],
  sizes: Map<string, Dimension>,
): boolean {
  const { unifier } = scope;
  const wanted = rule.parameters.filter((p) => p.kind === "dimension");
  if (wanted.length !== dims.length) return false;
  wanted.forEach((p, i) => sizes.set(p.name, dims[i]!));
  let a = 0;
  for (const p of rule.parameters) {
    if (p.kind === "dimension") continue;
    const arg = args[a++];
    if (!arg || (p.kind === "function") !== (arg.kind === "function")) return false;
    if (p.kind === "function") continue;
    for (const form of [p.rows, p.cols]) {
      for (const symbol of symbolsOf(form)) if (!sizes.has(symbol)) sizes.set(symbol, unifier.fresh("any"));
    }
    if (!unifier.unify(arg.rows, substitute(p.rows, sizes))) return false;
    if (!unifier.unify(arg.cols, substitute(p.cols, sizes))) return false;
  }
  return a === args.length;
}

/** What to write for a matrix that is not square. */
const forRectangles: ReadonlyMap<string, string> = new Map([
  ["det", "write ‖…‖ for the norm, abs.(…) for the absolute values of the entries"],
  [
    "inverse",
    "write `pinv(A)` for the pseudo-inverse, `lstsq(A, b)` for least squares, `A ⊘ B` for the quotient of entries",
  ],
  ["tr", "write `sum(A)` for all entries, `tr(AᵀB)` or `A : B` for an inner product"],
  ["logdet", "write `logdet(AᵀA)/2` for the volume"],
]);

export function declared(
  scope: Scope,
  head: string,
  syntax: ApplySyntax,
  args: readonly Term[],
  dims: readonly Dimension[],
): Term {
  const { catalogue, unifier, names } = scope;
  const rules = catalogue.byHead.get(head) ?? [];
  args.forEach((t) => {
    if (t.kind !== "function") harden(scope, t);
  });
  for (const rule of rules) {
    const sizes = new Map<string, Dimension>();
    if (!unifier.attempt(() => fits(scope, rule, args, dims, sizes))) continue;
    const shape = { rows: substitute(rule.rows, sizes), cols: substitute(rule.cols, sizes) };
    return { kind: "apply", fn: head, declared: true, output: 0, args, dims, ...shape, syntax };
  }
  throw misfit(scope, head, syntax, args, dims, rules, names);
}

function misfit(
  scope: Scope,
  head: string,
  syntax: ApplySyntax,
  args: readonly Term[],
  dims: readonly Dimension[],
  rules: readonly FunctionRule[],
  names: ShapeNames,
): TypeProblem {
  const spelled = writtenFunction(head.split("/")[0]!);
  if (rules.length === 0) {
    const forms = [...scope.catalogue.byHead.keys()].filter((h) => h === spelled || h.startsWith(`${spelled}/`));
    const written = forms.map((h) =>
      h === spelled ? `${spelled}(A)` : `${spelled}(A, ${h.slice(spelled.length + 1)})`,
    );
    return new TypeProblem(
      "type/unknown-function",
      `there is no function ${spelled} of this form`,
      syntax.at,
      written.length > 0 ? `the forms are ${written.join(", ")}` : undefined,
    );
  }
  const count = args.length + dims.length;
  const arities = [...new Set(rules.map((r) => r.parameters.length))];
  if (!arities.includes(count)) {
    const wanted = `${arities.join(" or ")} argument${arities.length === 1 && arities[0] === 1 ? "" : "s"}`;
    const call = `${spelled}(${rules[0]!.parameters.map((parameter) => parameter.name).join(", ")})`;
    return new TypeProblem("type/arity", `${spelled} expects ${wanted}, got ${count}`, syntax.at, `write \`${call}\``);
  }
  const rule = rules.find((r) => r.parameters.length === count)!;
  const values = rule.parameters.filter((p) => p.kind !== "dimension");
  const wants = (p: Parameter): string => {
    if (p.kind === "function") return "a scalar function";
    if (p.rows === ONE && p.cols === ONE) return "a scalar";
    if (p.cols === ONE) return `a vector ${p.name}: ${names.text(p.rows)}`;
    return p.rows === p.cols ? "a square matrix" : `${p.name}: ${names.text(p.rows)}×${names.text(p.cols)}`;
  };
  if (args.length === 1 && values[0]!.rows === values[0]!.cols) {
    const hint = forRectangles.get(spelled) ?? "write the Gram matrix, `AᵀA`, or declare the matrix square, `A: n×n`";
    return nonSquare(names, spelled, syntax.at, described(scope, args[0]!), hint);
  }
  const given = args.map((a) => (a.kind === "function" ? "a function" : names.shape(resolved(scope, a)))).join(", ");
  return new TypeProblem(
    "type/arguments",
    `${spelled} expects ${values.map(wants).join(", ")}, got ${given}`,
    syntax.at,
  );
}
