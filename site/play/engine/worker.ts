/** The engine, off the page's main thread. It remembers the last program that it derived. */
import { ready } from "../../../codegen/runtime/index.js";
import {
  MatrixBackpropError,
  complete,
  derive,
  explore,
  symbols,
  verify,
  type Diagnostic,
  type Result,
} from "../../../src/index.js";
import { checkDerivation } from "../../../src/check/derivation/check.js";
import { emitted } from "./emitted.js";
import type { Answers, Failure, Message, Request, Verified } from "./protocol.js";

let last: { readonly source: string; readonly result: Result } | undefined;

function derived(source: string): Result {
  if (last?.source !== source) last = { source, result: derive(source) };
  return last.result;
}

/** The compiled linear algebra is fetched once. */
let routines: Promise<unknown> | undefined;
const computing = (): Promise<unknown> => (routines ??= ready());

async function answer(request: Request): Promise<Answers[Request["kind"]]> {
  if (request.kind === "complete") return complete(request.source, request.offset);
  // An answer is checked at a point before it is given.
  await computing();
  const result = derived(request.source);
  switch (request.kind) {
    case "derive":
      return { view: explore(result), symbols: symbols(request.source) };
    case "emit":
      return emitted(result, request.target, request.form);
    case "check":
      return checkDerivation(result.derivation, { sizes: request.sizes, seed: request.seed });
    case "verify":
      return verified(result, request.claim, request.seed);
  }
}

/** The claim is about the input that its left side names, `X̄ = …`; without one about the first. */
async function verified(result: Result, claim: string, seed: number): Promise<Verified> {
  const { gradients } = result.derivation;
  const view = explore(result);
  const named = view.gradients.findIndex(
    (g) => claim.includes(`${g.left.text} =`) || claim.includes(`${g.left.text}=`),
  );
  const index = Math.max(named, 0);
  const gradient = gradients[index];
  if (!gradient) throw unexplained("the program has no input to derive, so there is nothing to compare with");
  const verification = await verify(result, claim, { wrt: gradient.input.name, seed });
  const formula = view.gradients[index]!;
  return { verification, cotangent: formula.left.text, derived: formula.right };
}

const unexplained = (message: string): MatrixBackpropError =>
  new MatrixBackpropError([{ code: "page/nothing", message, span: { start: 0, end: 0 } }]);

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
