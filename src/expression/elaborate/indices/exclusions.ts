/**
 * Sums over i ≠ j and i < j: what the body is for the other pairs is evaluated into no value and no gradient, for it may
 * be infinite, 1/‖x_i − x_j‖, or larger than all that is summed.
 */
import { postorder } from "../../../language/traverse.js";
import type { ApplySyntax, Syntax } from "../../../language/syntax.js";
import type { Term } from "../typed-syntax.js";
import { applyTerm, numberTerm, type Scope } from "../typing/scope.js";
import { declared } from "../typing/signature.js";
import type { Factor, Label, Network } from "./value.js";

/** The pairs of two indices that a sum leaves out. */
export interface Exclusion {
  readonly left: Label;
  readonly right: Label;
  readonly sign: "≠" | "<" | "≤";
}

const call = (scope: Scope, syntax: Syntax, head: string, args: readonly Term[]): Term => {
  const { span } = syntax;
  const given: ApplySyntax = { kind: "apply", head, args: [], elementwise: false, span, at: span };
  return declared(scope, head, syntax.kind === "apply" ? { ...syntax, head } : given, args, []);
};

/** The matrix that is 1 above its diagonal, or below it, and on it unless `strict`. */
export function triangle(
  scope: Scope,
  syntax: Syntax,
  { size }: Label,
  strict: boolean,
  part: "triu" | "tril" = "triu",
): Term {
  const shape = { rows: size, cols: size };
  const pairs = applyTerm("ones", syntax, [], shape, [size, size]);
  const kept = call(scope, syntax, part, [pairs]);
  if (!strict) return kept;
  const negative = applyTerm("product", syntax, [numberTerm("-1", syntax), identityOf(syntax, size)], shape);
  return applyTerm("sum", syntax, [kept, negative], shape);
}

/** The matrix that is 1 on its diagonal, or everywhere else. */
export function diagonal(syntax: Syntax, { size }: Label, isLeftOut: boolean): Term {
  if (!isLeftOut) return identityOf(syntax, size);
  const shape = { rows: size, cols: size };
  const pairs = applyTerm("ones", syntax, [], shape, [size, size]);
  const negative = applyTerm("product", syntax, [numberTerm("-1", syntax), identityOf(syntax, size)], shape);
  return applyTerm("sum", syntax, [pairs, negative], shape);
}

const identityOf = (syntax: Syntax, size: Label["size"]): Term =>
  applyTerm("identity", syntax, [], { rows: size, cols: size }, [size]);

/** Of a matrix with these labels, the mask of what is left out (for ≠) or of what is kept, with its name. */
function maskOf(scope: Scope, syntax: Syntax, { left, sign }: Exclusion, labels: readonly Label[]) {
  if (sign === "≠") return { leavesOut: true, mask: identityOf(syntax, left.size) };
  const upper = triangle(scope, syntax, left, sign === "<");
  if (labels[0] === left) return { leavesOut: false, mask: upper };
  return { leavesOut: false, mask: applyTerm("transpose", syntax, [upper], { rows: upper.cols, cols: upper.rows }) };
}

const hasBoth = (labels: readonly Label[], { left, right }: Exclusion): boolean =>
  labels.includes(left) && labels.includes(right);

/** A matrix with 0 for the pairs that are left out, whatever stands there. */
function withZeros(scope: Scope, syntax: Syntax, exclusion: Exclusion, { term, labels }: Factor): Factor {
  const { leavesOut, mask } = maskOf(scope, syntax, exclusion, labels);
  return { term: call(scope, syntax, leavesOut ? "ungate" : "gate", [mask, term]), labels };
}

/** The argument of a function with 1 for the pairs that are left out, so that the function has a value and a slope there. */
export function withOnes(
  scope: Scope,
  syntax: Syntax,
  exclusions: readonly Exclusion[],
  { term, labels }: Factor,
  safe = "1",
): Term {
  return exclusions
    .filter((exclusion) => hasBoth(labels, exclusion))
    .reduce((kept, exclusion) => {
      const { leavesOut, mask } = maskOf(scope, syntax, exclusion, labels);
      const one = numberTerm(safe, syntax);
      return call(scope, syntax, "where", leavesOut ? [mask, one, kept] : [mask, kept, one]);
    }, term);
}

/** What is of the first degree in its parts, or a product of such. */
const POLYNOMIAL: ReadonlySet<string> = new Set([
  ...["sum", "product", "hadamard", "transpose", "ones", "identity", "zeros", "total", "inner", "tr", "diag"],
  ...["sqdist", "norm"],
]);

/** Whether a function of entries, or a division, is in a term. */
function isFunctional(term: Term): boolean {
  const pending = [term];
  const seen = new Set<Term>();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.kind !== "apply" || seen.has(next)) continue;
    seen.add(next);
    const exponent = next.fn === "entrywise-power" ? next.args[1] : undefined;
    const isSquare = exponent?.kind === "number" && exponent.text === "2";
    if (!POLYNOMIAL.has(next.fn) && !isSquare) return true;
    pending.push(...next.args);
  }
  return false;
}

/** The product with 0 for the pairs that are left out; undefined where no function of both indices is in it. */
export function restricted(
  scope: Scope,
  syntax: Syntax,
  exclusion: Exclusion,
  { factors, summed }: Network,
): Network | undefined {
  const at = factors.findIndex(({ term, labels }) => hasBoth(labels, exclusion) && isFunctional(term));
  if (at < 0) return undefined;
  return { factors: factors.with(at, withZeros(scope, syntax, exclusion, factors[at]!)), summed };
}

const GROWING: ReadonlySet<string> = new Set(["sum", "product", "divide", "hadamard", "hadamardDivide", "total"]);
const POSITIVE: ReadonlySet<string> = new Set(["exp", "cosh", "sigmoid", "softplus", "normalcdf"]);
const NONNEGATIVE: ReadonlySet<string> = new Set(["norm", "abs", "bars", "square", "relu"]);

/** Whether an expression is above 0 by what it is made of, 1 + ‖x_i − x_j‖². */
export function isSurelyPositive(root: Syntax): boolean {
  const signs = new Map<Syntax, "positive" | "nonnegative">();
  for (const node of postorder(root)) {
    if (node.kind === "number") signs.set(node, Number(node.text) > 0 ? "positive" : "nonnegative");
    if (node.kind !== "apply") continue;
    const of = node.args.map((a) => signs.get(a));
    const even = node.args[1]?.kind === "number" && Number(node.args[1].text) % 2 === 0;
    if (POSITIVE.has(node.head)) signs.set(node, "positive");
    else if (NONNEGATIVE.has(node.head)) signs.set(node, "nonnegative");
    else if (node.head === "power" || node.head === "hadamardPower") {
      if (of[0] === "positive" && node.args[1]?.kind === "number") signs.set(node, "positive");
      else if (even || of[0]) signs.set(node, "nonnegative");
    } else if (GROWING.has(node.head) && of.every((sign) => sign !== undefined)) {
      const isPositive = node.head === "sum" ? of.includes("positive") : of.every((sign) => sign === "positive");
      signs.set(node, isPositive ? "positive" : "nonnegative");
    }
  }
  return signs.get(root) === "positive";
}
