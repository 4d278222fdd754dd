/** KaTeX without what no formula of the engine asks for: metrics of faces that are not there, shapes of stretched arrows. */
import type { Plugin } from "vite";
import { ENGINE_FACES } from "./katex-styles.js";

/** Stretched shapes that stay: accents over names of several letters. */
const KEPT_SHAPES = /^(?:vec|tilde\d|widehat\d)$/;

/** Faces whose measures stay: those that are there, and that of names of several letters. */
const MEASURED: ReadonlySet<string> = new Set([...Object.keys(ENGINE_FACES), "Main-Italic"]);

/** The text of an object's entry, found by how KaTeX's own file is laid out. */
function part(text: string, start: string, end: string): readonly [from: number, to: number] {
  const from = text.indexOf(start);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`KaTeX has no ${start} any more`);
  return [from + start.length, to];
}

function replacedIn(text: string, start: string, replace: (entries: string) => string): string {
  const [from, to] = part(text, start, "\n};");
  return text.slice(0, from) + replace(text.slice(from, to)) + text.slice(to);
}

/** A face without metrics is set as letters that are not known are. */
export function withoutUnusedParts(katex: string): string {
  const metrics = replacedIn(katex, "var fontMetricsData = {", (faces) =>
    faces.replace(/^ {2}"([A-Za-z0-9]+-[A-Za-z]+)": \{\n[\s\S]*?\n {2}\}/gm, (all, face: string) =>
      MEASURED.has(face) ? all : `  "${face}": {}`,
    ),
  );
  const shapes = replacedIn(metrics, "\nvar path = {", (all) =>
    all.replace(/^ {2}(\w+): .*$/gm, (line, name: string) => (KEPT_SHAPES.test(name) ? line : "")),
  );
  // Signs of a face that is not there.
  return shapes.replace(/^defineSymbol\((?:math|text), ams, .*\);$/gm, "");
}

/** Takes them out of KaTeX's module. */
export function katexParts(): Plugin {
  return {
    name: "katex-parts",
    transform: (code, file) => (file.endsWith("/katex/dist/katex.mjs") ? withoutUnusedParts(code) : undefined),
  };
}
