/**
 * Improves a straight line of calls without changing what it computes: copies of what is not used again are dropped,
 * products are accumulated where they are added, multiples are coefficients of what is multiplied, the parts of a softmax
 * derivative become one pass, and so do entrywise operations that follow each other.
 */
import { block, coefficientOf, number, scalar, type Scalar, type Value } from "../plan/values.js";
import { fuseEntrywise } from "./fuse.js";
import { readsOf, type Prepared } from "./prepared.js";
import { rename, renameValue } from "./rename.js";
import { foldScalings } from "./fold-coefficients.js";
import { Uses, blockOf, isOne, scalarIn, type Surroundings } from "./def-use.js";

/** The improved instructions, and by which values others have been replaced. */
export interface Improved {
  readonly instructions: readonly Prepared[];
  readonly renamed: ReadonlyMap<number, Value>;
}

export function improve(instructions: readonly Prepared[], surroundings: Surroundings): Improved {
  const sums = termsOfSums([...instructions], surroundings);
  const accumulated = accumulateProducts(fuseSoftmax(sums, surroundings), surroundings);
  const scaled = dropCopies(foldScalings(accumulated, surroundings), surroundings);
  // A multiple of a multiple stands in one block only now.
  const results = new Set([...surroundings.results].map((id) => scaled.renamed.get(id)?.id ?? id));
  const again = { ...surroundings, results };
  const last = dropCopies(fuseEntrywise(foldScalings(scaled.instructions, again), again), again);
  return { instructions: last.instructions, renamed: new Map([...scaled.renamed, ...last.renamed]) };
}

/** α a + β b → C: the sums of two blocks in one form. */
interface Addition {
  readonly terms: readonly (readonly [Scalar, Value])[];
  readonly into: Value;
}

function additionOf({ op, takes, gives }: Prepared): Addition | undefined {
  const [a, b, into] = [blockOf(takes["A"]), blockOf(takes["B"]), gives["C"]];
  if (!a || !b || !into) return undefined;
  const [s, t] = [scalarIn(takes["s"]), scalarIn(takes["t"])];
  switch (op) {
    case "add":
      return { terms: [[number(1), a], [number(1), b]], into }; // prettier-ignore
    case "subtract":
      return { terms: [[number(1), a], [number(-1), b]], into }; // prettier-ignore
    case "axpy":
      return { terms: [[number(1), b], [s, a]], into }; // prettier-ignore
    case "combine":
      return { terms: [[s, a], [t, b]], into }; // prettier-ignore
    default:
      return undefined;
  }
}

/** Q = c A, C = P + t Q → C = P + t c A, where Q may be A. */
function termsOfSums(instructions: readonly Prepared[], surroundings: Surroundings): Prepared[] {
  const uses = new Uses(instructions);
  const removed = new Set<number>();
  const changed = instructions.map((instruction, at): Prepared => {
    const sum = additionOf(instruction);
    if (!sum) return instruction;
    const terms = sum.terms.map((term): readonly [Scalar, Value] => {
      const scaling = scalingOf(instructions, uses, at, term[1], surroundings);
      if (scaling === undefined || sum.into.id === term[1].id) return term;
      const { takes } = instructions[scaling]!;
      const source = blockOf(takes["A"])!;
      if (source.id === sum.into.id) return term;
      removed.add(scaling);
      const { rows, cols } = term[1];
      return [coefficientOf([term[0], scalarIn(takes["s"])])!, { ...source, rows, cols }];
    });
    if (terms.every((term, k) => term === sum.terms[k])) return instruction;
    const [[s, a], [t, b]] = terms as [readonly [Scalar, Value], readonly [Scalar, Value]];
    const [A, B] = [block(a), block(b)];
    if (a.id === sum.into.id && isOne(s)) return { ...instruction, op: "axpy", takes: { s: scalar(t), A: B, B: A } };
    return { ...instruction, op: "combine", takes: { s: scalar(s), A, t: scalar(t), B } };
  });
  return changed.filter((_, at) => !removed.has(at));
}

/** Where a value is scaled, if it is used at `at` only, and what it is a multiple of is still there. */
function scalingOf(
  instructions: readonly Prepared[],
  uses: Uses,
  at: number,
  value: Value,
  { foreign, results }: Surroundings,
): number | undefined {
  if (foreign.has(value.id) || results.has(value.id)) return undefined;
  const touched = uses.touched(value.id);
  const scaling = touched[touched.length - 2];
  if (scaling === undefined || touched[touched.length - 1] !== at) return undefined;
  const { op, takes, gives, when } = instructions[scaling]!;
  const [source, into] = [blockOf(takes["A"]), gives["C"]];
  if (op !== "scale" || when !== instructions[at]!.when || into?.id !== value.id) return undefined;
  if (!source || source.rows !== into.rows || source.cols !== into.cols) return undefined;
  if (source.id === value.id) return scaling;
  const kept = touched.length === 2 && uses.written(source.id).every((w) => w < scaling || w > at);
  return kept ? scaling : undefined;
}

/** P = A B, C = Q + s P → C = Q, C += s A B. */
function accumulateProducts(instructions: Prepared[], { foreign, results }: Surroundings): Prepared[] {
  const uses = new Uses(instructions);
  const replaced = new Map<number, readonly Prepared[]>();
  instructions.forEach((instruction, at) => {
    const sum = additionOf(instruction);
    if (!sum) return;
    const candidates = [1, 0].filter((k) => {
      const [, value] = sum.terms[k]!;
      const [defined, used] = uses.touched(value.id);
      const product = instructions[defined ?? -1];
      if (!product || used !== at || uses.touched(value.id).length !== 2 || replaced.has(defined!)) return false;
      if (foreign.has(value.id) || results.has(value.id) || sum.into.id === value.id) return false;
      if (product.op !== "product" && product.op !== "outer") return false;
      if (product.takes["beta"] || product.when !== instruction.when) return false;
      return readsOf(product).every(
        ({ id }) => id === value.id || uses.written(id).every((w) => w < defined! || w > at),
      );
    });
    const [k] = candidates;
    if (k === undefined) return;
    const [s, value] = sum.terms[k]!;
    const [t, other] = sum.terms[1 - k]!;
    const defined = uses.touched(value.id)[0]!;
    replaced.set(defined, []);
    // What is not used again is multiplied by β where it stands.
    const touched = uses.touched(other.id);
    const dying = touched[touched.length - 1] === at && !foreign.has(other.id) && !results.has(other.id);
    const beta = dying && other.id !== sum.into.id ? t : number(1);
    const first = start(beta === t ? number(1) : t, other, sum.into);
    const calls = [...first, accumulated(instructions[defined]!, s, sum.into, beta)];
    const { when } = instruction;
    replaced.set(at, when ? calls.map((call) => ({ ...call, when })) : calls);
  });
  return instructions.flatMap((instruction, at) => replaced.get(at) ?? [instruction]);
}

function start(t: Scalar, other: Value, into: Value): Prepared[] {
  if (other.id === into.id) return [];
  const common = { gives: { C: into }, flags: [] };
  if (isOne(t)) return [{ op: "copy", takes: { A: block(other) }, ...common }];
  return [{ op: "scale", takes: { s: scalar(t), A: block(other) }, ...common }];
}

function accumulated(product: Prepared, s: Scalar, into: Value, beta: Scalar): Prepared {
  const alpha = scalar(coefficientOf([s, scalarIn(product.takes["alpha"])])!);
  // A vector may be added up in the other direction.
  const { rows, cols } = product.gives["C"]!;
  const takes = { ...product.takes, alpha, beta: scalar(beta) };
  return { op: product.op, takes, gives: { C: { ...into, rows, cols } }, flags: product.flags };
}

/** P = Y∘G, r = P𝟏, Q = Diag(r) Y, C = P − Q → softmaxDerivative(Y, G, C). */
function fuseSoftmax(instructions: Prepared[], { results }: Surroundings): Prepared[] {
  const uses = new Uses(instructions);
  const removed = new Set<number>();
  const fused = new Map<number, Prepared>();
  instructions.forEach((last, at) => {
    const difference = additionOf(last);
    if (!difference || last.when) return;
    const [[s, p], [t, q]] = difference.terms as [readonly [Scalar, Value], readonly [Scalar, Value]];
    if (!isOne(s) || t.kind !== "number" || t.value !== -1) return;
    const only = (v: Value | undefined, count: number): readonly number[] | undefined => {
      const places = v && !results.has(v.id) ? uses.touched(v.id) : [];
      return places.length === count ? places : undefined;
    };
    const [product, sums] = only(p, 3) ?? [];
    const places = only(q, 2);
    const scaling = instructions[places?.[0] ?? -1];
    if (product === undefined || sums === undefined || !places || scaling?.op !== "scaleRows") return;
    const [r, y] = [blockOf(scaling.takes["d"]), blockOf(scaling.takes["A"])];
    const multiply = instructions[product]!;
    if (multiply.op !== "multiply" || instructions[sums]!.op !== "rowSums" || !only(r, 2)) return;
    if (instructions[sums]!.gives["r"]?.id !== r!.id) return;
    const [a, b] = [blockOf(multiply.takes["A"])!, blockOf(multiply.takes["B"])!];
    const g = a.id === y!.id ? b : b.id === y!.id ? a : undefined;
    if (!g) return;
    for (const i of [product, sums, places[0]!]) removed.add(i);
    const takes = { Y: block(y!), G: block(g) };
    fused.set(at, { op: "softmaxDerivative", takes, gives: { C: difference.into }, flags: [] });
  });
  return instructions.flatMap((i, at) => (removed.has(at) ? [] : [fused.get(at) ?? i]));
}

/** A copy of a value that is not used again is the value itself. */
function dropCopies(instructions: readonly Prepared[], { foreign, results }: Surroundings): Improved {
  const uses = new Uses(instructions);
  const renamed = new Map<number, Value>();
  const current = (v: Value): Value => renameValue(v, renamed);
  const kept: Prepared[] = [];
  /** The last place where a value, under any of its names, is used. */
  const last = new Map<number, number>();
  const lastUse = (id: number): number =>
    Math.max(last.get(id) ?? -1, uses.touched(id)[uses.touched(id).length - 1] ?? -1);
  const isResult = new Set(results);
  instructions.forEach((instruction, at) => {
    const [from, to] = [blockOf(instruction.takes["A"]), instruction.gives["C"]];
    if (instruction.op === "copy" && from && to && from.id !== to.id) {
      const source = current(from);
      const first = uses.touched(to.id)[0] === at;
      if (first && !foreign.has(source.id) && !isResult.has(source.id) && lastUse(source.id) === at) {
        renamed.set(to.id, source);
        last.set(source.id, lastUse(to.id));
        if (isResult.has(to.id)) isResult.add(source.id);
        return;
      }
    }
    kept.push(rename(instruction, current));
  });
  return { instructions: kept, renamed };
}
