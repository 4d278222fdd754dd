/**
 * Improves a straight line of calls without changing what it computes: copies of what is not used again are dropped,
 * products are accumulated where they are added, multiples are coefficients of what is multiplied, the parts of a softmax
 * derivative become one pass, and so do entrywise operations that follow each other.
 */
import {
  block,
  coefficientOf,
  number,
  scalar,
  type Argument,
  type Instruction,
  type Scalar,
  type Value,
} from "../plan/program.js";
import { fuseEntrywise } from "./fuse.js";
import { foldScalings } from "./fold-coefficients.js";
import { Uses, blockOf, isOne, readsOf, scalarIn, type Surroundings } from "./def-use.js";

/** The improved instructions, and by which values others have been replaced. */
export interface Improved {
  readonly instructions: readonly Instruction[];
  readonly renamed: ReadonlyMap<number, Value>;
}

export function improve(instructions: readonly Instruction[], surroundings: Surroundings): Improved {
  const sums = termsOfSums([...instructions], surroundings);
  const accumulated = accumulateProducts(fuseSoftmax(sums, surroundings), surroundings);
  return dropCopies(fuseEntrywise(foldScalings(accumulated, surroundings), surroundings), surroundings);
}

/** α a + β b → C: the sums of two blocks in one form. */
interface Addition {
  readonly terms: readonly (readonly [Scalar, Value])[];
  readonly into: Value;
}

function additionOf({ routine, args }: Instruction): Addition | undefined {
  const [a, b, c] = args.map(blockOf);
  if (routine === "add" && a && b && c) return { terms: [[number(1), a], [number(1), b]], into: c }; // prettier-ignore
  if (routine === "subtract" && a && b && c) return { terms: [[number(1), a], [number(-1), b]], into: c }; // prettier-ignore
  if (routine === "axpy") return { terms: [[number(1), blockOf(args[2])!], [scalarIn(args[0]), blockOf(args[1])!]], into: blockOf(args[2])! }; // prettier-ignore
  if (routine !== "combine") return undefined;
  return { terms: [[scalarIn(args[0]), blockOf(args[1])!], [scalarIn(args[2]), blockOf(args[3])!]], into: blockOf(args[4])! }; // prettier-ignore
}

/** Q = c A, C = P + t Q → C = P + t c A, where Q may be A. */
function termsOfSums(instructions: readonly Instruction[], surroundings: Surroundings): Instruction[] {
  const uses = new Uses(instructions);
  const removed = new Set<number>();
  const changed = instructions.map((instruction, at) => {
    const sum = additionOf(instruction);
    if (!sum) return instruction;
    const terms = sum.terms.map((term): readonly [Scalar, Value] => {
      const scaling = scalingOf(instructions, uses, at, term[1], surroundings);
      if (scaling === undefined || sum.into.id === term[1].id) return term;
      const { args } = instructions[scaling]!;
      const source = blockOf(args[1])!;
      if (source.id === sum.into.id) return term;
      removed.add(scaling);
      return [coefficientOf([term[0], scalarIn(args[0])])!, source];
    });
    if (terms.every((term, k) => term === sum.terms[k])) return instruction;
    const [[s, a], [t, b]] = terms as [readonly [Scalar, Value], readonly [Scalar, Value]];
    const [left, right, into] = [a, b, sum.into].map(block) as [Argument, Argument, Argument];
    if (a.id === sum.into.id && isOne(s)) return { ...instruction, routine: "axpy", args: [scalar(t), right, into] };
    return { ...instruction, routine: "combine", args: [scalar(s), left, scalar(t), right, into] };
  });
  return changed.filter((_, at) => !removed.has(at));
}

/** Where a value is scaled, if it is used at `at` only, and what it is a multiple of is still there. */
function scalingOf(
  instructions: readonly Instruction[],
  uses: Uses,
  at: number,
  value: Value,
  { foreign, results }: Surroundings,
): number | undefined {
  if (foreign.has(value.id) || results.has(value.id)) return undefined;
  const touched = uses.touched(value.id);
  const scaling = touched[touched.length - 2];
  if (scaling === undefined || touched[touched.length - 1] !== at) return undefined;
  const { routine, args, condition } = instructions[scaling]!;
  const [source, into] = [blockOf(args[1]), blockOf(args[2])];
  if (routine !== "scale" || condition !== instructions[at]!.condition || into?.id !== value.id) return undefined;
  if (!source || source.rows !== value.rows || source.cols !== value.cols) return undefined;
  if (source.id === value.id) return scaling;
  const kept = touched.length === 2 && uses.written(source.id).every((w) => w < scaling || w > at);
  return kept ? scaling : undefined;
}

/** P = A B, C = Q + s P → C = Q, C += s A B. */
function accumulateProducts(instructions: Instruction[], { foreign, results }: Surroundings): Instruction[] {
  const uses = new Uses(instructions);
  const replaced = new Map<number, readonly Instruction[]>();
  instructions.forEach((instruction, at) => {
    const sum = additionOf(instruction);
    if (!sum) return;
    const candidates = [1, 0].filter((k) => {
      const [, value] = sum.terms[k]!;
      const [defined, used] = uses.touched(value.id);
      const product = instructions[defined ?? -1];
      if (!product || used !== at || uses.touched(value.id).length !== 2 || replaced.has(defined!)) return false;
      if (foreign.has(value.id) || results.has(value.id) || sum.into.id === value.id) return false;
      const into = product.routine === "product" ? 5 : product.routine === "outer" ? 4 : 0;
      if (into === 0 || product.args.length > into || product.condition !== instruction.condition) return false;
      return readsOf(product).every((id) => id === value.id || uses.written(id).every((w) => w < defined! || w > at));
    });
    const [k] = candidates;
    if (k === undefined) return;
    const [s, value] = sum.terms[k]!;
    const [t, other] = sum.terms[1 - k]!;
    const defined = uses.touched(value.id)[0]!;
    replaced.set(defined, []);
    const { condition } = instruction;
    // What is not used again is multiplied by β where it stands.
    const touched = uses.touched(other.id);
    const dying = touched[touched.length - 1] === at && !foreign.has(other.id) && !results.has(other.id);
    const beta = dying && other.id !== sum.into.id ? t : number(1);
    const first = start(beta === t ? number(1) : t, other, sum.into);
    const calls = [...first, accumulated(instructions[defined]!, s, sum.into, beta)];
    replaced.set(at, condition ? calls.map((call) => ({ ...call, condition })) : calls);
  });
  return instructions.flatMap((instruction, at) => replaced.get(at) ?? [instruction]);
}

function start(t: Scalar, other: Value, into: Value): Instruction[] {
  if (other.id === into.id) return [];
  const blocks: Argument[] = [other, into].map((value) => ({ kind: "block", value }));
  if (t.kind === "number" && t.value === 1) return [{ routine: "copy", args: blocks, writes: [into] }];
  return [{ routine: "scale", args: [scalar(t), ...blocks], writes: [into] }];
}

function accumulated({ routine, args }: Instruction, s: Scalar, into: Value, beta: Scalar): Instruction {
  const turned = routine === "product" ? [args[3] ?? ({ kind: "flags", names: [] } as const)] : [];
  const alpha = coefficientOf([s, scalarIn(args[routine === "product" ? 4 : 3])]) ?? number(1);
  // A vector may be added up in the other direction.
  const { rows, cols } = blockOf(args[2])!;
  const target: Argument = { kind: "block", value: { ...into, rows, cols } };
  return { routine, args: [args[0]!, args[1]!, target, ...turned, scalar(alpha), scalar(beta)], writes: [into] };
}

/** P = Y∘G, r = P𝟏, Q = Diag(r) Y, C = P − Q → softmaxDerivative(Y, G, C). */
function fuseSoftmax(instructions: Instruction[], { results }: Surroundings): Instruction[] {
  const uses = new Uses(instructions);
  const removed = new Set<number>();
  const fused = new Map<number, Instruction>();
  instructions.forEach((last, at) => {
    const difference = additionOf(last);
    if (!difference || last.condition) return;
    const [[s, p], [t, q]] = difference.terms as [readonly [Scalar, Value], readonly [Scalar, Value]];
    const c = difference.into;
    if (!isOne(s) || t.kind !== "number" || t.value !== -1) return;
    const only = (v: Value | undefined, count: number): readonly number[] | undefined => {
      const places = v && !results.has(v.id) ? uses.touched(v.id) : [];
      return places.length === count ? places : undefined;
    };
    const [product, sums] = only(p, 3) ?? [];
    const places = only(q, 2);
    const scaling = places && instructions[places[0]!]!;
    if (product === undefined || sums === undefined || !scaling || scaling.routine !== "scaleRows") return;
    const [r, y] = scaling.args.map(blockOf);
    const multiply = instructions[product]!;
    if (multiply.routine !== "multiply" || instructions[sums]!.routine !== "rowSums" || !only(r, 2)) return;
    if (blockOf(instructions[sums]!.args[1])?.id !== r!.id) return;
    const [a, b] = multiply.args.map(blockOf);
    const g = a!.id === y!.id ? b! : b!.id === y!.id ? a! : undefined;
    if (!g) return;
    for (const i of [product, sums, places[0]!]) removed.add(i);
    const args: Argument[] = [y!, g, c].map((value) => ({ kind: "block", value }));
    fused.set(at, { routine: "softmaxDerivative", args, writes: [c] });
  });
  return instructions.flatMap((i, at) => (removed.has(at) ? [] : [fused.get(at) ?? i]));
}

/** A copy of a value that is not used again is the value itself. */
function dropCopies(instructions: readonly Instruction[], { foreign, results }: Surroundings): Improved {
  const uses = new Uses(instructions);
  const renamed = new Map<number, Value>();
  const current = (v: Value): Value => renameValue(v, renamed);
  const kept: Instruction[] = [];
  /** The last place where a value, under any of its names, is used. */
  const last = new Map<number, number>();
  const lastUse = (id: number): number =>
    Math.max(last.get(id) ?? -1, uses.touched(id)[uses.touched(id).length - 1] ?? -1);
  const isResult = new Set(results);
  instructions.forEach((instruction, at) => {
    const [from, to] = instruction.args.map(blockOf);
    if (instruction.routine === "copy" && from && to && from.id !== to.id) {
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

/** A value under its new name, read in its own shape. */
export function renameValue(v: Value, renamed: ReadonlyMap<number, Value>): Value {
  const target = renamed.get(v.id);
  return target ? { ...target, storage: v.storage, rows: v.rows, cols: v.cols } : v;
}

export const renameAll = (
  instructions: readonly Instruction[],
  renamed: ReadonlyMap<number, Value>,
): readonly Instruction[] => instructions.map((i) => rename(i, (v) => renameValue(v, renamed)));

function rename(instruction: Instruction, current: (v: Value) => Value): Instruction {
  return {
    ...instruction,
    args: instruction.args.map((a) => renameArgument(a, current)),
    writes: instruction.writes.map(current),
  };
}

function renameArgument(a: Argument, current: (v: Value) => Value): Argument {
  switch (a.kind) {
    case "block":
    case "reshaped":
      return { ...a, value: current(a.value) };
    default:
      // Numbers are not copied.
      return a;
  }
}
