/** The playground as static files in dist-site/play. */
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { katexStyles } from "./katex-styles.js";

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** `virtual:katex.css`: KaTeX's styles with the fonts that are used. */
function katexCss(): Plugin {
  const id = "virtual:katex.css";
  return {
    name: "katex-css",
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (source) => (source === `\0${id}` ? katexStyles() : undefined),
  };
}

/** Layers with worker threads are for Node: a page has a worker of its own. */
function withoutThreads(): Plugin {
  return {
    name: "without-threads",
    enforce: "pre",
    load: (file) => (file === folder("../src/workers.ts") ? "export class WorkerLayer {}" : undefined),
  };
}

export default defineConfig({
  root: folder("play"),
  base: "./",
  plugins: [katexCss()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  worker: { format: "es", plugins: () => [withoutThreads()] },
  build: {
    outDir: folder("../dist-site/play"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: "manifest.json",
  },
});
