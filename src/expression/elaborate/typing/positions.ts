/** Sizes in expressions, constants of a size, slices and blocks. */
import type { ApplySyntax, Syntax } from "../../../language/syntax.js";
import { dimensionOf } from "../declare.js";
import { ONE, add, mayBeAtLeast, multiply, subtract, type Dimension } from "../../../../codegen/plan/sizes.js";
import { TypeProblem, unequalShapes } from "../problems.js";
import type { Term } from "../typed-syntax.js";
import { applyTerm, described, harden, resolved, type Scope } from "./scope.js";

export function constant(scope: Scope, syntax: ApplySyntax, args: readonly Syntax[]): Term {
  const { unifier } = scope;
  const sizes = args.map((a) => dimension(scope, a));
  const kind = syntax.head;
  const rows = sizes[0] ?? unifier.fresh("any");
  const cols = kind === "identity" ? rows : (sizes[1] ?? (sizes.length === 1 ? ONE : unifier.fresh("ones")));
  return applyTerm(kind, syntax, [], { rows, cols }, kind === "identity" ? [rows] : [rows, cols]);
}

/** A size written in an expression: `n`, `2n`, `n + 1`. */
export function dimension(scope: Scope, syntax: Syntax, end?: Dimension): Dimension {
  const sized = ({ head, args }: ApplySyntax): Dimension | undefined => {
    if (head === "end") return end;
    const [value] = args;
    if (!isCount(head) || value?.kind !== "name") return undefined;
    const term = count(
      scope,
      { kind: "apply", head, args, elementwise: false, span: value.span, at: value.span },
      scope.lookup(value),
    );
    return term.kind === "size" ? term.of : undefined;
  };
  return dimensionOf(syntax, (name, span) => void scope.dimension(name, span), sized);
}

/** An end of a range that is not written: the first position, or the last. */
const isOpen = (syntax: Syntax | undefined): boolean => syntax?.kind === "apply" && syntax.head === "all";

export function slice(scope: Scope, syntax: ApplySyntax, matrix: Term, selectors: readonly Syntax[]): Term {
  const at = selectors.findIndex((s) => s.kind === "apply" && s.head === "set");
  if (at < 0) return plainSlice(scope, syntax, matrix, selectors);
  const parts = runsOf(selectors[at] as ApplySyntax).map((run) => selectors.with(at, run));
  const slices = parts.map((part) => slice(scope, syntax, matrix, part));
  return block(scope, { ...syntax, head: at === 0 ? "block" : "row" }, slices);
}

/** The indices of a set as ranges: numbers that follow each other are one. */
function runsOf({ args, span, at }: ApplySyntax): ApplySyntax[] {
  const ranges: { from: Syntax; to: Syntax }[] = [];
  for (const index of args) {
    const last = ranges[ranges.length - 1];
    const follows =
      last?.to.kind === "number" && index.kind === "number" && Number(index.text) === Number(last.to.text) + 1;
    if (follows) last.to = index;
    else ranges.push({ from: index, to: index });
  }
  return ranges.map(({ from, to }) => ({
    kind: "apply",
    head: "range",
    args: [from, to],
    elementwise: false,
    span,
    at,
  }));
}

/** `A[0]` of an array of two axes: a row, which has one axis as all vectors. */
function rowOf(scope: Scope, given: ApplySyntax, matrix: Term, selector: Syntax): Term {
  const syntax: ApplySyntax = { ...given, arrays: false };
  const { span, at } = syntax;
  const all: ApplySyntax = { kind: "apply", head: "all", args: [], elementwise: false, span, at };
  const row = plainSlice(scope, syntax, matrix, [selector, all]);
  if (selector.kind === "apply" && selector.head === "range") return row;
  return applyTerm("transpose", syntax, [row], { rows: row.cols, cols: row.rows });
}

function plainSlice(scope: Scope, syntax: ApplySyntax, matrix: Term, selectors: readonly Syntax[]): Term {
  const bounds: Dimension[] = [];
  const sizes: Dimension[] = [];
  const { rows, cols } = resolved(scope, matrix);
  if (selectors.length > 2) {
    throw new TypeProblem(
      "type/slice",
      "a matrix has two indices, A[rows, columns]",
      syntax.at,
      "leave the third one out",
    );
  }
  if (selectors.length === 1 && syntax.arrays && cols !== ONE) return rowOf(scope, syntax, matrix, selectors[0]!);
  const full = selectors.length === 1 ? [rows] : [rows, cols];
  selectors.forEach((s, i) => {
    if (s.kind === "apply" && s.head === "all") {
      bounds.push(ONE, full[i]!);
      sizes.push(full[i]!);
    } else if (s.kind === "apply" && s.head === "range") {
      const known = s.args.map((a) => a.kind !== "name" || scope.isKnownSize?.(a.name) !== false);
      const [from, to] = s.args.map((a, k) =>
        isOpen(a) ? (k === 0 ? ONE : full[i]!) : dimension(scope, a, full[i]),
      ) as [Dimension, Dimension];
      s.args.forEach((a, k) => {
        if (known[k] || a.kind !== "name") return;
        scope.note?.("size-from-index", `${a.spelling} is a size, because it stands in a range of indices`, a.span);
      });
      requireWithin(scope, matrix, s, from, to, full[i]!, i);
      bounds.push(from, to);
      sizes.push(add(subtract(to, from), ONE));
    } else {
      if (s.kind === "name" && scope.isKnownSize?.(s.name) === false) {
        const hint = "write a number, a size of the program such as n, or a range `1:r`";
        throw new TypeProblem("type/slice", `${s.spelling} is not a position: nothing is declared of it`, s.span, hint);
      }
      const at = dimension(scope, s, full[i]);
      requireWithin(scope, matrix, s, at, at, full[i]!, i);
      bounds.push(at, at);
      sizes.push(ONE);
    }
  });
  if (sizes.length === 1) {
    if (cols !== ONE)
      throw new TypeProblem(
        "type/slice",
        "a matrix needs two indices, A[rows, columns]",
        syntax.at,
        "write `A[1, :]` for a row, `A[:, 1]` for a column",
      );
    bounds.push(ONE, ONE);
    sizes.push(ONE);
  }
  return applyTerm("slice", syntax, [matrix], { rows: sizes[0]!, cols: sizes[1]! }, bounds);
}

/** Refuses positions that lie outside at every size. */
function requireWithin(
  scope: Scope,
  matrix: Term,
  at: Syntax,
  from: Dimension,
  to: Dimension,
  size: Dimension,
  axis: number,
): void {
  const { names } = scope;
  const rows = axis === 0 ? "rows" : "columns";
  if (!mayBeAtLeast(size, to)) {
    const shape = names.shape(resolved(scope, matrix));
    throw new TypeProblem(
      "type/slice",
      from === to
        ? `there is no ${rows.slice(0, -1)} ${names.text(to)}`
        : `there are no ${rows} ${names.text(from)} to ${names.text(to)}`,
      at.span,
      `positions count from 1 to ${names.text(size)}`,
      [{ span: matrix.syntax.span, message: shape }],
    );
  }
  if (!mayBeAtLeast(to, from)) {
    const message = `the ${rows} from ${names.text(from)} to ${names.text(to)} are none`;
    throw new TypeProblem("type/slice", message, at.span, "write the smaller position first");
  }
}

export function block(scope: Scope, syntax: ApplySyntax, terms: readonly Term[]): Term {
  const across = syntax.head === "row";
  if (terms.length === 1) return terms[0]!;
  terms.forEach((t) => {
    harden(scope, t);
  });
  const first = terms[0]!;
  for (const t of terms.slice(1)) {
    const same = across ? scope.unifier.unify(first.rows, t.rows) : scope.unifier.unify(first.cols, t.cols);
    if (!same)
      throw unequalShapes(scope.names, across ? "row" : "column", described(scope, first), described(scope, t));
  }
  return terms.reduce((left, right) => {
    const shape = across
      ? { rows: left.rows, cols: add(left.cols, right.cols) }
      : { rows: add(left.rows, right.rows), cols: left.cols };
    return applyTerm(across ? "beside" : "above", syntax, [left, right], shape);
  });
}

/** Heads that are sizes of their operand. */
const counts: ReadonlySet<string> = new Set(["rowcount", "colcount", "lastcount", "lengthcount", "entrycount"]);

export const isCount = (head: string): boolean => counts.has(head);

/** The number of rows, columns or entries; of a vector, the last axis is that of its rows. */
export function count(scope: Scope, syntax: ApplySyntax, matrix: Term): Term {
  const { rows, cols } = resolved(scope, matrix);
  if (syntax.head === "lengthcount" && cols !== ONE && rows !== ONE) {
    const hint = "write `size(A, 1)` for the rows, `size(A, 2)` for the columns";
    throw new TypeProblem("type/arguments", "the length of a matrix is the larger of its sizes", syntax.at, hint);
  }
  const of = {
    lengthcount: cols === ONE ? rows : cols,
    rowcount: rows,
    colcount: cols,
    lastcount: cols === ONE ? rows : cols,
    entrycount: multiply(rows, cols),
  }[syntax.head]!;
  return { kind: "size", of, rows: ONE, cols: ONE, syntax };
}
