/** The playground as static files in dist-site/play. */
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
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

/** What only Node can run, as stubs by their files: layers with threads of their own, and the system's BLAS. */
const FOR_NODE: ReadonlyMap<string, string> = new Map([
  [folder("../src/workers.ts"), "export class WorkerLayer {}"],
  [
    folder("../codegen/runtime/native/index.ts"),
    'export const openNativeSync = () => { throw new Error("native linear algebra needs Node"); };',
  ],
]);

function withoutNode(): Plugin {
  return { name: "without-node", enforce: "pre", load: (file) => FOR_NODE.get(file) };
}

export default defineConfig({
  root: folder("play"),
  base: "./",
  plugins: [katexCss()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  worker: { format: "es", plugins: () => [withoutNode()] },
  build: {
    outDir: folder("../dist-site/play"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: "manifest.json",
  },
});
