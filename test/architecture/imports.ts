/** Who imports whom, read from the sources: values and types alike, which the linter's rule of cycles does not see. */
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

const root = new URL("../../", import.meta.url).pathname;
const IMPORT = /(?:from |import |import\()"(\.[^"]+)"/g;

/** The modules below the folders, as paths from the root. */
export const modulesIn = (folders: readonly string[]): string[] =>
  folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => join(folder, file)),
  );

/** The modules that each module imports, of those that are given. */
export function importsOf(modules: readonly string[]): Map<string, string[]> {
  const known = new Set(modules);
  const target = (from: string, spec: string): string[] => {
    const path = normalize(join(dirname(from), spec)).replace(/\.jsx?$/, "");
    return [`${path}.ts`, `${path}.tsx`].filter((p) => known.has(p)).slice(0, 1);
  };
  return new Map(
    modules.map((m) => [
      m,
      [...readFileSync(join(root, m), "utf8").matchAll(IMPORT)].flatMap(([, spec]) => target(m, spec!)),
    ]),
  );
}

/** A cycle of imports, or undefined. Iterative: three colours. */
export function cycleIn(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  for (const start of graph.keys()) {
    const path: string[] = [start];
    const next = [0];
    while (path.length > 0) {
      const here = path[path.length - 1]!;
      const target = (graph.get(here) ?? [])[next[next.length - 1]!++];
      if (target === undefined || done.has(here)) {
        done.add(here);
        path.pop();
        next.pop();
      } else if (path.includes(target)) {
        return [...path.slice(path.indexOf(target)), target];
      } else if (!done.has(target)) {
        path.push(target);
        next.push(0);
      }
    }
  }
  return undefined;
}
