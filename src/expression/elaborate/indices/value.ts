/**
 * Values that depend on indices, as sums of products of matrices whose rows and columns are labelled: the i-th row of X
 * as a column is X with the labels i and a, where a counts its entries. A label that is summed pairs factors.
 */
import type { Dimension } from "../../../../codegen/plan/sizes.js";
import type { Syntax } from "../../../language/syntax.js";
import type { Term } from "../typed-syntax.js";

/** What counts rows or columns: an index of the program, or a place of a vector or a matrix. */
export interface Label {
  /** The letter of an index; empty for a place. */
  readonly name: string;
  readonly size: Dimension;
}

/** A number, a column with one label, or a matrix with the labels of its rows and its columns. */
export interface Factor {
  readonly term: Term;
  readonly labels: readonly Label[];
}

/** A product of factors, summed over some of its labels. */
export interface Network {
  readonly factors: readonly Factor[];
  readonly summed: ReadonlySet<Label>;
}

/** The sum of its networks, a number, vector or matrix for each choice of the indices. */
export interface Value {
  readonly networks: readonly Network[];
  /** What counts the rows; a number and a row have none. */
  readonly row: Label | undefined;
  readonly col: Label | undefined;
  readonly syntax: Syntax;
  /** Of a norm, its square. */
  readonly squared?: Value;
  /** Of a product over an index, its logarithm. */
  readonly logarithm?: Value;
}

export const none: ReadonlySet<Label> = new Set();

export const isNumber = ({ row, col }: Value): boolean => row === undefined && col === undefined;

export const single = (factor: Factor): Network => ({ factors: [factor], summed: none });

/** The labels that are not summed, those of the value itself last. */
export function openLabels(value: Value): Label[] {
  const open = new Set<Label>();
  for (const { factors, summed } of value.networks) {
    for (const { labels } of factors) for (const label of labels) if (!summed.has(label)) open.add(label);
  }
  const own = [value.row, value.col].filter((label) => label !== undefined);
  return [...[...open].filter((label) => !own.includes(label)), ...own];
}

/** The value with one label in the place of another. */
export function relabelled(value: Value, from: Label, to: Label): Value {
  if (from === to) return value;
  const replace = <L extends Label | undefined>(label: L): L | Label => (label === from ? to : label);
  const networks = value.networks.map(({ factors, summed }) => ({
    factors: factors.map(({ term, labels }) => ({ term, labels: labels.map(replace) })),
    summed,
  }));
  const { squared, logarithm } = value;
  return {
    networks,
    row: replace(value.row),
    col: replace(value.col),
    syntax: value.syntax,
    ...(squared ? { squared: relabelled(squared, from, to) } : {}),
    ...(logarithm ? { logarithm: relabelled(logarithm, from, to) } : {}),
  };
}

/** The network with summed labels of its own, so that it may stand beside itself in a product. */
export function withOwnSums({ factors, summed }: Network): Network {
  if (summed.size === 0) return { factors, summed };
  const fresh = new Map([...summed].map((label) => [label, { ...label }]));
  const replaced = factors.map(({ term, labels }) => ({ term, labels: labels.map((l) => fresh.get(l) ?? l) }));
  return { factors: replaced, summed: new Set(fresh.values()) };
}
