/**
 * Where a kernel's blocks stand: what later phases read is kept in numbered blocks of its own; all other values share
 * scratch blocks, each in the place of one that is no longer used, also of an operand where a routine works in place.
 */
import { INSTRUCTIONS, type Op } from "../plan/instructions.js";
import type { Port } from "../plan/program.js";
import { multiply } from "../plan/sizes.js";
import type { Argument, Value } from "../plan/values.js";
import { operandsOf, readsOf, writesOf, type FusedOp, type Prepared, type PreparedProgram } from "./prepared.js";

export interface Place {
  readonly in: "kept" | "scratch";
  readonly slot: number;
}

export interface Layout {
  /** The place of every block, by the number of its value. */
  readonly places: ReadonlyMap<number, Place>;
  /** What forward keeps for the other phases: blocks and numbers, in the order in which they are computed. */
  readonly saved: readonly Value[];
}

export type PhaseName = "backward" | "variation";

/** The layout of forward and the given later phases. */
export function layoutOf(program: PreparedProgram, phases: readonly PhaseName[]): Layout {
  const saved = savedValues(program, phases);
  const places = new Map<number, Place>();
  const blocks = saved.filter((v) => v.storage !== "scalar");
  blocks.forEach((v, slot) => places.set(v.id, { in: "kept", slot }));
  const pool = new Pool();
  placePhase(program.forward, program.inputs, program.outputs, places, pool);
  if (phases.includes("backward")) placePhase(program.backward, program.cotangents, program.gradients, places, pool);
  if (phases.includes("variation"))
    placePhase(program.variation, program.tangents, program.outputTangents, places, pool);
  return { places, saved };
}

function savedValues(program: PreparedProgram, phases: readonly PhaseName[]): Value[] {
  const later = phases.flatMap((p) => program[p]);
  const results = phases.flatMap((p) => (p === "backward" ? program.gradients : program.outputTangents));
  const needed = new Set([...later.flatMap(readsOf), ...results.map((p) => p.value)].map((v) => v.id));
  const made = [...program.inputs.map((p) => p.value), ...program.forward.flatMap((i) => Object.values(i.gives))];
  return [...new Map(made.filter((v) => needed.has(v.id)).map((v) => [v.id, v])).values()];
}

/** Scratch blocks by size; each phase begins with all of them free. */
class Pool {
  readonly #slots = new Map<string, number[]>();
  #count = 0;

  /** The blocks of one phase. */
  phase(): { take: (v: Value) => number; give: (v: Value, slot: number) => void } {
    const free = new Map([...this.#slots].map(([size, slots]) => [size, [...slots].reverse()]));
    return {
      take: (v) => {
        const size = sizeKey(v);
        const slot = free.get(size)?.pop();
        if (slot !== undefined) return slot;
        this.#slots.set(size, [...(this.#slots.get(size) ?? []), this.#count]);
        return this.#count++;
      },
      give: (v, slot) => {
        const size = sizeKey(v);
        free.set(size, [...(free.get(size) ?? []), slot]);
      },
    };
  }
}

export const sizeKey = (v: Value): string => (v.storage === "pivots" ? v.rows.key : multiply(v.rows, v.cols).key);

function placePhase(
  instructions: readonly Prepared[],
  given: readonly Port[],
  results: readonly Port[],
  places: Map<number, Place>,
  pool: Pool,
): void {
  const last = new Map<number, number>();
  instructions.forEach((i, at) => {
    for (const v of [...readsOf(i), ...writesOf(i)]) last.set(v.id, at);
  });
  for (const p of results) last.set(p.value.id, Infinity);
  const free = pool.phase();
  const place = (v: Value): void => {
    if (v.storage !== "scalar" && !places.has(v.id)) places.set(v.id, { in: "scratch", slot: free.take(v) });
  };
  const mine = new Map<number, Value>();
  for (const p of given) {
    if (!last.has(p.value.id) || p.value.storage === "scalar") continue;
    if (!places.has(p.value.id)) mine.set(p.value.id, p.value);
    place(p.value);
  }
  instructions.forEach((instruction, at) => {
    const dying = [...mine.values()].filter((v) => last.get(v.id) === at);
    const giveBack = (v: Value): void => {
      mine.delete(v.id);
      free.give(v, places.get(v.id)!.slot);
    };
    const overwritten = inPlace(instruction);
    for (const v of dying) if (overwritten.has(v.id)) giveBack(v);
    for (const v of writesOf(instruction)) {
      if (places.has(v.id)) continue;
      place(v);
      mine.set(v.id, v);
    }
    for (const v of dying) if (mine.has(v.id)) giveBack(v);
  });
}

/** The operands whose block the result of what preparation has fused may take; the steps of a chain are among them. */
const IN_PLACE: Readonly<Record<FusedOp, readonly string[]>> = {
  copy: [],
  chain: ["A"],
  multiplyAdd: ["A", "B"],
  softmaxDerivative: ["Y", "G"],
};

/** The operands whose place the result may take: those that are no other operand at the same time. */
function inPlace(instruction: Prepared): ReadonlySet<number> {
  const { op, takes } = instruction;
  const names = op in IN_PLACE ? IN_PLACE[op as FusedOp] : (INSTRUCTIONS[op as Op].inPlace ?? []);
  const ids = (operands: readonly (Argument | undefined)[]): number[] =>
    operands.flatMap((a) => (a?.kind === "block" || a?.kind === "reshaped" ? [a.value.id] : []));
  const others = new Set(ids(Object.keys(takes).map((name) => (names.includes(name) ? undefined : takes[name]))));
  const free = op === "chain" ? operandsOf(instruction) : names.map((name) => takes[name]);
  return new Set(ids(free).filter((id) => !others.has(id)));
}
