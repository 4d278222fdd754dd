/** The compiled catalogue as JSON text and back: dimensions become their terms. */
import type { CatalogueData } from "./catalogue.js";
import { add, fixed, minimum, minimumOf, multiply, scale, symbolic, ZERO, type Dimension } from "./dimension.js";

interface EncodedDimension {
  readonly $: readonly (readonly [factors: readonly EncodedFactor[], coefficient: number])[];
}

/** A symbol, or the two sizes of a minimum. */
type EncodedFactor = string | readonly [EncodedDimension, EncodedDimension];

const isDimension = (value: unknown): value is Dimension =>
  typeof value === "object" && value !== null && "terms" in value && value.terms instanceof Map;

function encodeDimension(d: Dimension): EncodedDimension {
  const factor = (symbol: string): EncodedFactor => {
    const pair = minimumOf(symbol);
    return pair ? [encodeDimension(pair[0]), encodeDimension(pair[1])] : symbol;
  };
  return { $: [...d.terms].map(([m, c]) => [m === "" ? [] : m.split("·").map(factor), c]) };
}

/** JSON is revived from the inside out: the sizes of a minimum are dimensions already. */
function decodeDimension($: readonly (readonly [(string | readonly [Dimension, Dimension])[], number])[]): Dimension {
  const factor = (f: string | readonly [Dimension, Dimension]): Dimension =>
    typeof f === "string" ? symbolic(f) : minimum(f[0], f[1]);
  return $.map(([factors, c]) => scale(c, factors.map(factor).reduce(multiply, fixed(1)))).reduce(add, ZERO);
}

export const encodeCatalogue = (data: CatalogueData): string =>
  JSON.stringify(data, (_, value: unknown) => (isDimension(value) ? encodeDimension(value) : value));

export const decodeCatalogue = (text: string): CatalogueData =>
  JSON.parse(text, (_, value: unknown) =>
    typeof value === "object" && value !== null && "$" in value ? decodeDimension(value.$ as never) : value,
  ) as CatalogueData;
