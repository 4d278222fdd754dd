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

/** The words that are functions. */
export function functionWords(catalogue: Catalogue): string[] {
  const heads = [...catalogue.byHead.keys()].map((head) => head.split("/")[0]!);
  return [...new Set([...heads, ...catalogue.scalars.keys()])].filter((word) => /^[A-Za-z]/.test(word));
}

/** Functions that stand in derivatives and in the tree of a program, and that nobody writes. */
const INNER: ReadonlySet<string> = new Set(
  (
    "product transpose hadamard hadamardPower pow power slice embed block entrywise total inner kronecker kronleft kronright unvech " +
    "gaps gapsto eigvectors eigresolvent loewner loewner2 frechet frechet2 eigband bandfrechet bandfrechet2 bandloewner " +
    "bandloewner2 svdfun oddloewner oddratio gramfun cogramfun gramratio argmax matrix-function inverse identity"
  ).split(" "),
);

/** The functions that people write, as they write them: `inv`, not `inverse`. */
export function writtenFunctions(catalogue: Catalogue): string[] {
  const words = functionWords(catalogue);
  const renamed = Object.entries(heads).flatMap(([word, head]) => (words.includes(head) ? [word] : []));
  return [...new Set([...words.filter((word) => !INNER.has(word)), ...renamed])];
}
