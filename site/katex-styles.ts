/** KaTeX's style sheet with only the fonts and the one format that the pages need. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

/** The folder of KaTeX's style sheet and fonts. */
export const katexFolder = dirname(require.resolve("katex/dist/katex.min.css"));

/** Faces that formulas of the engine use; no notation has Fraktur, script or typewriter letters. */
const FACES = /^(?:AMS|Caligraphic|Main|Math|SansSerif|Size[1-4])$/;

/** Faces with a weight and slant that no formula asks for. */
const UNUSED = /Caligraphic-Bold|SansSerif-(?:Bold|Italic)|Main-BoldItalic|Math-BoldItalic|Main-Italic/;

export function katexStyles(): string {
  const css = readFileSync(join(katexFolder, "katex.min.css"), "utf8");
  return css.replace(/@font-face\{[^}]*\}/g, (face) => {
    const [file, name] = /fonts\/KaTeX_([A-Za-z0-9]+)-[A-Za-z]+\.woff2/.exec(face) ?? [];
    if (!file || !name || !FACES.test(name) || UNUSED.test(file)) return "";
    return face.replace(/src:[^;}]*/, `src:url(${join(katexFolder, file)}) format("woff2")`);
  });
}
