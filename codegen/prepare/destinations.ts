/**
 * Single assignment → blocks: a result that differs from an operand in place takes its block where the operand is not used
 * again, else that of a copy; zeros are written where a condition does not hold.
 */
import { INSTRUCTIONS, operandsOf, resultsOf, type AnyInstruction, type Instruction } from "../plan/instructions.js";
import { block, number, scalar, valuesOf, type Argument, type Value } from "../plan/values.js";
import { renameArgument, renameValue } from "./rename.js";
import type { Prepared } from "./prepared.js";
import type { Surroundings } from "./def-use.js";

export interface Placed {
  readonly instructions: readonly Prepared[];
  readonly renamed: ReadonlyMap<number, Value>;
}

/** @param known the names that values of an earlier phase have got */
export function destinations(
  phase: readonly Instruction[],
  { foreign, results }: Surroundings,
  known: ReadonlyMap<number, Value>,
): Placed {
  const last = new Map<number, number>();
  phase.forEach((i, at) => {
    for (const v of operandsOf(i).flatMap(valuesOf)) last.set(v.id, at);
  });
  const renamed = new Map<number, Value>(known);
  /** Blocks of values that are used again are not written over; those of several values are, after the last of them. */
  const until = new Map<number, number>();
  const instructions: Prepared[] = [];
  const makers = new Map(phase.flatMap((i) => resultsOf(i).map((v) => [v.id, i] as const)));
  /** Whether A of B + s A is a product that reads B: then it cannot be added up in the block of B. */
  const isReadByTerm = ({ op, takes }: AnyInstruction): boolean => {
    if (op !== "axpy" || takes["A"]?.kind !== "block" || takes["B"]?.kind !== "block") return false;
    const [maker, { id }] = [makers.get(takes["A"].value.id), takes["B"].value];
    if (maker?.op !== "product" && maker?.op !== "outer") return false;
    return operandsOf(maker).some((a) => valuesOf(a).some((v) => v.id === id));
  };
  phase.forEach((instruction: AnyInstruction & { op: Instruction["op"] }, at) => {
    if (instruction.op === "empty") return;
    const { onto } = INSTRUCTIONS[instruction.op];
    const takes = mapArguments(instruction.takes, (v) => renameValue(v, renamed));
    const source = onto === undefined ? undefined : instruction.takes[onto];
    if (source?.kind !== "block") {
      instructions.push({ ...(isNumeric(instruction) ? unconditional(instruction) : instruction), takes });
      return;
    }
    const [made] = resultsOf(instruction) as [Value];
    const base = (takes[onto!] as Extract<Argument, { kind: "block" }>).value;
    const dying =
      !results.has(source.value.id) && Math.max(last.get(source.value.id) ?? -1, until.get(base.id) ?? -1) <= at;
    // Whoever reads what is there under a condition does not see the zeros.
    const free = !foreign.has(base.id) && (instruction.op === "orZeros" || (dying && !isReadByTerm(instruction)));
    let target = made;
    if (free) {
      target = { ...base, storage: made.storage, rows: made.rows, cols: made.cols };
      renamed.set(made.id, target);
      until.set(base.id, last.get(made.id) ?? -1);
      if (results.has(made.id)) until.set(base.id, Infinity);
    } else instructions.push({ op: "copy", takes: { A: block(base) }, gives: { C: made }, flags: [] });
    instructions.push(inBlock(instruction, takes, onto!, target));
  });
  return { instructions, renamed };
}

/** The call that changes the block of its result. */
function inBlock(
  instruction: AnyInstruction & { op: Instruction["op"] },
  takes: AnyInstruction["takes"],
  onto: string,
  target: Value,
): Prepared {
  const [name] = Object.keys(instruction.gives) as [string];
  const gives = { [name]: target };
  if (instruction.op !== "orZeros") return { ...instruction, takes: { ...takes, [onto]: block(target) }, gives };
  const when = instruction.when && { ...instruction.when, equal: !instruction.when.equal };
  return { op: "fill", takes: { c: scalar(number(0)) }, gives: { C: target }, flags: [], ...(when ? { when } : {}) };
}

/** Numbers are computed in any case: where they do not count, nobody reads them. */
const isNumeric = (i: AnyInstruction): boolean => resultsOf(i).some((v) => v.storage === "scalar");
const unconditional = ({ op, takes, gives, flags }: Prepared): Prepared => ({ op, takes, gives, flags });

const mapArguments = (takes: AnyInstruction["takes"], current: (v: Value) => Value): AnyInstruction["takes"] =>
  Object.fromEntries(Object.entries(takes).map(([name, a]) => [name, renameArgument(a, current)]));
