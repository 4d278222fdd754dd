/** What the editor offers while typing: signs by their LaTeX names after a backslash, and words of the engine. */
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import type { Completions } from "../../../src/index.js";
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

/** Functions, properties and names from two letters on. */
export const words =
  (complete: (text: string, offset: number) => Promise<Completions>) =>
  async (context: CompletionContext): Promise<CompletionResult | null> => {
    if (!context.matchBefore(context.explicit ? /[A-Za-z]*/ : /(?<![\\A-Za-z])[A-Za-z]{2,}/)) return null;
    try {
      const { from, words: found } = await complete(context.state.doc.toString(), context.pos);
      const offered = found.map(({ word, kind, meaning }) => ({
        label: word,
        detail: meaning.slice(0, 60),
        type: kind,
      }));
      return offered.length === 0 ? null : { from, options: offered, validFor: /^[A-Za-z]*$/ };
    } catch {
      // A later question took its place.
      return null;
    }
  };
