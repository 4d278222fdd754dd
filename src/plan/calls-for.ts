/** Which calls of a phase a value takes. */
import type { Value } from "../../codegen/plan/values.js";
import { readsOf, type Prepared } from "../../codegen/prepare/prepared.js";

/**
 * For each value the calls it is computed by, of those that are given, in order: those that compute what it takes, and those
 * that test it. Each takes time by their number.
 */
export function callsFor(instructions: readonly Prepared[]): (value: Value) => Prepared[] {
  /** Positions of the calls that write a value: several where it is computed in place. */
  const writers = new Map<number, number[]>();
  instructions.forEach((instruction, at) => {
    for (const { id } of Object.values(instruction.gives)) {
      const known = writers.get(id);
      if (known) known.push(at);
      else writers.set(id, [at]);
    }
  });
  const tests = instructions.flatMap((call, at) => (Object.keys(call.gives).length === 0 ? [{ at, call }] : []));
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
      for (const v of readsOf(instructions[at]!)) need(v, at);
    const read = new Set([...needed].flatMap((at) => readsOf(instructions[at]!).map((v) => v.id)));
    for (const { at, call } of tests) if (readsOf(call).every((v) => read.has(v.id))) needed.add(at);
    return [...needed].sort((a, b) => a - b).map((at) => instructions[at]!);
  };
}
