/**
 * matrix-backprop: differentiate matrix expressions. `derive` gives the variation, the adjoint of every input, the
 * derivation and a layer; `check` compares them numerically; `emit` prints them.
 */
import type { CheckReport } from "./print/check-report.js";
import type { CheckOptions } from "./check/derivation/check.js";
import { checkThoroughly } from "./check/thorough.js";
import { claimedGradient } from "./check/claim/claimed-formula.js";
import { verifyClaim, type Verification, type VerifyOptions } from "./check/claim/verify.js";
import { MatrixBackpropError } from "../codegen/diagnostics.js";
import { canonicalName } from "../grammar/names.js";
import { LAYOUTS, type Layout } from "./calculus/blocks.js";
import { secondClaimOf } from "./claims.js";
import {
  EMIT_OPTIONS,
  FORMS,
  emit as emitDerivation,
  isSecondForm,
  type EmitKind,
  type EmitOptions,
  type Form,
} from "./emit.js";
import type { NotationStyle } from "./language/print/notation.js";
import { viewOf, type View } from "./explore/view.js";
import { refuse, requireKeys, requireOneOf, requireTrials } from "./requirements.js";
import type { Result } from "./result.js";

export { DataError } from "../codegen/run/data.js";
export type { Layer, Arguments, SavedValues } from "../codegen/run/layer.js";
export type { CheckReport } from "./print/check-report.js";
export type { CheckOptions } from "./check/derivation/check.js";
export type { Verification, VerifyOptions } from "./check/claim/verify.js";
export { parse } from "./derive.js";
export { EMIT_KINDS, type EmitKind, type EmitOptions } from "./emit.js";
export { MatrixBackpropError, type Diagnostic } from "../codegen/diagnostics.js";
export type { Note, NoteCode } from "./language/diagnostics/notes.js";
export type { WorkerLayer, WorkerSaved } from "./workers.js";
export { complete, type Completion, type Completions } from "./explore/complete.js";
export { hover, symbols, type Hover, type ProgramSymbol, type SymbolKind } from "./explore/places.js";
export { replacementOf, type Replacement } from "./explore/replacement.js";
export type { View } from "./explore/view.js";
export { derive, deriveAsync, type DeriveSettings, type Formula, type NamedFormula, type Result } from "./result.js";

/** The text of a derivation in the given form; the same derivation gives the same text. Throws DataError for an unknown one. */
export function emit(result: Result, kind: EmitKind, options: Partial<EmitOptions> = {}): string {
  requireKeys("the options of emit", options, Object.keys(EMIT_OPTIONS));
  if (options["form"] !== undefined) requireOneOf("form", options["form"], FORMS);
  return emitDerivation(result.derivation, kind, options);
}

/** A derivation as one page of HTML with everything in it. For Node: it reads KaTeX's fonts from its package. */
export async function htmlPage(result: Result, options: { readonly verbose?: boolean } = {}): Promise<string> {
  const page = await import("./print/html/page.js");
  return page.htmlPage(result.derivation, { verbose: options.verbose === true });
}

/** A derivation as plain values, which cross the border of a worker: formulas with marks, steps, the graph. */
export const explore = (result: Result, style: NotationStyle = {}): View => viewOf(result.derivation, style);

/** Of a claim about other derivatives than gradients, which they are; `form` is read off its left side unless it is given. */
export interface ClaimOptions extends VerifyOptions {
  readonly wrt?: string;
  readonly form?: Form;
  readonly layout?: Layout;
}

/**
 * Whether a formula for the adjoint of an input (of the only one, unless `wrt` names it) is right, or one for a Jacobian,
 * a Hessian or a product with it. Throws MatrixBackpropError where the claim cannot be read.
 */
export async function verify(result: Result, claim: string, options: ClaimOptions = {}): Promise<Verification> {
  const { gradients, program } = result.derivation;
  requireKeys("the options of verify", options, ["sizes", "seed", "trials", "wrt", "form", "layout"]);
  requireTrials(options, program.dimensions);
  if (typeof claim !== "string") refuse("the claim must be a string");
  const { form = "adjoint", layout = "numerator" } = options as ClaimOptions;
  requireOneOf("form", form, FORMS);
  requireOneOf("layout", layout, LAYOUTS);
  const second = secondClaimOf(result.derivation, claim, isSecondForm(form) ? form : undefined, layout);
  if (second && "claimed" in second)
    return Promise.resolve(verifyClaim(second.derivation, second.claimed, claim, options));
  if (second) {
    const message = `a claim is about one derivative: begin it with ${second.choices.join(" = …, or ")} = …`;
    throw new MatrixBackpropError([{ code: "option/unknown-input", message, span: { start: 0, end: 0 } }]);
  }
  const { wrt } = options as { readonly wrt?: unknown };
  const name = wrt === undefined ? undefined : canonicalName(String(wrt));
  const claimed = name === undefined ? claimedGradient(result.derivation, claim) : undefined;
  const found = claimed ? [claimed] : gradients.filter((g) => name === undefined || g.input.name === name);
  if (found.length !== 1) {
    const names = gradients.map((g) => g.input.spelling).join(", ");
    const message = `a claim is about one input: wrt must be one of ${names}`;
    throw new MatrixBackpropError([{ code: "option/unknown-input", message, span: { start: 0, end: 0 } }]);
  }
  return Promise.resolve(verifyClaim(result.derivation, found[0]!, claim, options));
}

/** Checks a derivation numerically at random inputs of the given sizes. */
export async function check(result: Result, options: CheckOptions = {}): Promise<CheckReport> {
  requireKeys("the options of check", options, ["sizes", "seed", "trials"]);
  requireTrials(options, result.derivation.program.dimensions);
  return checkThoroughly(result.derivation, options);
}
