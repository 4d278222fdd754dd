/**
 * What an undeclared name stands for where its place says something else than its letter: a Greek letter that is
 * transposed is a vector, a small Latin one that divides is a number. Typing begins anew with what was found.
 */
import { ONE } from "../../../../codegen/plan/sizes.js";
import { parseName } from "../../../../grammar/names.js";
import type { NoteCode } from "../../../language/diagnostics/notes.js";
import type { NameSyntax } from "../../../language/syntax.js";
import type { Term } from "../typed-syntax.js";
import { isScalar, resolved, type Scope } from "./scope.js";

export type Kind = "scalar" | "vector" | "matrix";

/** Thrown where a name that nothing is declared of turns out to be of another kind than its letter says. */
export class Reconsidered extends Error {
  constructor(
    readonly syntax: NameSyntax,
    readonly kind: Kind,
    readonly code: NoteCode,
    readonly told: string,
  ) {
    super(`${syntax.spelling} is a ${kind}`);
  }
}

/** Greek letters that stand for parameters and means, where statistics are written. */
const parameters: ReadonlySet<string> = new Set("αβγζηθμνξπφψω");

const isParameter = (name: string): boolean => parameters.has(parseName(name)?.base ?? "");

/** Signs and factors one in the other, beyond which nobody writes a name: calls of functions stack up as many as they like. */
const MOST_FACTORS = 4;

/** The name that a term is, perhaps with a sign or a factor that is a number. */
export function nameIn(term: Term): NameSyntax | undefined {
  let inner: Term = term;
  for (let depth = 0; depth < MOST_FACTORS; depth++) {
    if (inner.kind !== "apply" || inner.fn !== "product") break;
    if (inner.args.length !== 2 || inner.args[0]!.kind !== "number") break;
    inner = inner.args[1]!;
  }
  return inner.kind === "symbol" && inner.syntax.kind === "name" ? inner.syntax : undefined;
}

/** An undeclared Greek letter that is taken for a number so far. */
function numberByLetter(scope: Scope, term: Term): NameSyntax | undefined {
  const name = isScalar(scope, term) ? nameIn(term) : undefined;
  return name !== undefined && scope.presumedKind?.(name.name) === "scalar" ? name : undefined;
}

function vector(name: NameSyntax, why: string): Reconsidered {
  const told = `${name.spelling} is read as a vector, because it ${why}; declare \`${name.spelling}: scalar\` for a number`;
  return new Reconsidered(name, "vector", "inferred-vector", told);
}

/** What is transposed, normed, or an argument of a function of vectors, is a vector. */
export function expectVector(scope: Scope, term: Term, why: string): void {
  const name = numberByLetter(scope, term);
  if (name !== undefined) throw vector(name, why);
  if (!isScalar(scope, term) || term.kind !== "apply" || term.fn !== "sum") return;
  for (const part of term.args) {
    const inner = numberByLetter(scope, part);
    if (inner !== undefined && isParameter(inner.name)) throw vector(inner, why);
  }
}

/** `X β`, `xᵀθ`: a letter after a matrix or a row, with nothing behind it. */
export function expectFactor(scope: Scope, terms: readonly Term[]): void {
  const [before, last] = terms.slice(-2);
  if (before === undefined || last === undefined || isScalar(scope, before)) return;
  const { rows, cols } = resolved(scope, before);
  const name = last.syntax.kind === "name" ? numberByLetter(scope, last) : undefined;
  if (name === undefined || cols === ONE) return;
  if (rows === ONE) throw vector(name, "stands after a row");
  if (isParameter(name.name)) throw vector(name, "stands after a matrix");
}

/** `wᵀx + b`: a letter that stands nowhere else, added to numbers of which one is no literal. */
function reconsiderOffset(scope: Scope, terms: readonly Term[]): void {
  const others = terms.filter((t) => !isScalar(scope, t));
  const name = others.length === 1 ? nameIn(others[0]!) : undefined;
  if (name === undefined || scope.presumedKind?.(name.name) !== "vector" || scope.occurrences?.(name.name) !== 1)
    return;
  const isCertain = (t: Term): boolean =>
    isScalar(scope, t) && t.kind !== "number" && t.kind !== "size" && numberByLetter(scope, t) === undefined;
  if (!terms.some(isCertain)) return;
  const { spelling } = name;
  const told = `${spelling} is read as a number, because it is added to one; declare \`${spelling}: n\` for a vector`;
  throw new Reconsidered(name, "scalar", "inferred-number", told);
}

/** Small letters that stand for numbers where nothing says otherwise: constants, sizes, time. */
const numbers: ReadonlySet<string> = new Set("cdkmnt");

const isNumberLetter = (name: string): boolean => numbers.has(name);

/** An undeclared small letter that is taken for a vector so far. */
function vectorByLetter(scope: Scope, term: Term): NameSyntax | undefined {
  const name = isScalar(scope, term) ? undefined : nameIn(term);
  return name !== undefined && scope.presumedKind?.(name.name) === "vector" ? name : undefined;
}

function number(name: NameSyntax, why: string): Reconsidered {
  const told = `${name.spelling} is read as a number, because it ${why}; declare \`${name.spelling}: n\` for a vector`;
  return new Reconsidered(name, "scalar", "inferred-number", told);
}

/** Whether a term is a number that is computed from something: a trace, a norm, an inner product. */
const isComputed = (term: Term): boolean => term.kind === "apply" && term.fn !== "product";

/** The factors before a row and the column that follows it, whose product is a number: `n xᵀx`; else all of them. */
function beforeInner(scope: Scope, terms: readonly Term[]): readonly Term[] {
  const [row, column] = terms.slice(-2);
  if (terms.length < 3 || row === undefined || column === undefined) return terms;
  const inner = resolved(scope, row).rows === ONE && !isScalar(scope, row) && resolved(scope, column).cols === ONE;
  return inner && !isScalar(scope, column) ? terms.slice(0, -2) : terms;
}

/** `c tr(A)`, `n xᵀx`: a letter that multiplies numbers. */
export function reconsiderFactor(scope: Scope, terms: readonly Term[]): void {
  const before = beforeInner(scope, terms);
  const vectors = before.filter((t) => !isScalar(scope, t));
  const name = vectors.length === 0 ? undefined : vectorByLetter(scope, vectors[0]!);
  if (name === undefined) return;
  const scales = before.length < terms.length || before.some((t) => t !== vectors[0] && isComputed(t));
  if (vectors.length !== 1 || !scales || scope.occurrences?.(name.name) !== 1) return;
  if (isNumberLetter(name.name)) throw multiplier(name);
  const what = `${name.spelling} is a vector that a number multiplies; declare \`${name.spelling}: scalar\` for a number`;
  scope.note?.("scaled-vector", what, name.span);
}

function multiplier(name: NameSyntax): Reconsidered {
  const { spelling } = name;
  const told = `${spelling} is read as a number, because it multiplies one; declare \`${spelling}: scalar\` to say so, or \`${spelling}: ${spelling === "n" ? "m" : "n"}\` for a vector`;
  return new Reconsidered(name, "scalar", "inferred-number", told);
}

/** What a trace or a determinant is taken of is a matrix, and so are the letters in it that are numbers by their letter. */
export function expectMatrix(scope: Scope, term: Term, head: string): void {
  const leaves = leavesOf(term);
  // ρ in a trace is a density, whatever stands beside it.
  const density = head === "tr" ? leaves.find((leaf) => numberByLetter(scope, leaf)?.name === "ρ") : undefined;
  const found = density ?? leaves.find((leaf) => isScalar(scope, term) && numberByLetter(scope, leaf) !== undefined);
  const name = found === undefined ? undefined : numberByLetter(scope, found);
  if (name === undefined) return;
  if (density === undefined && !leaves.every((leaf) => leaf.kind === "number" || numberByLetter(scope, leaf))) return;
  const told = `${name.spelling} is read as a matrix, because ${head} is taken of it; declare \`${name.spelling}: scalar\` for a number`;
  throw new Reconsidered(name, "matrix", "inferred-matrix", told);
}

/** The names and numbers of which a term is made. */
function leavesOf(root: Term): Term[] {
  const leaves: Term[] = [];
  const pending: Term[] = [root];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.kind === "apply") pending.push(...next.args);
    else if (next.kind !== "function") leaves.push(next);
  }
  return leaves;
}

/** `QKᵀ/√d` in code, where a quotient is one of entries: a single letter beneath a matrix is a number. */
export function reconsiderQuotient(scope: Scope, over: Term, under: Term): void {
  if (isScalar(scope, over) || isScalar(scope, under)) return;
  const name = leavesOf(under).map((leaf) => vectorByLetter(scope, leaf))[0];
  if (name === undefined || leavesOf(under).length !== 1 || scope.occurrences?.(name.name) !== 1) return;
  if (resolved(scope, over).cols !== ONE || isNumberLetter(name.name)) throw number(name, "divides");
}

/** Terms that do not fit: `x − μ`, `γ ∘ x`. */
export function reconsiderTerms(scope: Scope, fn: "sum" | "hadamard", terms: readonly Term[]): void {
  if (fn === "sum") reconsiderOffset(scope, terms);
  const columns = terms.filter((t) => !isScalar(scope, t) && resolved(scope, t).cols === ONE);
  if (columns.length === 0) return;
  for (const term of terms) {
    const name = numberByLetter(scope, term);
    if (name === undefined || !isParameter(name.name)) continue;
    throw vector(name, fn === "sum" ? "is added to a vector" : "multiplies the entries of a vector");
  }
}

/** What divides, is inverted or is an exponent: names of small letters in it are numbers. */
export function expectScalar(scope: Scope, term: Term, why: string): void {
  if (isScalar(scope, term)) return;
  const pending: Term[] = [term];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.kind === "symbol" && next.syntax.kind === "name" && scope.presumedKind?.(next.name) === "vector") {
      const { spelling } = next.syntax;
      const told = `${spelling} is read as a number, because it ${why}; declare \`${spelling}: n\` for a vector`;
      throw new Reconsidered(next.syntax, "scalar", "inferred-number", told);
    }
    if (next.kind === "apply" && ["product", "sum", "entrywise", "entrywise-power"].includes(next.fn))
      pending.push(...next.args);
  }
}
