/** Sums, products and powers: the operators of the skeleton. */
import type { ApplySyntax } from "../../../language/syntax.js";
import { ONE } from "../../../../codegen/plan/sizes.js";
import { TypeProblem, nonSquare, unequalShapes, unmatchedProduct } from "../problems.js";
import type { Term } from "../typed-syntax.js";
import { applyTerm, described, harden, isScalar, numberTerm, resolved, type Scope } from "./scope.js";
import { broadcastTerms, scalingFactors } from "./broadcast.js";
import { expectFactor, expectScalar, reconsiderFactor, reconsiderTerms } from "./kinds.js";
import { declared } from "./signature.js";

/** Operands of one shape, or of shapes that broadcast. `entrywise`: whether it stands where entries are spoken of. */
export function sameShape(
  scope: Scope,
  fn: "sum" | "hadamard",
  syntax: ApplySyntax,
  terms: readonly Term[],
  entrywise: () => boolean = () => true,
): Term {
  // A literal 0 takes the shape of its place.
  const kept = fn === "sum" ? terms.filter((t) => !(t.kind === "number" && Number(t.text) === 0)) : terms;
  const shaped = kept.length > 0 ? kept : terms;
  reconsiderTerms(scope, fn, shaped);
  if (fn === "hadamard") {
    // s ∘ A is s A: every entry is multiplied by the number, as 1 ./ A is read in MATLAB.
    const scalars = shaped.filter((t) => isScalar(scope, t));
    const others = shaped.filter((t) => !scalars.includes(t));
    if (scalars.length > 0 && others.length > 0) {
      return product(scope, syntax, [...scalars, sameShape(scope, fn, syntax, others)]);
    }
  }
  const first = shaped[0]!;
  for (const term of shaped.slice(1)) {
    const same =
      isScalar(scope, first) === isScalar(scope, term) &&
      scope.unifier.attempt(
        () => scope.unifier.unify(first.rows, term.rows) && scope.unifier.unify(first.cols, term.cols),
      );
    if (same) continue;
    const spread = fn === "sum" ? spreadSum(scope, syntax, shaped, entrywise) : scaled(scope, syntax, shaped);
    if (spread === undefined) throw unequalShapes(scope.names, fn, described(scope, first), described(scope, term));
    return spread;
  }
  return shaped.length === 1 ? first : applyTerm(fn, syntax, shaped, first);
}

function spreadSum(
  scope: Scope,
  syntax: ApplySyntax,
  terms: readonly Term[],
  entrywise: () => boolean,
): Term | undefined {
  const spread = broadcastTerms(scope, syntax, terms, entrywise);
  return spread && applyTerm("sum", syntax, spread, spread[0]!);
}

function scaled(scope: Scope, syntax: ApplySyntax, terms: readonly Term[]): Term | undefined {
  const factors = scalingFactors(scope, syntax, terms);
  if (factors === undefined) return undefined;
  const { left, right, rest } = factors;
  return product(scope, syntax, [...left, sameShape(scope, "hadamard", syntax, rest), ...right]);
}

export function product(scope: Scope, syntax: ApplySyntax, terms: readonly Term[]): Term {
  expectFactor(scope, terms);
  reconsiderFactor(scope, terms);
  noteLetters(scope, terms);
  const matrices = terms.filter((t) => !isScalar(scope, t));
  if (matrices.length > 1)
    matrices.forEach((t) => {
      harden(scope, t);
    });
  for (let i = 1; i < matrices.length; i++) {
    const [left, right] = [matrices[i - 1]!, matrices[i]!];
    if (!scope.unifier.attempt(() => scope.unifier.unify(left.cols, right.rows))) {
      const dotted = innerProduct(scope, syntax, terms, terms.indexOf(right));
      if (dotted !== undefined) return dotted;
      const regrouped = withNumber(scope, syntax, terms, matrices, i);
      if (regrouped) return product(scope, syntax, regrouped);
      throw unmatchedProduct(scope.names, described(scope, left), described(scope, right));
    }
  }
  const shape =
    matrices.length === 0
      ? { rows: ONE, cols: ONE }
      : { rows: matrices[0]!.rows, cols: matrices[matrices.length - 1]!.cols };
  return applyTerm("product", syntax, terms, shape);
}

/** `x · y` of two vectors, which no product of matrices is. */
function innerProduct(scope: Scope, syntax: ApplySyntax, terms: readonly Term[], at: number): Term | undefined {
  if (!syntax.dots?.includes(at) || resolved(scope, terms[at]!).cols !== ONE) return undefined;
  const plain: ApplySyntax = { ...syntax, dots: [] };
  const left = product(scope, plain, terms.slice(0, at));
  if (resolved(scope, left).cols !== ONE || !scope.unifier.unify(left.rows, terms[at]!.rows)) return undefined;
  scope.note?.(
    "contracted",
    "the dot between two vectors is their inner product; `x ∘ y` is that of the entries",
    syntax.at,
  );
  const row = applyTerm("transpose", plain, [left], { rows: ONE, cols: left.rows });
  const inner = product(scope, plain, [row, terms[at]!]);
  const rest = terms.slice(at + 1);
  return rest.length === 0 ? inner : product(scope, plain, [inner, ...rest]);
}

/**
 * The factors with a row times a column in brackets, before or after the place where shapes do not fit: cᵀx A is (cᵀx) A, and
 * A cᵀx is A (cᵀx).
 */
function withNumber(
  scope: Scope,
  syntax: ApplySyntax,
  terms: readonly Term[],
  matrices: readonly Term[],
  place: number,
): readonly Term[] | undefined {
  const isRow = (t: Term): boolean => resolved(scope, t).rows === ONE && resolved(scope, t).cols !== ONE;
  const isColumn = (t: Term): boolean => resolved(scope, t).cols === ONE && resolved(scope, t).rows !== ONE;
  const first = matrices.slice(0, place).findLastIndex(isRow);
  const last = matrices.findIndex((t, at) => at > place && isColumn(t));
  const [from, to] =
    isColumn(matrices[place - 1]!) && first >= 0 && first < place - 1
      ? [first, place]
      : isRow(matrices[place]!) && last >= 0
        ? [place, last + 1]
        : [0, 0];
  const factors = matrices.slice(from, to);
  if (factors.length < 2) return undefined;
  const fits = factors.every((t, at) => at === 0 || scope.unifier.unify(factors[at - 1]!.cols, t.rows));
  if (!fits) return undefined;
  const number = applyTerm("product", syntax, factors, { rows: ONE, cols: ONE });
  return [...terms.filter((t) => isScalar(scope, t)), number, ...matrices.slice(0, from), ...matrices.slice(to)];
}

/** `α(x − y)`: some mean a function by a letter before a bracket. */
function noteLetters(scope: Scope, terms: readonly Term[]): void {
  terms.slice(1).forEach((term, index) => {
    const letter = terms[index]!;
    const { syntax } = term;
    const [first] = syntax.kind === "apply" ? syntax.args : [];
    if (letter.syntax.kind !== "name" || first === undefined || isScalar(scope, term)) return;
    const bracketed = letter.syntax.span.end === syntax.span.start && first.span.start > syntax.span.start;
    if (!bracketed || scope.presumedKind?.(letter.syntax.name) !== "scalar") return;
    const name = letter.syntax.spelling;
    scope.note?.(
      "letter-before-bracket",
      `${name} is a number that multiplies the bracket; a function is defined, \`${name}(t) = …\``,
      letter.syntax.span,
    );
  });
}

/** `x @ A`, `x.A`: the product of arrays, where a vector on the left is a row. */
export function contract(scope: Scope, syntax: ApplySyntax, terms: readonly Term[]): Term {
  const [left, right] = terms as [Term, Term];
  const isColumn = resolved(scope, left).cols === ONE && !isScalar(scope, left);
  if (isColumn && resolved(scope, right).rows === ONE && !isScalar(scope, right)) {
    const message = "a column times a row is the outer product; of arrays of one axis `x @ x.T` is the number xᵀx";
    scope.note?.("contracted", message, syntax.span);
  }
  if (!isColumn || isScalar(scope, right) || resolved(scope, right).rows === ONE) return product(scope, syntax, terms);
  const what = left.syntax.kind === "name" ? left.syntax.spelling : "the vector on the left";
  scope.note?.("contracted", `${what} is a row in this product of arrays, ${what}ᵀ`, left.syntax.span);
  return product(scope, syntax, [applyTerm("transpose", syntax, [left], { rows: ONE, cols: left.rows }), right]);
}

export function inverse(scope: Scope, syntax: ApplySyntax, term: Term): Term {
  if (resolved(scope, term).cols === ONE) expectScalar(scope, term, "divides or is inverted");
  if (isScalar(scope, term)) return applyTerm("entrywise-power", syntax, [term, numberTerm("-1", syntax)], term);
  return declared(scope, "inverse", syntax, [term], []);
}

export function divide(scope: Scope, syntax: ApplySyntax, terms: readonly Term[]): Term {
  const [over, under] = terms as [Term, Term];
  if (resolved(scope, under).cols === ONE) expectScalar(scope, under, "divides");
  if (isScalar(scope, over) && !isScalar(scope, under)) {
    throw new TypeProblem(
      "type/divide",
      `a scalar cannot be divided by ${scope.names.shape(resolved(scope, under))}`,
      syntax.at,
      "write the inverse A⁻¹, or recip.(A) for the reciprocals of the entries",
    );
  }
  return product(scope, syntax, [over, inverse(scope, syntax, under)]);
}

export function entrywisePower(scope: Scope, syntax: ApplySyntax, terms: readonly Term[]): Term {
  const [base, exponent] = terms as [Term, Term];
  expectScalar(scope, exponent, "is an exponent");
  if (!isScalar(scope, exponent)) {
    throw new TypeProblem("type/exponent", "an exponent must be a scalar", exponent.syntax.span);
  }
  return applyTerm("entrywise-power", syntax, terms, base);
}

/** `summed`: whether a sum or a mean is taken of the power, or of a sum of such. */
export function power(
  scope: Scope,
  syntax: ApplySyntax,
  terms: readonly Term[],
  summed: () => boolean = () => false,
): Term {
  const [base, exponent] = terms as [Term, Term];
  expectScalar(scope, exponent, "is an exponent");
  if (!isScalar(scope, exponent)) {
    throw new TypeProblem("type/exponent", "an exponent must be a scalar", exponent.syntax.span);
  }
  if (isScalar(scope, base)) return applyTerm("entrywise-power", syntax, terms, base);
  if (exponent.kind === "number" && Number(exponent.text) === -1) return inverse(scope, syntax, base);
  const { rows, cols } = resolved(scope, base);
  if (cols === ONE && summed()) {
    scope.note?.(
      "entrywise",
      "a power of a vector of which a sum is taken acts on the entries; `.^` says so",
      syntax.at,
    );
    return applyTerm("entrywise-power", syntax, terms, base);
  }
  if (cols === ONE) expectScalar(scope, base, "has a power");
  if (!scope.unifier.unify(rows, cols)) {
    throw nonSquare(scope.names, "a power", syntax.at, described(scope, base), "write .^ for the power of each entry");
  }
  return declared(scope, "power", syntax, terms, []);
}
