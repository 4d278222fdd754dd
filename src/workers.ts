/** A layer whose batches are computed in parts by worker threads. Each worker has a runtime and memory of its own. */
import type { Worker } from "node:worker_threads";
import type { Arguments, Results } from "../codegen/run/layer.js";
import { DataError } from "../codegen/run/data.js";
import { batchSize, isBatch, isBatched, type Batch } from "../codegen/runtime/batch.js";
import { LinearAlgebraError, inPart } from "../codegen/runtime/errors.js";
import type { Matrix } from "../codegen/runtime/matrix.js";
import { ResidentMatrix } from "../codegen/runtime/resident.js";
import type { DeriveSettings } from "./settings.js";
import { buffersOf, revived, type Answer, type Request } from "./worker-messages.js";

/** What `forward` of a `WorkerLayer` has saved. The values stay in the workers until it is released or garbage. */
export interface WorkerSaved {
  /** Matrices in the batch; 1 where there was none. */
  readonly batch: number;
}

/** Which worker has which elements, from `start` up to `end`; all of them where `whole`, which is not split. */
interface Part {
  readonly thread: Thread;
  readonly start: number;
  readonly end: number;
  readonly whole: boolean;
}

interface SavedRecord {
  readonly record: number;
  readonly parts: readonly Part[];
}

const closedError = (): LinearAlgebraError => new LinearAlgebraError("Usage", "the layer is closed");

/** A worker with the answers that are awaited of it, in order. */
class Thread {
  readonly #worker: Worker;
  readonly #awaited: { done: (values: Results) => void; fail: (error: Error) => void }[] = [];
  #ended: Error | undefined;

  constructor(source: string, settings: DeriveSettings) {
    const threads = typeof process === "object" ? process.getBuiltinModule?.("node:worker_threads") : undefined;
    if (!threads) throw new LinearAlgebraError("Unavailable", "worker threads need Node");
    this.#worker = new threads.Worker(new URL("./worker.js", import.meta.url), { workerData: { source, settings } });
    // It keeps the process alive only while an answer is awaited.
    this.#worker.unref();
    this.#worker.on("message", (answer: Answer) => {
      const awaited = this.#awaited.shift();
      // None: the layer was closed while the answer was on its way.
      if (!awaited) return;
      if (this.#awaited.length === 0) this.#worker.unref();
      if ("error" in answer) awaited.fail(revived(answer.error));
      else awaited.done(answer.values);
    });
    this.#worker.on("error", (error: Error) => {
      this.#end(new LinearAlgebraError("Unavailable", `a worker ended: ${error.message}`));
    });
    this.#worker.on("exit", () => {
      this.#end(new LinearAlgebraError("Unavailable", "a worker ended"));
    });
  }

  async ask(request: Request, moved: readonly ArrayBuffer[] = []): Promise<Results> {
    if (this.#ended) throw this.#ended;
    return new Promise((done, fail) => {
      this.#worker.postMessage(request, moved);
      this.#awaited.push({ done, fail });
      this.#worker.ref();
    });
  }

  async close(): Promise<void> {
    this.#end(closedError());
    await this.#worker.terminate();
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const { fail } of this.#awaited.splice(0)) fail(this.#ended);
  }
}

export class WorkerLayer {
  readonly #threads: readonly Thread[];
  readonly #saved = new WeakMap<object, SavedRecord>();
  readonly #garbage = new FinalizationRegistry<SavedRecord>((record) => void dropped(record));
  #records = 0;

  /** @param workers how many threads; each derives the program anew */
  constructor(source: string, settings: DeriveSettings, workers: number) {
    if (!Number.isInteger(workers) || workers < 1) {
      throw new DataError("api/argument", "workers must be an integer of 1 or more");
    }
    this.#threads = Array.from({ length: workers }, () => new Thread(source, settings));
  }

  /** The outputs, as `Layer.forward` computes them. Rejects with its errors, the first by the order of the batch. */
  async forward(
    inputs: Arguments,
    sizes: Readonly<Record<string, number>> = {},
  ): Promise<{ outputs: Results; saved: WorkerSaved }> {
    const given = isRecord(inputs) && isBatched(inputs);
    const batch = given ? batchSize(inputs) : 1;
    const record: SavedRecord = { record: this.#records++, parts: this.#partsOf(batch, given) };
    try {
      const outputs = await this.#all(record, inputs, (values) => ({
        phase: "forward",
        record: record.record,
        values,
        sizes,
      }));
      const saved: WorkerSaved = Object.freeze({ batch });
      this.#saved.set(saved, record);
      this.#garbage.register(saved, record, saved);
      return { outputs, saved };
    } catch (error) {
      void dropped(record);
      throw error;
    }
  }

  /**
   * The gradients, as `Layer.backward` computes them. What is summed over the batch is summed part by part, which rounds
   * in another order.
   */
  async backward(saved: WorkerSaved, cotangents: Arguments = {}): Promise<Results> {
    const record = this.#recordOf(saved);
    const given = isRecord(cotangents) && isBatched(cotangents);
    if (given && !record.parts[0]!.whole && batchSize(cotangents) !== saved.batch) {
      const message = `the cotangents have a batch of ${batchSize(cotangents)}, but the inputs had one of ${saved.batch}`;
      throw new LinearAlgebraError("Shape", message);
    }
    return this.#all(record, cotangents, (values) => ({ phase: "backward", record: record.record, values }));
  }

  /** Gives back at once what `forward` has saved: it cannot be used afterwards. */
  release(saved: WorkerSaved): void {
    const record = this.#recordOf(saved);
    this.#saved.delete(saved);
    this.#garbage.unregister(saved);
    void dropped(record);
  }

  /** Ends the workers. What is still awaited, and every later call, is rejected with the code `Usage`. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.map((t) => t.close()));
  }

  #recordOf(saved: unknown): SavedRecord {
    const record = isRecord(saved) ? this.#saved.get(saved) : undefined;
    if (!record) throw new DataError("data/saved", "saved is not what forward of this layer returned");
    return record;
  }

  /** Parts of nearly equal length, none empty. */
  #partsOf(batch: number, split: boolean): Part[] {
    const threads = split ? this.#threads.slice(0, batch) : this.#threads.slice(0, 1);
    const bound = (i: number): number => Math.floor((i * batch) / threads.length);
    return threads.map((thread, i) => ({ thread, start: bound(i), end: bound(i + 1), whole: !split }));
  }

  async #all({ parts }: SavedRecord, values: Arguments, request: (values: Arguments) => Request): Promise<Results> {
    const asked = parts.map((part) => {
      const own = isRecord(values) ? partOf(values, part) : values;
      const copies = isRecord(own) ? Object.entries(own).filter(([name, value]) => value !== values[name]) : [];
      return part.thread.ask(request(own), buffersOf(Object.fromEntries(copies)));
    });
    const answers = await Promise.allSettled(asked);
    const results: Results[] = [];
    answers.forEach((answer, i) => {
      // A worker counts the elements of its part from one.
      if (answer.status === "rejected") throw inPart(answer.reason, parts[i]!.start);
      results.push(answer.value);
    });
    return results.length === 1 ? results[0]! : joined(results);
  }
}

const isRecord = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Tells the workers to forget a record; one that has ended has forgotten already. */
const dropped = async ({ record, parts }: SavedRecord): Promise<void> => {
  await Promise.allSettled(parts.map(({ thread }) => thread.ask({ phase: "release", record })));
};

/** The elements of a part, copied: a message would carry the whole batch behind a view. */
function partOf(values: Arguments, { start, end, whole }: Part): Arguments {
  const part = (value: Matrix | Batch | number): Matrix | Batch | number => {
    // A worker has a memory of its own.
    if (value instanceof ResidentMatrix) return value.copy();
    if (whole || !isBatch(value)) return value;
    const size = value.rows * value.cols;
    return { ...value, batch: end - start, data: value.data.slice(start * size, end * size) };
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, part(value)]));
}

/** Batches one after the other; what has no batch is summed. */
function joined(parts: readonly Results[]): Results {
  const record = Object.create(null) as Results;
  for (const name of Object.keys(parts[0]!)) {
    const values = parts.map((p) => p[name]!);
    const [first] = values;
    if (typeof first === "number") {
      record[name] = (values as number[]).reduce((a, b) => a + b);
      continue;
    }
    const all = values as (Matrix | Batch)[];
    if (!isBatch(first)) {
      record[name] = { ...first!, data: first!.data.map((_, k) => all.reduce((sum, m) => sum + m.data[k]!, 0)) };
      continue;
    }
    const data = new Float64Array(all.reduce((length, m) => length + m.data.length, 0));
    let at = 0;
    for (const m of all) {
      data.set(m.data, at);
      at += m.data.length;
    }
    const batch = all.reduce((count, m) => count + (m as Batch).batch, 0);
    record[name] = { ...first, batch, data } as Batch;
  }
  return record;
}
