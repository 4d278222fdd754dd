/** Values under other names. */
import type { Argument, Value } from "../plan/values.js";
import type { Prepared } from "./prepared.js";

/** A value under its new name, read in its own shape. */
export function renameValue(v: Value, renamed: ReadonlyMap<number, Value>): Value {
  let target = renamed.get(v.id);
  for (let next = target; next; next = renamed.get(next.id)) target = next;
  return target ? { ...target, storage: v.storage, rows: v.rows, cols: v.cols } : v;
}

export const renameAll = (
  instructions: readonly Prepared[],
  renamed: ReadonlyMap<number, Value>,
): readonly Prepared[] => instructions.map((i) => rename(i, (v) => renameValue(v, renamed)));

export function rename(instruction: Prepared, current: (v: Value) => Value): Prepared {
  const record = <T>(from: Readonly<Record<string, T>>, map: (x: T) => T): Record<string, T> =>
    Object.fromEntries(Object.entries(from).map(([name, x]) => [name, map(x)]));
  const { steps } = instruction;
  return {
    ...instruction,
    takes: record(instruction.takes, (a) => renameArgument(a, current)),
    gives: record(instruction.gives, current),
    ...(steps
      ? { steps: steps.map((s) => ({ ...s, operands: s.operands.map((a) => renameArgument(a, current)) })) }
      : {}),
  };
}

/** Blocks alone: numbers are not copied. */
export const renameArgument = (a: Argument, current: (v: Value) => Value): Argument =>
  a.kind === "block" || a.kind === "reshaped" ? { ...a, value: current(a.value) } : a;
