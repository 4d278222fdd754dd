/** Sums, products and functions of values that depend on indices. What has one or two labels is kept as one matrix. */
import { ONE } from "../../../../codegen/plan/sizes.js";
import type { ApplySyntax, Syntax } from "../../../language/syntax.js";
import { TypeProblem } from "../problems.js";
import type { Term } from "../typed-syntax.js";
import { applyTerm, harden, numberTerm, resolved, type Scope } from "../typing/scope.js";
import { contracted, noMatrixForm } from "./contract.js";
import { declared } from "../typing/signature.js";
import {
  isNumber,
  none,
  openLabels,
  relabelled,
  single,
  withOwnSums,
  type Label,
  type Network,
  type Value,
} from "./value.js";

/** A term that depends on no index. */
export function constantValue(scope: Scope, term: Term): Value {
  harden(scope, term);
  const { rows, cols } = resolved(scope, term);
  const row = rows === ONE ? undefined : { name: "", size: rows };
  const col = cols === ONE ? undefined : { name: "", size: cols };
  const labels = [row, col].filter((label) => label !== undefined);
  const { syntax } = term;
  const column = row === undefined && col !== undefined;
  const kept = column ? applyTerm("transpose", syntax, [term], { rows: cols, cols: rows }) : term;
  return { networks: [single({ term: kept, labels })], row, col, syntax };
}

export const numberValue = (text: string, syntax: Syntax): Value => ({
  networks: [single({ term: numberTerm(text, syntax), labels: [] })],
  row: undefined,
  col: undefined,
  syntax,
});

/** A value of one or two labels as one matrix; throws TypeProblem where it has more. */
export function matrixOf(scope: Scope, value: Value): { readonly term: Term; readonly labels: readonly Label[] } {
  const labels = openLabels(value);
  if (labels.length > 2) throw noMatrixForm(value.syntax);
  return { term: asMatrix(scope, value, labels), labels };
}

/** The matrix with these labels for its rows and columns; what does not depend on one of them is repeated. */
export function asMatrix(scope: Scope, value: Value, labels: readonly Label[]): Term {
  if (value.networks.length === 0) {
    const message = "a product for each value of another index has no matrix form here";
    const hint = "write its logarithm, `log ∏_j …`, or sums of logarithms";
    throw new TypeProblem("type/index-function", message, value.syntax.span, hint);
  }
  const terms = value.networks.map((network) => contracted(scope, value.syntax, network, labels));
  if (terms.length === 1) return terms[0]!;
  const [row, col] = labels;
  return applyTerm("sum", value.syntax, terms, { rows: row?.size ?? ONE, cols: col?.size ?? ONE });
}

/** The value as one matrix where it has at most two labels. */
export function settled(scope: Scope, value: Value): Value {
  const [first, ...others] = value.networks;
  const isSingle = others.length === 0 && first?.factors.length === 1 && first.summed.size === 0;
  const labels = openLabels(value);
  if (isSingle || labels.length > 2) return value;
  return { ...value, networks: [single({ term: asMatrix(scope, value, labels), labels })] };
}

/** The term of a value that depends on no index any more. */
export function termOf(scope: Scope, value: Value): Term {
  const { row, col, syntax } = value;
  const labels = [row, col].filter((label) => label !== undefined);
  const term = asMatrix(scope, value, labels);
  if (row !== undefined || col === undefined) return term;
  return applyTerm("transpose", syntax, [term], { rows: ONE, cols: col.size });
}

function shapeText(scope: Scope, { row, col }: Value): string {
  return scope.names.shape(resolved(scope, { rows: row?.size ?? ONE, cols: col?.size ?? ONE }));
}

function mismatch(scope: Scope, what: string, a: Value, b: Value): TypeProblem {
  const shapes = `${shapeText(scope, a)} and ${shapeText(scope, b)}`;
  return new TypeProblem("type/shape-mismatch", `cannot ${what} ${shapes}`, b.syntax.span, undefined, [
    { span: a.syntax.span, message: shapeText(scope, a) },
  ]);
}

/** The second value with the places of the first, which must be as many; undefined where they are not. */
function aligned(scope: Scope, a: Value, b: Value): Value | undefined {
  let moved = b;
  for (const axis of ["row", "col"] as const) {
    const [to, from] = [a[axis], moved[axis]];
    if (to === undefined || from === undefined) {
      if (to !== from) return undefined;
      continue;
    }
    if (!scope.unifier.unify(to.size, from.size)) return undefined;
    moved = relabelled(moved, from, to);
  }
  return moved;
}

/** Terms of one shape; a number beside a vector is added to its entries. */
export function added(scope: Scope, syntax: Syntax, values: readonly Value[]): Value {
  const largest = values.find((v) => !isNumber(v)) ?? values[0]!;
  const networks = values.flatMap((value) => {
    const moved = value === largest || isNumber(value) ? value : aligned(scope, largest, value);
    if (moved === undefined) throw mismatch(scope, "add", largest, value);
    return moved.networks.map(withOwnSums);
  });
  return settled(scope, { networks, row: largest.row, col: largest.col, syntax });
}

/** Products of more factors are made one matrix as they grow. */
const MOST_FACTORS = 16;

function multiplied(
  scope: Scope,
  syntax: Syntax,
  [a, b]: readonly [Value, Value],
  [row, col]: readonly [Label | undefined, Label | undefined],
  summed: readonly Label[] = [],
): Value {
  // A sum of one or two labels is one factor: it is not multiplied out.
  const [first, second] = [a, b].map((v) => (v.networks.length > 1 ? settled(scope, v) : v)) as [Value, Value];
  const networks = first.networks.flatMap((left) =>
    second.networks.map((right) => {
      const [l, r] = [withOwnSums(left), withOwnSums(right)];
      return { factors: [...l.factors, ...r.factors], summed: new Set([...l.summed, ...r.summed, ...summed]) };
    }),
  );
  const value = { networks, row, col, syntax };
  return networks.length > 1 || networks[0]!.factors.length > MOST_FACTORS ? settled(scope, value) : value;
}

/** The matrix product. */
export function times(scope: Scope, syntax: Syntax, a: Value, b: Value): Value {
  if (isNumber(a)) return multiplied(scope, syntax, [a, b], [b.row, b.col]);
  if (isNumber(b)) return multiplied(scope, syntax, [a, b], [a.row, a.col]);
  const [from, to] = [b.row, a.col];
  if (from === undefined && to === undefined) return multiplied(scope, syntax, [a, b], [a.row, b.col]);
  if (from === undefined || to === undefined || !scope.unifier.unify(from.size, to.size)) {
    throw mismatch(scope, "multiply", a, b);
  }
  // The label is new, so that a product of a matrix with itself does not pair its rows with its columns.
  const shared = { name: "", size: to.size };
  const [left, right] = [relabelled(withPlaces(a, "row"), to, shared), relabelled(withPlaces(b, "col"), from, shared)];
  return multiplied(scope, syntax, [left, right], [left.row, right.col], [shared]);
}

/** The value with a new label for its rows or its columns. */
function withPlaces(value: Value, axis: "row" | "col"): Value {
  const label = value[axis];
  return label === undefined ? value : relabelled(value, label, { ...label });
}

/** The product entry by entry. */
export function entrywiseTimes(scope: Scope, syntax: Syntax, a: Value, b: Value): Value {
  if (isNumber(a) || isNumber(b)) return times(scope, syntax, a, b);
  const moved = aligned(scope, a, b);
  if (moved === undefined) throw mismatch(scope, "multiply entry by entry", a, b);
  return multiplied(scope, syntax, [a, moved], [a.row, a.col]);
}

export const transposedValue = (value: Value, syntax: Syntax): Value => ({
  networks: value.networks,
  row: value.col,
  col: value.row,
  syntax,
});

/** The sum of all entries. */
export function entriesSummed(value: Value, syntax: Syntax): Value {
  const own = [value.row, value.col].filter((label) => label !== undefined);
  return overLabels({ networks: value.networks, row: undefined, col: undefined, syntax }, own);
}

/** The sum over labels; a part that does not depend on one counts as often as there are values. */
export function overLabels(value: Value, labels: readonly Label[]): Value {
  const { row, col, syntax } = value;
  const networks = value.networks.map(({ factors, summed }) => ({ factors, summed: new Set([...summed, ...labels]) }));
  return { networks, row, col, syntax };
}

/**
 * ‖A_i − B_j‖² for all i and j, where some terms of a vector depend on i and the others on j: multiplied out, it would
 * lose the digits that the means of A and B share.
 */
function squaredDistances(scope: Scope, value: Value, syntax: Syntax): Value | undefined {
  const { row, col, networks } = value;
  if (row === undefined || col !== undefined) return undefined;
  const indices = openLabels(value).filter((label) => label !== row);
  if (indices.length !== 2) return undefined;
  const [i, j] = indices as [Label, Label];
  const depends = (network: Network, label: Label): boolean => network.factors.some((f) => f.labels.includes(label));
  if (networks.some((n) => depends(n, i) && depends(n, j))) return undefined;
  const [right, left] = [networks.filter((n) => depends(n, j)), networks.filter((n) => !depends(n, j))];
  const opposite = times(scope, syntax, numberValue("-1", syntax), { ...value, networks: right });
  const matrices = [asMatrix(scope, { ...value, networks: left }, [i, row]), asMatrix(scope, opposite, [j, row])];
  const call: ApplySyntax = { kind: "apply", head: "sqdist", args: [], elementwise: false, span: syntax.span, at: syntax.span }; // prettier-ignore
  const term = declared(scope, "sqdist", call, matrices, []);
  return { networks: [single({ term, labels: [i, j] })], row: undefined, col: undefined, syntax };
}

/** The square of a norm: the sum of the squares of the entries. */
export function squaredNorm(scope: Scope, value: Value, syntax: Syntax): Value {
  const distances = squaredDistances(scope, value, syntax);
  if (distances) return distances;
  const entries = settled(scope, value);
  return entriesSummed(entrywiseTimes(scope, syntax, entries, entries), syntax);
}

/** The trace. */
export function traceOf(scope: Scope, value: Value, syntax: Syntax): Value {
  const { row, col } = value;
  if (row === undefined || col === undefined || !scope.unifier.unify(row.size, col.size)) {
    throw new TypeProblem(
      "type/not-square",
      `tr needs a square matrix, but this is ${shapeText(scope, value)}`,
      syntax.span,
    );
  }
  return entriesSummed({ ...relabelled(value, col, row), col: undefined }, syntax);
}

/** A function of each entry. */
export function mapped(
  scope: Scope,
  value: Value,
  syntax: Syntax,
  build: (term: Term, labels: readonly Label[]) => Term,
): Value {
  const { term, labels } = matrixOf(scope, value);
  return { networks: [single({ term: build(term, labels), labels })], row: value.row, col: value.col, syntax };
}

/** A function of the entries of several values. */
export function mappedTogether(
  scope: Scope,
  values: readonly Value[],
  syntax: Syntax,
  build: (terms: readonly Term[]) => Term,
  /** Whether what depends on no index is given as a number and not as a matrix of it. */
  keepsNumbers = false,
): Value {
  const largest = values.find((v) => !isNumber(v)) ?? values[0]!;
  const moved = values.map((value) => {
    const same = isNumber(value) ? value : aligned(scope, largest, value);
    if (same === undefined) throw mismatch(scope, "compare", largest, value);
    return same;
  });
  const { row, col } = largest;
  const labels = openLabels({ networks: moved.flatMap((v) => v.networks), row, col, syntax });
  if (labels.length > 2) throw noMatrixForm(syntax);
  const isOne = (value: Value, at: number): boolean => keepsNumbers && at > 0 && openLabels(value).length === 0;
  const term = build(moved.map((value, at) => asMatrix(scope, value, isOne(value, at) ? [] : labels)));
  return { networks: [{ factors: [{ term, labels }], summed: none }], row, col, syntax };
}
