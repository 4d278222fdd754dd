/**
 * Improves a straight line of calls without changing what it computes: copies of what is not used again are dropped,
 * products are accumulated where they are added, the parts of a softmax derivative become one pass.
 */
import { coefficientOf } from "./products.js";
import { number, scalar, valuesOf, type Argument, type Instruction, type Scalar, type Value } from "./program.js";

/** What is known about a phase: the values that others have made and those that must outlive it. */
export interface Surroundings {
  /** Values that this phase must not write to. */
  readonly foreign: ReadonlySet<number>;
  /** Values that are read after the phase. */
  readonly results: ReadonlySet<number>;
}

/** The improved instructions, and by which values others have been replaced. */
export interface Improved {
  readonly instructions: readonly Instruction[];
  readonly renamed: ReadonlyMap<number, Value>;
}

export function improve(instructions: readonly Instruction[], surroundings: Surroundings): Improved {
  const accumulated = accumulateProducts(fuseSoftmax([...instructions], surroundings), surroundings);
  return dropCopies(accumulated, surroundings);
}

const reads = (i: Instruction): number[] => i.args.flatMap(valuesOf).map((v) => v.id);

/** Where values are read and written, by position. */
class Uses {
  readonly #touched = new Map<number, number[]>();
  readonly #written = new Map<number, number[]>();

  constructor(instructions: readonly Instruction[]) {
    instructions.forEach((i, at) => {
      for (const id of new Set([...reads(i), ...i.writes.map((v) => v.id)])) push(this.#touched, id, at);
      for (const v of i.writes) push(this.#written, v.id, at);
    });
  }

  touched(id: number): readonly number[] {
    return this.#touched.get(id) ?? [];
  }

  written(id: number): readonly number[] {
    return this.#written.get(id) ?? [];
  }
}

function push(map: Map<number, number[]>, key: number, value: number): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

const blockOf = (a: Argument | undefined): Value | undefined => (a?.kind === "block" ? a.value : undefined);
const scalarIn = (a: Argument | undefined): Scalar => (a?.kind === "scalar" ? a.value : number(1));

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
      return reads(product).every((id) => id === value.id || uses.written(id).every((w) => w < defined! || w > at));
    });
    const [k] = candidates;
    if (k === undefined) return;
    const [s, value] = sum.terms[k]!;
    const [t, other] = sum.terms[1 - k]!;
    const defined = uses.touched(value.id)[0]!;
    replaced.set(defined, []);
    const { condition } = instruction;
    const calls = [...start(t, other, sum.into), accumulated(instructions[defined]!, s, sum.into)];
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

function accumulated({ routine, args }: Instruction, s: Scalar, into: Value): Instruction {
  const turned = routine === "product" ? [args[3] ?? ({ kind: "flags", names: [] } as const)] : [];
  const alpha = coefficientOf([s, scalarIn(args[routine === "product" ? 4 : 3])]) ?? number(1);
  // A vector may be added up in the other direction.
  const { rows, cols } = blockOf(args[2])!;
  const target: Argument = { kind: "block", value: { ...into, rows, cols } };
  return { routine, args: [args[0]!, args[1]!, target, ...turned, scalar(alpha), scalar(number(1))], writes: [into] };
}

/** P = Y∘G, r = P𝟏, Q = Diag(r) Y, C = P − Q → softmaxDerivative(Y, G, C). */
function fuseSoftmax(instructions: Instruction[], { results }: Surroundings): Instruction[] {
  const uses = new Uses(instructions);
  const removed = new Set<number>();
  const fused = new Map<number, Instruction>();
  instructions.forEach((last, at) => {
    if (last.routine !== "subtract" || last.condition) return;
    const [p, q, c] = last.args.map(blockOf);
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
    const args: Argument[] = [y!, g, c!].map((value) => ({ kind: "block", value }));
    fused.set(at, { routine: "softmaxDerivative", args, writes: [c!] });
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
