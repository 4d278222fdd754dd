/**
 * The engine in its worker, as promises. Of several questions of one kind only the last is answered; a worker that does
 * not answer can be ended and is started anew.
 */
import { signal } from "@preact/signals";
import type { Answers, Failure, Message, Request } from "./protocol.js";

/** The question was not understood: the engine's own diagnostics. */
export class EngineFailure extends Error {
  constructor(readonly failure: Failure) {
    super(failure.diagnostics[0]?.message ?? "the engine gave no reason");
  }
}

/** A later question took the place of this one, or the user gave it up. */
export class Superseded extends Error {}

/** After this long the page says that the engine is still at work. */
const PATIENCE = 3000;

interface Waiting {
  readonly id: number;
  readonly request: Request;
  readonly done: (answer: never) => void;
  readonly fail: (error: Error) => void;
}

export class Engine {
  /** Whether the engine has been at work for long. */
  readonly slow = signal(false);
  #worker: Worker;
  #next = 1;
  #current: Waiting | undefined;
  #queue: Waiting[] = [];
  #timer = 0;

  constructor(private readonly start: () => Worker) {
    this.#worker = this.#started();
  }

  ask<K extends Request["kind"]>(request: Extract<Request, { kind: K }>): Promise<Answers[K]> {
    return new Promise((done, fail) => {
      const kept: Waiting[] = [];
      for (const other of this.#queue) {
        if (replaces(request, other.request)) other.fail(new Superseded());
        else kept.push(other);
      }
      this.#queue = [...kept, { id: this.#next++, request, done, fail }];
      this.#proceed();
    });
  }

  /** Gives up what the engine is at. */
  cancel(): void {
    this.#worker.terminate();
    const given = [...(this.#current ? [this.#current] : []), ...this.#queue];
    this.#current = undefined;
    this.#queue = [];
    this.#rest();
    this.#worker = this.#started();
    for (const waiting of given) waiting.fail(new Superseded());
  }

  #started(): Worker {
    const worker = this.start();
    worker.onmessage = ({ data }: MessageEvent<Message>) => {
      const current = this.#current;
      if (!current || current.id !== data.id) return;
      this.#current = undefined;
      this.#rest();
      if ("answer" in data) current.done(data.answer as never);
      else current.fail(new EngineFailure(data.failure));
      this.#proceed();
    };
    return worker;
  }

  #proceed(): void {
    if (this.#current) return;
    const next = this.#queue.shift();
    if (!next) return;
    this.#current = next;
    this.#worker.postMessage({ id: next.id, request: next.request });
    this.#timer = setTimeout(() => (this.slow.value = true), PATIENCE) as unknown as number;
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.slow.value = false;
  }
}

/** Whether an answer to the second would not be looked at any more. */
const replaces = (later: Request, earlier: Request): boolean =>
  later.kind === earlier.kind || later.source !== earlier.source;
