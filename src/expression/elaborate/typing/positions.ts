/** Sizes in expressions, constants of a size, slices and blocks. */
import type { ApplySyntax, Syntax } from "../../../language/syntax.js";
import { dimensionOf } from "../declare.js";
import { ONE, add, mayBeAtLeast, subtract, type Dimension } from "../../../../codegen/plan/sizes.js";
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
export function dimension(scope: Scope, syntax: Syntax): Dimension {
  return dimensionOf(syntax, (name, span) => void scope.dimension(name, span));
}

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

function plainSlice(scope: Scope, syntax: ApplySyntax, matrix: Term, selectors: readonly Syntax[]): Term {
  const bounds: Dimension[] = [];
  const sizes: Dimension[] = [];
  const { rows, cols } = resolved(scope, matrix);
  if (selectors.length > 2) {
    throw new TypeProblem("type/slice", "a matrix has two indices, A[rows, columns]", syntax.at);
  }
  const full = selectors.length === 1 ? [rows] : [rows, cols];
  selectors.forEach((s, i) => {
    if (s.kind === "apply" && s.head === "all") {
      bounds.push(ONE, full[i]!);
      sizes.push(full[i]!);
    } else if (s.kind === "apply" && s.head === "range") {
      const known = s.args.map((a) => a.kind !== "name" || scope.isKnownSize?.(a.name) !== false);
      const [from, to] = s.args.map((a) => dimension(scope, a)) as [Dimension, Dimension];
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
      const at = dimension(scope, s);
      requireWithin(scope, matrix, s, at, at, full[i]!, i);
      bounds.push(at, at);
      sizes.push(ONE);
    }
  });
  if (sizes.length === 1) {
    if (cols !== ONE) throw new TypeProblem("type/slice", "a matrix needs two indices, A[rows, columns]", syntax.at);
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
