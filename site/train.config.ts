/** The page that trains, as static files in dist-site/train. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { experimentPrograms, withoutUnused } from "./engine-plugins.js";

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: folder("train"),
  base: "./",
  worker: { format: "es", plugins: () => [withoutUnused(), experimentPrograms()] },
  build: {
    outDir: folder("../dist-site/train"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
