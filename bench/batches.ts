/** Batches of a layer's inputs. */
import type { Batch } from "../codegen/runtime/batch.js";
import type { Values } from "./inputs.js";

/** `count` slightly different copies of the inputs that are matrices; numbers are common to all. */
export function batchOf(inputs: Values, count: number): Values {
  const entries = Object.entries(inputs).map(([name, value]): [string, Values[string]] => {
    if (typeof value === "number") return [name, value];
    const { rows, cols, data } = value;
    const all = new Float64Array(count * data.length);
    for (let b = 0; b < count; b++) all.set(data.map((x) => x * (1 + b / count)), b * data.length); // prettier-ignore
    const batch: Batch = { batch: count, rows, cols, data: all };
    return [name, batch];
  });
  return Object.fromEntries(entries);
}
