import { LinearAlgebraError } from "./errors.js";
import type { Matrix } from "./matrix.js";
import { ResidentMatrix } from "./resident.js";

/** Matrices of one shape, one after the other: entry (i, j) of number b is `data[(b * rows + i) * cols + j]`. */
export interface Batch extends Matrix {
  readonly batch: number;
}

/** A record of which any value may be a batch; a batch of numbers is one of 1×1 matrices. */
export type Batched<T> = { readonly [K in keyof T]: T[K] | Batch };

type Values = Readonly<Record<string, Matrix | Batch | number | undefined>>;
type Results = Record<string, Matrix | number>;

/** What a batch of `forward` calls keeps for `backward`: the saved values of each, and which inputs had a batch. */
export interface BatchSaved {
  readonly elements: readonly object[];
  readonly batched: readonly string[];
}

export const isBatch = (value: unknown): value is Batch =>
  typeof value === "object" && value !== null && "batch" in value;

/** Whether any value of a record is a batch. */
export function isBatched(values: object): boolean {
  for (const name in values) if (isBatch((values as Values)[name])) return true;
  return false;
}

/** Whether saved values are those of a batch. */
export const isBatchSaved = (saved: object): saved is BatchSaved => "elements" in saved;

/** The common number of matrices in the batches. Throws `Shape` where they differ. */
export function batchSize(values: Values): number {
  let size: number | undefined;
  let from = "";
  for (const [name, value] of Object.entries(values)) {
    if (!isBatch(value)) continue;
    const { batch, rows, cols, data } = value;
    if (!Number.isInteger(batch) || batch < 1) throw shapeError(`${name} has a batch of ${String(batch)}`);
    if (data.length !== batch * rows * cols) {
      const wanted = `${String(batch)} matrices of ${String(rows)}×${String(cols)}`;
      throw shapeError(`${name} has ${String(data.length)} entries, not those of ${wanted}`);
    }
    if (size !== undefined && size !== batch) {
      throw shapeError(`${name} has a batch of ${String(batch)}, but ${from} one of ${String(size)}`);
    }
    [size, from] = [batch, name];
  }
  return size!;
}

const shapeError = (message: string): LinearAlgebraError => new LinearAlgebraError("Shape", message);

/** The values for one element of the batch; views, not copies. */
function elementOf(
  values: Values,
  scalars: readonly string[],
  index: number,
): Record<string, Matrix | number | undefined> {
  const element: Record<string, Matrix | number | undefined> = {};
  for (const name in values) {
    const value = values[name];
    if (!isBatch(value)) {
      element[name] = value;
      continue;
    }
    const { rows, cols, data } = value;
    const size = rows * cols;
    if (scalars.includes(name)) element[name] = data[index]!;
    else element[name] = { rows, cols, data: data.subarray(index * size, (index + 1) * size) };
  }
  return element;
}

/** Collects the results of one element after the other. */
class Collector {
  readonly #results: Record<string, Batch | Matrix | number> = {};

  /** @param summed the names of results that are added up */
  constructor(
    private readonly count: number,
    private readonly summed: ReadonlySet<string>,
  ) {}

  add(index: number, values: Readonly<Results>): void {
    for (const name in values) {
      const value = values[name]!;
      if (this.summed.has(name)) this.#sum(name, value, index === 0);
      else this.#place(name, value, index);
      if (value instanceof ResidentMatrix) value.free();
    }
  }

  #place(name: string, value: Matrix | number, index: number): void {
    const { rows, cols } = typeof value === "number" ? { rows: 1, cols: 1 } : value;
    const size = rows * cols;
    if (index === 0) {
      this.#results[name] = { batch: this.count, rows, cols, data: new Float64Array(this.count * size) };
    }
    const { data } = this.#results[name] as Batch;
    if (typeof value === "number") data[index] = value;
    else data.set(value.data, index * size);
  }

  #sum(name: string, value: Matrix | number, first: boolean): void {
    if (first) this.#results[name] = value instanceof ResidentMatrix ? value.copy() : value;
    else if (typeof value === "number") this.#results[name] = (this.#results[name] as number) + value;
    else {
      const { data } = this.#results[name] as Matrix;
      for (let k = 0; k < data.length; k++) data[k]! += value.data[k]!;
    }
  }

  get results(): Results {
    return this.#results;
  }
}

/**
 * Calls `forward` for each element of a batch. An input without a batch is the same for all elements.
 * @param scalars the names of inputs that `forward` takes as numbers
 */
export function batchForward<Inputs>(
  forward: (inputs: Inputs) => { outputs: object; saved: object },
  inputs: Batched<Inputs>,
  scalars: readonly string[],
): { outputs: Results; saved: BatchSaved } {
  const values = inputs as unknown as Values;
  const count = batchSize(values);
  const collector = new Collector(count, new Set());
  const elements: object[] = [];
  for (let index = 0; index < count; index++) {
    const { outputs, saved } = forward(elementOf(values, scalars, index) as Inputs);
    collector.add(index, outputs as Results);
    elements.push(saved);
  }
  const batched = Object.keys(values).filter((name) => isBatch(values[name]));
  return { outputs: collector.results, saved: { elements, batched } };
}

/**
 * Calls `backward` for each element of a batch. A cotangent without a batch is the same for all elements; the gradient of
 * an input that had no batch is the sum over the elements.
 * @param scalars the names of cotangents that `backward` takes as numbers
 * @param every whether all results have a batch, as the tangents of outputs do
 */
export function batchBackward<Saved, Cotangents>(
  backward: (saved: Saved, cotangents: Cotangents) => object,
  { elements, batched }: BatchSaved,
  cotangents: Batched<Cotangents>,
  scalars: readonly string[],
  every = false,
): Results {
  const values = cotangents as unknown as Values;
  const given = Object.values(values).some(isBatch) ? batchSize(values) : elements.length;
  if (given !== elements.length) {
    throw shapeError(
      `the cotangents have a batch of ${String(given)}, but the inputs had one of ${String(elements.length)}`,
    );
  }
  let collector: Collector | undefined;
  elements.forEach((saved, index) => {
    const results = backward(saved as Saved, elementOf(values, scalars, index) as Cotangents) as Results;
    const summed = every ? [] : Object.keys(results).filter((name) => !batched.includes(name));
    collector ??= new Collector(elements.length, new Set(summed));
    collector.add(index, results);
  });
  return collector!.results;
}
