/** The playground as static files in dist-site/play. */
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import type { Reference } from "../src/expression/rulefile/reference.js";
import { withoutUnused } from "./engine-plugins.js";
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

const REFERENCE = folder("../src/expression/catalogue/reference.generated.ts");

/** Of the reference the page shows the text of rules and the authors of sources. */
function shortReference(): Plugin {
  return {
    name: "short-reference",
    enforce: "pre",
    load: async (file) => {
      if (file !== REFERENCE) return undefined;
      const { chapters, sources } = (await import("../src/expression/catalogue/reference.generated.js")).reference;
      const short: Reference = {
        chapters: chapters.map(({ file: name, rules }) => ({
          file: name,
          introduction: "",
          rules: rules.map((rule) => ({
            ...rule,
            remark: "",
            lines: rule.lines.map(({ text }) => ({ text, remark: "" })),
            citations: [],
          })),
        })),
        sources: sources.map((source) => ({ ...source, title: "", published: "" })),
      };
      return `export const reference = ${JSON.stringify(short)};`;
    },
  };
}

export default defineConfig({
  root: folder("play"),
  base: "./",
  plugins: [katexCss()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  worker: { format: "es", plugins: () => [withoutUnused(), shortReference()] },
  build: {
    outDir: folder("../dist-site/play"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: "manifest.json",
  },
});
