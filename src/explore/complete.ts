/** Words that may stand at a place of a program. */
import { writtenFunctions, loadCatalogue } from "../expression/catalogue/load.js";
import type { Catalogue } from "../expression/catalogue/catalogue.js";
import { chapters } from "../expression/catalogue/reference.generated.js";
import { symbols } from "./places.js";

export interface Completion {
  readonly word: string;
  readonly kind: "function" | "property" | "name";
  /** What it means, in a few words. */
  readonly meaning: string;
}

export interface Completions {
  /** Where the word that is being written begins. */
  readonly from: number;
  readonly words: readonly Completion[];
}

/** The words that begin as the one before the offset does: properties in a declaration, else names and functions. */
export function complete(source: string, offset: number): Completions {
  const before = source.slice(0, offset);
  const begun = /[A-Za-z]*$/.exec(before)![0];
  const line = before.slice(Math.max(before.lastIndexOf("\n"), before.lastIndexOf(";")) + 1);
  const catalogue = loadCatalogue();
  const words = /^\s*[^\s:=]+\s*:/u.test(line) ? properties(catalogue) : [...names(source), ...functions(catalogue)];
  const fitting = words.filter((w) => w.word.startsWith(begun) && w.word !== begun);
  return { from: offset - begun.length, words: fitting };
}

const names = (source: string): Completion[] =>
  symbols(source)
    .filter((s) => s.kind !== "known function" && s.kind !== "size" && s.name.length > 1)
    .map((s) => ({ word: s.name, kind: "name", meaning: s.shape ?? s.kind }));

function properties(catalogue: Catalogue): Completion[] {
  return [...catalogue.properties.keys()].map((word) => ({ word, kind: "property", meaning: remarkOf(word) }));
}

function functions(catalogue: Catalogue): Completion[] {
  return writtenFunctions(catalogue).map((word) => {
    const heads = [...catalogue.byHead].find(([head]) => head.split("/")[0] === word);
    return { word, kind: "function", meaning: remarkOf(heads?.[1][0]?.rule ?? word) };
  });
}

/** The remark that the rule of a name has in its file. */
const remarkOf = (name: string): string => chapters.flatMap((c) => c.rules).find((r) => r.name === name)?.remark ?? "";
