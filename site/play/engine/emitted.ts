/** The text of a tab: what the command prints with `--emit` and `--notation`. */
import type { Derivation } from "../../../src/calculus/derivation.js";
import { EMIT_KINDS, EXTENSIONS, emit, isSecondForm, type EmitKind } from "../../../src/emit.js";
import { codeMarks } from "../../../src/explore/code-marks.js";
import { viewOf } from "../../../src/explore/view.js";
import { styleOf } from "./notation.js";
import type { Emitted, Form, Target } from "./protocol.js";

const isEmitKind = (target: string): target is EmitKind => (EMIT_KINDS as readonly string[]).includes(target);

export function emitted(derivation: Derivation, target: Target, form: Form, notation: string): Emitted {
  if (!isEmitKind(target)) return { unavailable: `this version does not print ${target}` };
  try {
    const style = styleOf(notation);
    const text = emit(derivation, target, { form, style });
    // Names that the others introduce are not those of the answer.
    const marks = isSecondForm(form) ? [] : codeMarks(text, target, viewOf(derivation, style));
    return { text, file: `derivation.${EXTENSIONS[target]}`, marks };
  } catch (error) {
    // A routine that a target lacks is refused by name.
    return { unavailable: error instanceof Error ? error.message : String(error) };
  }
}
