/** What bundles of the engine for a page have in common. */
import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What pages have no use for, as stubs by their files: layers with threads of their own, the system's BLAS. */
const UNUSED: ReadonlyMap<string, string> = new Map([
  [folder("../src/workers.ts"), "export class WorkerLayer {}"],
  [
    folder("../codegen/runtime/native/index.ts"),
    'export const openNativeSync = () => { throw new Error("native linear algebra needs Node"); };',
  ],
  // No tab shows Octave, or a document of LaTeX.
  [folder("../codegen/targets/octave/module.ts"), 'export const octaveFile = () => { throw new Error("no Octave"); };'],
  [
    folder("../codegen/targets/octave/names.ts"),
    "export const isFunctionName = () => false; export const functionNameLike = (wish) => wish;",
  ],
  [
    folder("../src/print/latex/document.ts"),
    'const none = () => { throw new Error("no document"); }; export const latexDocument = none, geometry = none;',
  ],
]);

export function withoutUnused(): Plugin {
  return { name: "without-unused", enforce: "pre", load: (file) => UNUSED.get(file) };
}

const PROGRAMS = folder("../examples/paper/programs");

/** The programs of the experiment in the bundle, not read from files. */
export function experimentPrograms(): Plugin {
  return {
    name: "experiment-programs",
    enforce: "pre",
    load(file) {
      if (file !== `${PROGRAMS}.ts`) return undefined;
      const texts = Object.fromEntries(
        readdirSync(PROGRAMS).map((name) => [basename(name, ".mx"), readFileSync(join(PROGRAMS, name), "utf8")]),
      );
      return `const texts = ${JSON.stringify(texts)}; export const programOf = (name) => texts[name];`;
    },
  };
}
