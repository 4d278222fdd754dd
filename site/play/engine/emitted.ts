/** The text of a tab: what the command prints with `--emit`. */
import { EMIT_KINDS, emit, type EmitKind, type Result } from "../../../src/index.js";
import { EXTENSIONS } from "../../../src/emit.js";
import type { Emitted, Target } from "./protocol.js";

const isEmitKind = (target: string): target is EmitKind => (EMIT_KINDS as readonly string[]).includes(target);

export function emitted(result: Result, target: Target, form: "adjoint" | "variation"): Emitted {
  if (!isEmitKind(target)) return { unavailable: `this version does not print ${target}` };
  try {
    return { text: emit(result, target, { form }), file: `derivation.${EXTENSIONS[target]}` };
  } catch (error) {
    // A routine that a target lacks is refused by name.
    return { unavailable: error instanceof Error ? error.message : String(error) };
  }
}
