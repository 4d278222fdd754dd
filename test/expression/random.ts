/** Random small expressions of square matrices: as a tree, its value in plain arithmetic, and its normal form. */
import fc from "fast-check";
import { computeNode } from "../../src/plan/kernel.js";
import { matrix, toRows } from "../../codegen/runtime/index.js";
import { construct } from "../../src/expression/node/construct.js";
import { fixed } from "../../codegen/plan/sizes.js";
import { loadCatalogue } from "../../src/expression/catalogue/load.js";
import type { Store } from "../../src/expression/node/node.js";
import { type Node } from "../../src/expression/node/node.js";

export type Rows = readonly (readonly number[])[];

export type Tree =
  | { readonly op: "symbol"; readonly name: keyof typeof symbols }
  | { readonly op: "identity" | "ones" | "zeros" }
  | { readonly op: "sum" | "product" | "hadamard"; readonly args: readonly Tree[] }
  | { readonly op: "scale"; readonly by: number; readonly args: readonly [Tree] }
  | { readonly op: (typeof unary)[number]; readonly args: readonly [Tree] };

const SIZE = 3;
const unary = ["transpose", "symmetric-part", "skew-part", "diagonal-part", "lower-part", "upper-part"] as const;

const cos = Math.cos(0.7);
const sin = Math.sin(0.7);
/** Inputs with every structure that the rules ask for, and numbers that have it. */
export const symbols = {
  A: {
    properties: [],
    value: [
      [0.5, -1, 0.25],
      [1.5, 0.75, -0.5],
      [-0.25, 1, 2],
    ],
  },
  B: {
    properties: [],
    value: [
      [1, 0.5, -2],
      [0.25, -1, 1],
      [0.5, 1.5, -0.75],
    ],
  },
  S: {
    properties: ["symmetric"],
    value: [
      [1, 0.5, -0.25],
      [0.5, -2, 1],
      [-0.25, 1, 0.75],
    ],
  },
  K: {
    properties: ["skew"],
    value: [
      [0, 1, -0.5],
      [-1, 0, 2],
      [0.5, -2, 0],
    ],
  },
  D: {
    properties: ["diagonal"],
    value: [
      [2, 0, 0],
      [0, -0.5, 0],
      [0, 0, 1.5],
    ],
  },
  L: {
    properties: ["lower"],
    value: [
      [1, 0, 0],
      [-2, 0.5, 0],
      [0.75, 1, -1],
    ],
  },
  U: {
    properties: ["orthogonal"],
    value: [
      [cos, -sin, 0],
      [sin, cos, 0],
      [0, 0, -1],
    ],
  },
  P: {
    properties: ["projector"],
    value: [
      [0.5, 0.5, 0],
      [0.5, 0.5, 0],
      [0, 0, 1],
    ],
  },
} as const satisfies Record<string, { properties: readonly string[]; value: Rows }>;

const map2 = (A: Rows, f: (x: number, i: number, j: number) => number): Rows =>
  A.map((row, i) => row.map((x, j) => f(x, i, j)));

/** The value by the definitions, entry by entry. */
export function valueOf(tree: Tree): Rows {
  const blank = Array.from({ length: SIZE }, () => Array<number>(SIZE).fill(0));
  switch (tree.op) {
    case "symbol":
      return symbols[tree.name].value;
    case "identity":
      return map2(blank, (_, i, j) => (i === j ? 1 : 0));
    case "ones":
      return map2(blank, () => 1);
    case "zeros":
      return blank;
  }
  const [first, ...rest] = tree.args.map(valueOf) as [Rows, ...Rows[]];
  switch (tree.op) {
    case "sum":
      return rest.reduce((A, B) => map2(A, (x, i, j) => x + B[i]![j]!), first);
    case "hadamard":
      return rest.reduce((A, B) => map2(A, (x, i, j) => x * B[i]![j]!), first);
    case "product":
      return rest.reduce((A, B) => map2(A, (_, i, j) => A[i]!.reduce((s, x, k) => s + x * B[k]![j]!, 0)), first);
    case "scale":
      return map2(first, (x) => tree.by * x);
    case "transpose":
      return map2(first, (_, i, j) => first[j]![i]!);
    case "symmetric-part":
      return map2(first, (x, i, j) => (x + first[j]![i]!) / 2);
    case "skew-part":
      return map2(first, (x, i, j) => (x - first[j]![i]!) / 2);
    case "diagonal-part":
      return map2(first, (x, i, j) => (i === j ? x : 0));
    case "lower-part":
      return map2(first, (x, i, j) => (i >= j ? x : 0));
    case "upper-part":
      return map2(first, (x, i, j) => (i <= j ? x : 0));
  }
}

export const catalogue = loadCatalogue();
const n = fixed(SIZE);

export function symbolNode(store: Store, name: keyof typeof symbols): Node {
  return store.symbol(name, "input", { rows: n, cols: n }, catalogue.set(...symbols[name].properties));
}

/** The expression in normal form, with the properties that are inferred. */
export function nodeOf(store: Store, tree: Tree): Node {
  switch (tree.op) {
    case "symbol":
      return symbolNode(store, tree.name);
    case "identity":
      return construct(store, "identity", [], [n]);
    case "ones":
    case "zeros":
      return construct(store, tree.op, [], [n, n]);
    case "scale":
      return construct(store, "product", [store.number(tree.by), nodeOf(store, tree.args[0])]);
    default:
      return construct(
        store,
        tree.op,
        tree.args.map((a) => nodeOf(store, a)),
      );
  }
}

/** What the kernels make of an expression. */
export function computed(store: Store, node: Node): Rows {
  const given = new Map(
    (Object.keys(symbols) as (keyof typeof symbols)[]).map((name) => [
      symbolNode(store, name),
      matrix(symbols[name].value),
    ]),
  );
  return toRows(computeNode(catalogue, store, node, given, new Map()));
}

/** The largest difference of entries, relative to what is larger: the largest entry or the largest term in it. */
export function distance(A: Rows, B: Rows, scale: number): number {
  return Math.max(...A.flatMap((row, i) => row.map((x, j) => Math.abs(x - B[i]![j]!)))) / Math.max(1, scale);
}

/** A bound on the entries of every intermediate value: what rounding is relative to. */
export function magnitude(tree: Tree): number {
  if (!("args" in tree)) return 2;
  const parts = tree.args.map(magnitude);
  switch (tree.op) {
    case "sum":
      return parts.reduce((a, b) => a + b);
    case "product":
      return parts.reduce((a, b) => SIZE * a * b);
    case "hadamard":
      return parts.reduce((a, b) => a * b);
    case "scale":
      return Math.abs(tree.by) * parts[0]!;
    default:
      return parts[0]!;
  }
}

const leaf: fc.Arbitrary<Tree> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .constantFrom(...(Object.keys(symbols) as (keyof typeof symbols)[]))
      .map((name): Tree => ({ op: "symbol", name })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("identity" as const, "ones" as const, "zeros" as const).map((op): Tree => ({ op })),
  },
);

export const trees: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => {
  const tree = tie("tree");
  const several = fc.array(tree, { minLength: 2, maxLength: 3 });
  return {
    tree: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      leaf,
      ...(["sum", "product", "hadamard"] as const).map((op) => several.map((args): Tree => ({ op, args }))),
      fc.tuple(fc.constantFrom(...unary), tree).map(([op, arg]): Tree => ({ op, args: [arg] })),
      fc.tuple(fc.constantFrom(-1, 2, 0.5, -3, 0), tree).map(([by, arg]): Tree => ({ op: "scale", by, args: [arg] })),
    ),
  };
}).tree;
