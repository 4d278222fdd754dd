/** Where the values of a straight line of calls are read and written. */
import { number, type Argument, type Scalar, type Value } from "../plan/values.js";
import { readsOf, writesOf, type Prepared } from "./prepared.js";

/** What is known about a phase: the values that others have made and those that must outlive it. */
export interface Surroundings {
  /** Values that this phase must not write to. */
  readonly foreign: ReadonlySet<number>;
  /** Values that are read after the phase. */
  readonly results: ReadonlySet<number>;
}

export const blockOf = (a: Argument | undefined): Value | undefined => (a?.kind === "block" ? a.value : undefined);

/** A coefficient, 1 where there is none. */
export const scalarIn = (a: Argument | undefined): Scalar => (a?.kind === "scalar" ? a.value : number(1));

export const isOne = (s: Scalar): boolean => s.kind === "number" && s.value === 1;

/** Where values are read and written, by position. */
export class Uses {
  readonly #touched = new Map<number, number[]>();
  readonly #written = new Map<number, number[]>();

  constructor(instructions: readonly Prepared[]) {
    instructions.forEach((i, at) => {
      const writes = writesOf(i).map((v) => v.id);
      for (const id of new Set([...readsOf(i).map((v) => v.id), ...writes])) push(this.#touched, id, at);
      for (const id of writes) push(this.#written, id, at);
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
