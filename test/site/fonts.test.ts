/** Every letter of the engine's formulas has a font in the playground: faces are cut to the letters that are used. */
import { readFileSync, readdirSync } from "node:fs";
import katex from "katex";
import { expect, it } from "vitest";
import { derive, explore, type View } from "../../src/index.js";
import { ENGINE_FACES } from "../../site/katex-styles.js";

const folder = new URL("../../examples/", import.meta.url);
const PROGRAMS = [
  ...readdirSync(folder)
    .filter((name) => name.endsWith(".mx"))
    .map((name) => readFileSync(new URL(name, folder), "utf8")),
  "alpha_1: n\nbeta: n\nWeights: m×n\nWeights alpha_1 + 0 Weights beta",
  "X: m×n\n𝟏ᵀX 𝟏 + det(XᵀX)/n",
  "max(Λ, I) ⊗ [A, B; C, D]",
  "y: m constant\nX: m×n\nw: n\nΣ_i log(1 + exp(-y_i wᵀx_i))",
];
const STYLES = [
  {},
  { transpose: "T", hadamard: "odot", inner: "angle", cotangent: "partial" },
  { inner: "trace" },
] as const;

/** Formulas of a view, in LaTeX. */
const formulasOf = ({ gradients, where, variations, definitions, program, passages }: View): string[] => [
  ...[gradients, where, variations, definitions, program].flat().flatMap((e) => [e.left.latex, e.right.latex]),
  ...passages.flatMap((p) => [p.left.latex, ...p.lines.map((l) => l.formula.latex)]),
];

/** KaTeX's classes that change the face, as its style sheet has them. */
const FACES: readonly (readonly [RegExp, string])[] = [
  [/\b(?:mathbf|textbf|boldsymbol)\b/, "Main-Bold"],
  [/\b(?:mathsf|textsf)\b/, "SansSerif-Regular"],
  [/\b(?:mathit|textit)\b/, "Math-Italic"],
  [/\bmathnormal\b/, "Math-Italic"],
  [/\b(?:delimsizing size1|small-op)\b/, "Size1-Regular"],
  [/\b(?:delimsizing size2|large-op)\b/, "Size2-Regular"],
  [/\bdelimsizing size3\b/, "Size3-Regular"],
  [/\b(?:delimsizing size4|delim-size4)\b/, "Size4-Regular"],
  [/\b(?:amsrm|mathbb|textbb)\b/, "AMS-Regular"],
  [/\b(?:mathcal|textcal)\b/, "Caligraphic-Regular"],
  [/\b(?:mathfrak|textfrak)\b/, "Fraktur-Regular"],
  [/\b(?:mathscr|textscr)\b/, "Script-Regular"],
  [/\b(?:mathtt|texttt)\b/, "Typewriter-Regular"],
];

it("letters of formulas are in the fonts", () => {
  const missing = new Set<string>();
  for (const program of PROGRAMS) {
    const result = derive(program);
    for (const style of STYLES) {
      for (const latex of formulasOf(explore(result, style))) {
        const html = katex.renderToString(latex, { output: "html", strict: "ignore" });
        for (const [, classes, text] of html.matchAll(/class="([^"]*)"[^>]*>([^<]+)</g)) {
          const face = FACES.find(([name]) => name.test(classes!))?.[1] ?? "Main-Regular";
          const letters = ENGINE_FACES[face];
          if (!(face in ENGINE_FACES)) missing.add(`${face}: ${text!}`);
          else if (letters !== undefined) for (const c of text!) if (!letters.includes(c)) missing.add(`${face}: ${c}`);
        }
      }
    }
  }
  expect([...missing]).toEqual([]);
});
