/**
 * Every letter of the engine's formulas has a font in the playground, and every shape is in its KaTeX: both are cut to what
 * is used.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import katex from "katex";
import { expect, it } from "vitest";
import { derive, explore, type View } from "../../src/index.js";
import { withoutUnusedParts } from "../../site/katex-parts.js";
import { ENGINE_FACES } from "../../site/katex-styles.js";

const folder = new URL("../../examples/", import.meta.url);
const PROGRAMS = [
  ...readdirSync(folder)
    .filter((name) => name.endsWith(".mx"))
    .map((name) => readFileSync(new URL(name, folder), "utf8")),
  "alpha_1: n\nbeta: n\nWeights: m×n\nWeights alpha_1 + 0 Weights beta",
  "X: m×n\n𝟏ᵀX 𝟏 + det(XᵀX)/n",
  "max(Λ, I) ⊗ [A, B; C, D]",
  "M_ij = X_ij if i ≠ j, 0 otherwise\nM",
  "y: m constant\nX: m×n\nw: n\nΣ_i log(1 + exp(-y_i wᵀx_i))",
];
const STYLES = [
  {},
  { transpose: "T", hadamard: "odot", inner: "angle", cotangent: "partial" },
  { inner: "trace", cotangent: "nabla", differential: "upright" },
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

const FORMULAS = PROGRAMS.flatMap((program) => {
  const result = derive(program);
  return STYLES.flatMap((style) => formulasOf(explore(result, style)));
});

it("letters of formulas are in the fonts", () => {
  const missing = new Set<string>();
  for (const latex of FORMULAS) {
    const html = katex.renderToString(latex, { output: "html", strict: "ignore" });
    for (const [, classes, text] of html.matchAll(/class="([^"]*)"[^>]*>([^<]+)</g)) {
      const face = FACES.find(([name]) => name.test(classes!))?.[1] ?? "Main-Regular";
      const letters = ENGINE_FACES[face];
      if (!(face in ENGINE_FACES)) missing.add(`${face}: ${text!}`);
      else if (letters !== undefined) for (const c of text!) if (!letters.includes(c)) missing.add(`${face}: ${c}`);
    }
  }
  expect([...missing]).toEqual([]);
});

it("formulas look as those of the whole KaTeX", async () => {
  const whole = readFileSync(createRequire(import.meta.url).resolve("katex/dist/katex.mjs"), "utf8");
  const shortened = withoutUnusedParts(whole);
  expect(shortened.length).toBeLessThan(0.92 * whole.length);
  const folder = mkdtempSync(join(tmpdir(), "katex-"));
  writeFileSync(join(folder, "katex.mjs"), shortened);
  const own = (await import(pathToFileURL(join(folder, "katex.mjs")).href)) as { readonly default: typeof katex };
  rmSync(folder, { recursive: true });
  for (const latex of [...FORMULAS, "\\widehat{ABC} + \\tilde{xyz} + \\vec{a} + \\hat{x}"])
    for (const displayMode of [false, true])
      expect(own.default.renderToString(latex, { displayMode })).toBe(katex.renderToString(latex, { displayMode }));
});
