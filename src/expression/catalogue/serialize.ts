/** The compiled catalogue as JSON text and back: dimensions become their terms. */
import type { CatalogueData } from "./catalogue.js";
import {
  fixed,
  minimum,
  minimumOf,
  multiply,
  scale,
  symbolic,
  total,
  type Dimension,
} from "../../../codegen/plan/sizes.js";

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

type DecodedDimension = readonly (readonly [(string | readonly [Dimension, Dimension])[], number])[];

function decodeDimension($: DecodedDimension): Dimension {
  const factor = (f: string | readonly [Dimension, Dimension]): Dimension =>
    typeof f === "string" ? symbolic(f) : minimum(f[0], f[1]);
  return total($.map(([factors, c]) => scale(c, factors.map(factor).reduce(multiply, fixed(1)))));
}

/** The catalogue with numbers in the place of dimensions, and the dimensions, each once: there are few, often used. */
interface EncodedCatalogue {
  readonly dimensions: readonly EncodedDimension[];
  readonly data: unknown;
}

export function encodeCatalogue(data: CatalogueData): string {
  const numbers = new Map<Dimension, number>();
  const numberOf = (d: Dimension): number => {
    if (!numbers.has(d)) numbers.set(d, numbers.size);
    return numbers.get(d)!;
  };
  const plain = JSON.parse(
    JSON.stringify(data, (_, value: unknown) => (isDimension(value) ? { $: numberOf(value) } : value)),
  ) as unknown;
  const encoded: EncodedCatalogue = { dimensions: [...numbers.keys()].map(encodeDimension), data: plain };
  return JSON.stringify(encoded);
}

export function decodeCatalogue(text: string): CatalogueData {
  const { dimensions, data } = JSON.parse(text) as EncodedCatalogue;
  // The sizes of a minimum are inside their dimension, and revived before it.
  const decoded = dimensions.map(
    (d) => JSON.parse(JSON.stringify(d), (_, v: unknown) => (isEncoded(v) ? decodeDimension(v.$) : v)) as Dimension,
  );
  // In place, which is several times faster than a reviver.
  const pending: object[] = [data as object];
  for (let object; (object = pending.pop());) {
    const record = object as Record<string, unknown>;
    for (const key of Object.keys(record)) {
      const value = record[key];
      if (typeof value !== "object" || value === null) continue;
      if ("$" in value) record[key] = decoded[value.$ as number];
      else pending.push(value);
    }
  }
  return data as CatalogueData;
}

const isEncoded = (value: unknown): value is { readonly $: DecodedDimension } =>
  typeof value === "object" && value !== null && "$" in value;
