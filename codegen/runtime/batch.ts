import { DataError, inElement } from "./errors.js";
import type { Batch, Matrix } from "./matrix.js";
import { own, type Parameters, type Values } from "./parameters.js";
import { ResidentMatrix } from "./resident.js";

export type { Batch } from "./matrix.js";

/** A record of which any value may be a batch; a batch of numbers is one of 1×1 matrices. */
export type Batched<T> = { readonly [K in keyof T]: T[K] | Batch };

type Results = Record<string, Matrix | number>;

/** What a batch of `forward` calls keeps for `backward`: the saved values of each, and which inputs had a batch. */
export class BatchSaved {
  constructor(
    readonly elements: readonly object[],
    readonly batched: readonly string[],
  ) {}
}

export const isBatch = (value: unknown): value is Batch =>
  typeof value === "object" && value !== null && "batch" in value;

/** Whether any value of a record is a batch. */
export function isBatched(values: object): boolean {
  for (const name in values) if (isBatch(own(values as Values, name))) return true;
  return false;
}

/** Whether saved values are those of a batch. */
export const isBatchSaved = (saved: unknown): saved is BatchSaved => saved instanceof BatchSaved;

/** The common number of matrices in the batches. Throws DataError where they differ. */
export function batchSize(values: Values): number {
  let size: number | undefined;
  let from = "";
  for (const [name, value] of Object.entries(values)) {
    if (!isBatch(value)) continue;
    const { batch, rows, cols, data } = value;
    if (!Number.isInteger(batch) || batch < 1) throw shapeError(`${name} has a batch of ${String(batch)}`);
    if (!(data instanceof Float64Array) || data.length !== batch * rows * cols) {
      const wanted = `${String(batch)} matrices of ${String(rows)}×${String(cols)}`;
      throw shapeError(
        `${name} has ${String((data as ArrayLike<number> | undefined)?.length)} entries, not those of ${wanted}`,
      );
    }
    if (size !== undefined && size !== batch) {
      throw shapeError(`${name} has a batch of ${String(batch)}, but ${from} one of ${String(size)}`);
    }
    [size, from] = [batch, name];
  }
  return size!;
}

const shapeError = (message: string): DataError => new DataError("data/shape", message);

/** The values for one element of the batch; views, not copies. */
function elementOf(
  values: Values,
  scalars: readonly string[],
  index: number,
): Record<string, Matrix | number | undefined> {
  const element = Object.create(null) as Record<string, Matrix | number | undefined>;
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
  readonly #results = Object.create(null) as Record<string, Batch | Matrix | number>;

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

/** Runs for one element of a batch after the other; an error names the element. */
function forEach(count: number, run: (index: number) => void): void {
  for (let index = 0; index < count; index++) {
    try {
      run(index);
    } catch (error) {
      throw inElement(error, index);
    }
  }
}

/**
 * Calls `forward` for each element of a batch. An input without a batch is the same for all elements.
 * @param parameters the inputs of `forward`
 */
export function batchForward<Inputs extends object>(
  forward: (inputs: Inputs) => { outputs: object; saved: object },
  parameters: Parameters<Inputs>,
  inputs: Batched<Inputs>,
): { outputs: Results; saved: BatchSaved } {
  const values = parameters.named(inputs);
  const count = batchSize(values);
  parameters.requireNumbers(values);
  const collector = new Collector(count, new Set());
  const saved: object[] = [];
  const { numbers } = parameters;
  forEach(count, (index) => {
    const one = forward(elementOf(values, numbers, index) as Inputs);
    collector.add(index, one.outputs as Results);
    saved.push(one.saved);
  });
  const batched = Object.keys(values).filter((name) => isBatch(values[name]));
  return { outputs: collector.results, saved: new BatchSaved(saved, batched) };
}

/**
 * Calls `backward` for each element of a batch. A cotangent without a batch is the same for all elements; the gradient of
 * an input that had no batch is the sum over the elements.
 * @param parameters the cotangents of `backward`
 * @param every whether all results have a batch, as the tangents of outputs do
 */
export function batchBackward<Saved, Cotangents extends object>(
  backward: (saved: Saved, cotangents: Cotangents) => object,
  parameters: Parameters<Cotangents>,
  { elements, batched }: BatchSaved,
  cotangents: Batched<Cotangents>,
  every = false,
): Results {
  const values = parameters.named(cotangents);
  const given = Object.values(values).some(isBatch) ? batchSize(values) : elements.length;
  if (given !== elements.length) {
    const [mine, wanted] = [String(given), String(elements.length)];
    throw shapeError(`the ${parameters.what} have a batch of ${mine}, but the inputs had one of ${wanted}`);
  }
  parameters.requireNumbers(values);
  let collector: Collector | undefined;
  const { numbers } = parameters;
  forEach(elements.length, (index) => {
    const results = backward(elements[index] as Saved, elementOf(values, numbers, index) as Cotangents) as Results;
    const summed = every ? [] : Object.keys(results).filter((name) => !batched.includes(name));
    collector ??= new Collector(elements.length, new Set(summed));
    collector.add(index, results);
  });
  return collector!.results;
}
