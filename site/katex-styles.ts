/** KaTeX's style sheet with only the fonts, the one format and, for the playground, the letters that the pages need. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import subsetFont from "subset-font";

const require = createRequire(import.meta.url);

/** The folder of KaTeX's style sheet and fonts. */
export const katexFolder = dirname(require.resolve("katex/dist/katex.min.css"));

const CAPITALS = "ΓΔΘΛΞΠΣΥΦΨΩ";
const ASCII = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join("");

/** Signs of formulas beyond ASCII, accents among them, alone and combining. */
const SIGNS =
  "\u00a0¬°±´¨·×÷ˆˇˉ˙˚˜\u0300\u0301\u0302\u0303\u0304\u0307\u0308\u030c\u0338\u200b–—‘’“”…′‖ℓ" +
  "∀∂∅∇∈∏∑−∓∗∘∙√∞∣∥∧∨≠≡≤≥⊕⊖⊗⊘⊙⊤⊥⋅⋆⋯⌈⌉⌊⌋⟨⟩→\ue020";

/** What is written large: brackets, whole and in parts, roots, sums and products. */
const LARGE = "()[]{}|/\\‖∣∥⟨⟩⌈⌉⌊⌋√∑∏ˆ˜\u00a0⎛⎜⎝⎞⎟⎠⎡⎢⎣⎤⎥⎦⎧⎨⎩⎫⎬⎭⎪⎮⏐";

/** The faces of formulas that the engine writes, with the letters that are asked of each; without any, all of them. */
export const ENGINE_FACES: Readonly<Record<string, string | undefined>> = {
  "Main-Regular": ASCII + CAPITALS + SIGNS,
  "Math-Italic": undefined,
  "Size1-Regular": LARGE,
  "Size2-Regular": LARGE,
  "Size3-Regular": LARGE,
  "Size4-Regular": LARGE,
  // The constants 0 and 1, the transpose as T.
  "Main-Bold": "01",
  "SansSerif-Regular": "T",
};

/** The faces of formulas in the documentation: no text there has Fraktur, script or typewriter letters. */
const DOCUMENT_FACES: ReadonlySet<string> = new Set([
  ...Object.keys(ENGINE_FACES),
  "Main-Italic",
  "AMS-Regular",
  "Caligraphic-Regular",
]);

/** The style sheet with the faces whose file is given; the others are taken out. */
function withFaces(fileOf: (face: string) => string | undefined): string {
  const css = readFileSync(join(katexFolder, "katex.min.css"), "utf8");
  return css.replace(/@font-face\{[^}]*\}/g, (rule) => {
    const face = /fonts\/KaTeX_([A-Za-z0-9]+-[A-Za-z]+)\.woff2/.exec(rule)?.[1];
    const file = face === undefined ? undefined : fileOf(face);
    return file === undefined ? "" : rule.replace(/src:[^;}]*/, `src:url(${file}) format("woff2")`);
  });
}

const fontFile = (face: string): string => join(katexFolder, `fonts/KaTeX_${face}.woff2`);

/** The styles of the documentation. */
export const katexStyles = (): string => withFaces((face) => (DOCUMENT_FACES.has(face) ? fontFile(face) : undefined));

/** Names of several letters are set in the letters of one; a face of their own would weigh 10 KB. */
const WORDS = ".katex .mathit,.katex .textit{font-family:KaTeX_Math;font-style:italic}";

/** The styles of the playground; faces of which few letters are asked are written into the folder. */
export async function engineStyles(folder: string): Promise<string> {
  const files = new Map<string, string>();
  mkdirSync(folder, { recursive: true });
  for (const [face, letters] of Object.entries(ENGINE_FACES)) {
    if (letters === undefined) {
      files.set(face, fontFile(face));
      continue;
    }
    const file = join(folder, `KaTeX_${face}.woff2`);
    writeFileSync(file, await subsetFont(readFileSync(fontFile(face)), letters, { targetFormat: "woff2" }));
    files.set(face, file);
  }
  return withFaces((face) => files.get(face)) + WORDS;
}
