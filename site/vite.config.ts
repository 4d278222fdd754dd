/** The playground as static files in dist-site/play. */
import { fileURLToPath } from "node:url";
import { minify } from "terser";
import { defineConfig, type Plugin } from "vite";
import type { RuleChapter, Source } from "../src/expression/rulefile/reference.js";
import { withoutUnused } from "./engine-plugins.js";
import { katexParts } from "./katex-parts.js";
import { engineStyles } from "./katex-styles.js";

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** `virtual:katex.css`: KaTeX's styles with the fonts that are used. */
function katexCss(): Plugin {
  const id = "virtual:katex.css";
  return {
    name: "katex-css",
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (source) => (source === `\0${id}` ? engineStyles(folder("../.site/fonts")) : undefined),
  };
}

const CATALOGUE = "../src/expression/catalogue";

/** The chapters as a module: one text, whose lines are files, names of rules by kinds, and the rules' own lines. */
function shortChapters(chapters: readonly RuleChapter[]): string {
  const text = chapters.flatMap(({ file, rules }) => [
    `=${file}`,
    ...rules.flatMap(({ kind, name, lines }) => [`-${kind} ${name}`, ...lines.map((l) => ` ${l.text}`)]),
  ]);
  const read = `for (const line of text.split("\\n")) {
  const rest = line.slice(1);
  if (line[0] === "=") chapters.push({ file: rest, introduction: "", rules: [] });
  else if (line[0] === " ") chapters.at(-1).rules.at(-1).lines.push({ text: rest, remark: "" });
  else {
    const [kind, name] = rest.split(" ");
    chapters.at(-1).rules.push({ kind, name, remark: "", lines: [], citations: [] });
  }
}`;
  return `const text = ${JSON.stringify(text.join("\n"))};\nexport const chapters = [];\n${read}`;
}

/** Of the reference the page shows the text of rules and the authors of sources. */
const SHORTENED: ReadonlyMap<string, () => Promise<string>> = new Map([
  [
    folder(`${CATALOGUE}/reference.generated.ts`),
    async () => {
      const { chapters } = await import("../src/expression/catalogue/reference.generated.js");
      return shortChapters(chapters);
    },
  ],
  [
    folder(`${CATALOGUE}/sources.generated.ts`),
    async () => {
      const { sources } = await import("../src/expression/catalogue/sources.generated.js");
      const short: readonly Source[] = sources.map((source) => ({ ...source, title: "", published: "" }));
      return `export const sources = ${JSON.stringify(short)};`;
    },
  ],
]);

function shortReference(): Plugin {
  return { name: "short-reference", enforce: "pre", load: (file) => SHORTENED.get(file)?.() };
}

/** Chunks as Vite minified them, compressed once more: Vite's own use of terser leaves out those of workers. */
function compressedAgain(): Plugin {
  return {
    name: "compressed-again",
    async generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== "chunk") continue;
        chunk.code = (await minify(chunk.code, { module: true, ecma: 2020, compress: { passes: 2 } })).code!;
      }
    },
  };
}

export default defineConfig({
  root: folder("play"),
  base: "./",
  plugins: [katexCss(), katexParts(), compressedAgain()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  worker: { format: "es", plugins: () => [withoutUnused(), shortReference(), compressedAgain()] },
  build: {
    outDir: folder("../dist-site/play"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: "manifest.json",
  },
});
