import { Catalogue } from "./catalogue.js";
import { compiled } from "./catalogue.generated.js";
import { decodeCatalogue } from "./serialize.js";

let loaded: Catalogue | undefined;

/** The catalogue of the project's rules, decoded at the first call. */
export function loadCatalogue(): Catalogue {
  loaded ??= new Catalogue(decodeCatalogue(compiled));
  return loaded;
}

/** The words that are functions, for the parser. */
export function functionWords(catalogue: Catalogue): string[] {
  const heads = [...catalogue.byHead.keys()].map((head) => head.split("/")[0]!);
  return [...new Set([...heads, ...catalogue.scalars.keys()])].filter((word) => /^[A-Za-z]/.test(word));
}
