/** Signs by their LaTeX names while typing: a backslash opens the list. */
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { greekCommands } from "../../../grammar/letters.js";

const SIGNS: Readonly<Record<string, string>> = {
  top: "ᵀ",
  inv: "⁻¹",
  invtop: "⁻ᵀ",
  pinv: "⁺",
  circ: "∘",
  oslash: "⊘",
  otimes: "⊗",
  cdot: "·",
  times: "×",
  norm: "‖",
  one: "𝟏",
  langle: "⟨",
  rangle: "⟩",
  square: "²",
  in: "∈",
  sum: "Σ",
  nabla: "∇",
};

const options: readonly Completion[] = [
  ...Object.entries(SIGNS),
  ...[...greekCommands].map(([letter, command]) => [command.slice(1), letter] as const),
].map(([command, sign]) => ({ label: `\\${command}`, detail: sign, apply: sign, type: "text" }));

export function abbreviations(context: CompletionContext): CompletionResult | null {
  const word = context.matchBefore(/\\[A-Za-z]*/);
  if (!word) return null;
  return { from: word.from, options, validFor: /^\\[A-Za-z]*$/ };
}
