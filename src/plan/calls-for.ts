/** Which calls of a phase a value takes. */
import { valuesOf, type Instruction, type Value } from "../../codegen/plan/program.js";

/** For each value the calls it is computed by, of those that are given, in order. Each takes time by their number. */
export function callsFor(instructions: readonly Instruction[]): (value: Value) => Instruction[] {
  /** Positions of the calls that write a value: several where it is computed in place. */
  const writers = new Map<number, number[]>();
  instructions.forEach((instruction, at) => {
    for (const { id } of instruction.result ? [...instruction.writes, instruction.result] : instruction.writes) {
      const known = writers.get(id);
      if (known) known.push(at);
      else writers.set(id, [at]);
    }
  });
  return (value) => {
    const needed = new Set<number>();
    const open: number[] = [];
    const need = ({ id }: Value, before: number): void => {
      for (const at of writers.get(id) ?? []) {
        if (at >= before || needed.has(at)) continue;
        needed.add(at);
        open.push(at);
      }
    };
    need(value, instructions.length);
    for (let at = open.pop(); at !== undefined; at = open.pop())
      for (const argument of instructions[at]!.args) for (const v of valuesOf(argument)) need(v, at);
    return [...needed].sort((a, b) => a - b).map((at) => instructions[at]!);
  };
}
