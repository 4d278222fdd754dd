/** The engine, off the page's main thread. It remembers the last program that it derived. */
import { MatrixBackpropError, type Diagnostic } from "../../../codegen/diagnostics.js";
import { ready } from "../../../codegen/runtime/index.js";
import { checkDerivation } from "../../../src/check/derivation/check.js";
import { complete } from "../../../src/explore/complete.js";
import { symbols } from "../../../src/explore/places.js";
import { viewOf } from "../../../src/explore/view.js";
import { derive, type Result } from "../../../src/result.js";
import { styleOf } from "./notation.js";
import type { Answers, Failure, Message, Request } from "./protocol.js";

let last: { readonly source: string; readonly result: Result } | undefined;

/**
 * What the page shows and prints is printed from a derivation that nothing else was asked of, as the command has it: forms of
 * expressions that were met before are preferred.
 */
function derivedAnew(source: string): Result {
  last = undefined;
  return derived(source);
}

function derived(source: string): Result {
  if (last?.source !== source) last = { source, result: derive(source) };
  return last.result;
}

const PRINTING: ReadonlySet<Request["kind"]> = new Set(["derive", "second", "emit"]);

/** The compiled linear algebra is fetched once. */
let routines: Promise<unknown> | undefined;
const computing = (): Promise<unknown> => (routines ??= ready());

async function answer(request: Request): Promise<Answers[Request["kind"]]> {
  if (request.kind === "complete") return complete(request.source, request.offset);
  // An answer is checked at a point before it is given.
  await computing();
  const result = PRINTING.has(request.kind) ? derivedAnew(request.source) : derived(request.source);
  switch (request.kind) {
    case "derive":
      return { view: viewOf(result.derivation, styleOf(request.notation)), symbols: symbols(request.source) };
    case "second": {
      const { secondView } = await import("../../../src/explore/second.js");
      return secondView(result.derivation, request.form, styleOf(request.notation));
    }
    case "emit": {
      // The printers of code come after the first answer.
      const { emitted } = await import("./emitted.js");
      return emitted(result.derivation, request.target, request.form, request.notation);
    }
    case "plot": {
      const { plotted } = await import("./plots.js");
      return plotted(result.derivation, request);
    }
    case "compare":
      return (await import("./compared.js")).compared(result, request);
    case "check":
      return checkDerivation(result.derivation, { sizes: request.sizes, seed: request.seed });
    case "verify":
      return (await import("./verified.js")).verified(result.derivation, request.claim, request.seed);
  }
}

/** Every error as diagnostics: those of the text as they are, others as one message. */
function failureOf(error: unknown): Failure {
  if (error instanceof MatrixBackpropError) {
    return { diagnostics: error.diagnostics, ...(error.source ? { source: error.source } : {}) };
  }
  const { code, message } = error as { code?: unknown; message?: unknown };
  const diagnostic: Diagnostic = {
    code: typeof code === "string" ? code : "internal",
    message: typeof message === "string" ? message : String(error),
    span: { start: 0, end: 0 },
  };
  return { diagnostics: [diagnostic] };
}

self.onmessage = async ({ data }: MessageEvent<{ id: number; request: Request }>) => {
  const { id, request } = data;
  let message: Message;
  try {
    message = { id, answer: await answer(request) };
  } catch (error) {
    message = { id, failure: failureOf(error) };
  }
  self.postMessage(message);
};
