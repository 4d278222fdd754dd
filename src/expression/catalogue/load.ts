import { Catalogue } from "./catalogue.js";
import { heads } from "../../language/names/aliases.js";
import type { ParseScope } from "../../language/parse/parse.js";
import { compiled } from "./catalogue.generated.js";
import { decodeCatalogue } from "./serialize.js";

let loaded: Catalogue | undefined;

/** The catalogue of the project's rules, decoded at the first call. */
export function loadCatalogue(): Catalogue {
  loaded ??= new Catalogue(decodeCatalogue(compiled));
  return loaded;
}

/** The functions of the rules as the parser must know them. */
export const functionScope = (catalogue: Catalogue) =>
  ({
    functions: functionWords(catalogue),
    scalarFunctions: [...catalogue.scalars.keys()],
  }) satisfies ParseScope;

/** The word of a head, which tells functions of one word apart by their last argument: `norm/fro`. */
const wordOf = (head: string): string => head.split("/")[0]!;

/** The words that are functions. */
export function functionWords(catalogue: Catalogue): string[] {
  const heads = [...catalogue.byHead.keys()].map(wordOf);
  return [...new Set([...heads, ...catalogue.scalars.keys()])].filter((word) => /^[A-Za-z]/.test(word));
}

/** The functions that people write, as they write them: `inv`, not `inverse`. */
export function writtenFunctions(catalogue: Catalogue): string[] {
  const words = functionWords(catalogue);
  const auxiliary = new Set(catalogue.data.functions.filter((f) => f.auxiliary).flatMap((f) => f.heads.map(wordOf)));
  const renamed = Object.entries(heads).flatMap(([word, head]) => (words.includes(head) ? [word] : []));
  return [...new Set([...words.filter((word) => !auxiliary.has(word)), ...renamed])];
}
