import { Catalogue } from "./catalogue.js";
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

/** The words that are functions. */
export function functionWords(catalogue: Catalogue): string[] {
  const heads = [...catalogue.byHead.keys()].map((head) => head.split("/")[0]!);
  return [...new Set([...heads, ...catalogue.scalars.keys()])].filter((word) => /^[A-Za-z]/.test(word));
}
