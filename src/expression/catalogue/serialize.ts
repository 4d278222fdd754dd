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

/** The compiled rules as text: JSON with numbers in the place of dimensions, and of what most programs need of few rules only. */
export interface EncodedCatalogue {
  /** Each dimension once: there are few, often used. */
  readonly dimensions: string;
  readonly data: string;
  /** What is read when it is asked for. */
  readonly later: readonly string[];
}

/** Formulas and what belongs to them; names, shapes and left-hand sides are read at once, to find a rule by. */
const LATER: Readonly<Record<keyof CatalogueData, readonly string[]>> = {
  functions: ["cases", "means", "forScalars", "inferences"],
  scalars: ["derivative", "definition"],
  identities: ["adjoint"],
  rewrites: ["after"],
  recognitions: ["after"],
  expansions: ["after"],
  presentations: ["after"],
  properties: ["tangent", "direction", "retract", "riemannian", "metric", "sample"],
};

export function encodeCatalogue(data: CatalogueData): EncodedCatalogue {
  const numbers = new Map<Dimension, number>();
  const numberOf = (d: Dimension): number => {
    if (!numbers.has(d)) numbers.set(d, numbers.size);
    return numbers.get(d)!;
  };
  const text = (value: unknown): string =>
    JSON.stringify(value, (_, v: unknown) => (isDimension(v) ? { $: numberOf(v) } : v));
  const later: string[] = [];
  const postponed = (rule: object, fields: readonly string[]): object =>
    Object.fromEntries(
      Object.entries(rule).map(([key, value]) => {
        // Forms whose properties are inferred are found by what stands on top of them.
        const isLater =
          fields.includes(key) && value !== undefined && !("inferred" in rule && rule.inferred && key === "means");
        return [key, isLater ? { later: later.push(text(value)) - 1 } : value];
      }),
    );
  const eager = Object.fromEntries(
    Object.entries(LATER).map(([kind, fields]) => [
      kind,
      data[kind as keyof CatalogueData].map((rule) => postponed(rule, fields)),
    ]),
  );
  const encoded = text(eager);
  return { dimensions: JSON.stringify([...numbers.keys()].map(encodeDimension)), data: encoded, later };
}

export function decodeCatalogue({ dimensions, data, later }: EncodedCatalogue): CatalogueData {
  // The sizes of a minimum are inside their dimension, and revived before it.
  const decoded = JSON.parse(dimensions, (_, v: unknown) => (isEncoded(v) ? decodeDimension(v.$) : v)) as Dimension[];
  const catalogue = JSON.parse(data) as Record<keyof CatalogueData, object[]>;
  for (const [kind, fields] of Object.entries(LATER)) {
    for (const rule of catalogue[kind as keyof CatalogueData]) {
      const postponed = fields.filter((f) => postpone(rule as Record<string, unknown>, f, later, decoded));
      fillIn(rule, decoded, postponed);
    }
  }
  return catalogue as unknown as CatalogueData;
}

/** Reads a field when it is asked for the first time, if it is one of those that are read later. */
function postpone(rule: Record<string, unknown>, field: string, later: readonly string[], sizes: Dimension[]): boolean {
  const place = rule[field];
  if (typeof place !== "object" || place === null || !("later" in place)) return false;
  const text = later[place.later as number]!;
  const plain = { configurable: true, enumerable: true };
  Object.defineProperty(rule, field, {
    ...plain,
    get(): unknown {
      const value = JSON.parse(text) as object;
      fillIn(value, sizes);
      Object.defineProperty(rule, field, { ...plain, value });
      return value;
    },
  });
  return true;
}

/** Puts dimensions in place of their numbers, but in the given fields; in place, which is several times faster than a reviver. */
function fillIn(root: object, sizes: readonly Dimension[], but: readonly string[] = []): void {
  const pending: object[] = [root];
  for (let object; (object = pending.pop());) {
    const record = object as Record<string, unknown>;
    for (const key of Object.keys(record)) {
      if (object === root && but.includes(key)) continue;
      const value = record[key];
      if (typeof value !== "object" || value === null) continue;
      if ("$" in value) record[key] = sizes[value.$ as number];
      else pending.push(value);
    }
  }
}

const isEncoded = (value: unknown): value is { readonly $: DecodedDimension } =>
  typeof value === "object" && value !== null && "$" in value;
