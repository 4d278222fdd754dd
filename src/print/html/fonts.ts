/** KaTeX's styles with the fonts that a page needs inside, so that it asks for nothing. */

/** What of KaTeX's HTML asks for a font, besides the roman one, which every formula has. */
const ASKED_BY: Readonly<Record<string, RegExp>> = {
  "AMS-Regular": /\b(?:amsrm|mathbb|textbb)\b/,
  "Caligraphic-Regular": /\bmathcal\b/,
  "Main-Bold": /\b(?:mathbf|textbf)\b/,
  "Main-Italic": /\b(?:mathit|textit)\b/,
  "Main-Regular": /katex/,
  "Math-BoldItalic": /\bboldsymbol\b/,
  "Math-Italic": /\bmathnormal\b/,
  "SansSerif-Regular": /\b(?:mathsf|textsf)\b/,
  "Size1-Regular": /\b(?:size1|small-op)\b/,
  "Size2-Regular": /\b(?:size2|large-op)\b/,
  "Size3-Regular": /\bsize3\b/,
  "Size4-Regular": /\b(?:size4|delim-size4)\b/,
};

/** The style sheet for some HTML of KaTeX, fonts as data. */
export function stylesFor(html: string): string {
  // Asked for when they are needed: a bundle for browsers has this module and no module of Node.
  const { readFileSync } = process.getBuiltinModule("node:fs");
  const { createRequire } = process.getBuiltinModule("node:module");
  const { dirname, join } = process.getBuiltinModule("node:path");
  const folder = dirname(createRequire(import.meta.url).resolve("katex/dist/katex.min.css"));
  const css = readFileSync(join(folder, "katex.min.css"), "utf8");
  return css.replace(/@font-face\{[^}]*\}/g, (face) => {
    const [file, name] = /fonts\/KaTeX_([A-Za-z0-9-]+)\.woff2/.exec(face) ?? [];
    if (!file || !name || !ASKED_BY[name]?.test(html)) return "";
    const data = readFileSync(join(folder, file)).toString("base64");
    return face.replace(/src:[^;}]*/, `src:url(data:font/woff2;base64,${data}) format("woff2")`);
  });
}
