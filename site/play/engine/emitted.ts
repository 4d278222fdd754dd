/** The text of a tab: what the command prints with `--emit` and `--notation`. */
import type { Derivation } from "../../../src/calculus/derivation.js";
import { EMIT_KINDS, EXTENSIONS, emit, type EmitKind } from "../../../src/emit.js";
import { styleOf } from "./notation.js";
import type { Emitted, Form, Target } from "./protocol.js";

const isEmitKind = (target: string): target is EmitKind => (EMIT_KINDS as readonly string[]).includes(target);

export function emitted(derivation: Derivation, target: Target, form: Form, notation: string): Emitted {
  if (!isEmitKind(target)) return { unavailable: `this version does not print ${target}` };
  try {
    const text = emit(derivation, target, { form, style: styleOf(notation) });
    return { text, file: `derivation.${EXTENSIONS[target]}` };
  } catch (error) {
    // A routine that a target lacks is refused by name.
    return { unavailable: error instanceof Error ? error.message : String(error) };
  }
}
