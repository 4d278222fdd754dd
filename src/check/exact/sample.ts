/** Random inputs over the prime field with the declared structure, and directions tangent to it. */
import type { Catalogue } from "../../expression/catalogue/catalogue.js";
import { argsOf, isApply, isScalar, postorder, type Node, type SymbolNode } from "../../expression/node/node.js";
import { normalizeRows, type Draws } from "./draws.js";
import type { Factors, Kind } from "./factors.js";
import {
  at,
  difference,
  identityMatrix,
  map,
  matrix,
  product,
  skewPart,
  sum,
  symmetricPart,
  transpose,
  type FieldMatrix,
} from "./matrix.js";
import { masked, orthonormalTangent, rowsOfSumZero } from "./rational.js";

const KINDS: Readonly<Record<string, Kind>> = {
  "eig.U": "spectral",
  "eig.Λ": "spectral",
  eigenvectors: "spectral",
  "eigenvalue-band": "spectral",
  "matrix-function": "spectral",
  frechet: "spectral",
  "frechet-2": "spectral",
  "band-frechet": "spectral",
  "band-frechet-2": "spectral",
  "eigenvector-resolvent": "spectral",
  power: "spectral",
  "svd.U": "singular",
  "svd.Σ": "singular",
  "svd.V": "singular",
  "singular-value-function": "singular",
  "row-gram-function": "singular",
  "column-gram-function": "singular",
  "nuclear-norm": "singular",
  "spectral-norm": "singular",
  cholesky: "chol",
  "qr.Q": "qr",
  "qr.R": "qr",
  "lu.L": "lu",
  "lu.U": "lu",
  "lu.P": "lu",
  "polar.Q": "polar",
  "polar.P": "polar",
};

/** How inputs are made, by name: from the factors that the expressions take of them. */
export interface Plan {
  readonly kinds: ReadonlyMap<string, Kind>;
  /** The partner of an input in eig(S, B). */
  readonly pencils: ReadonlyMap<string, string>;
  /** Scalars that stand in exponents: small integers. */
  readonly exponents: ReadonlySet<string>;
}

const inputBelow = (node: Node | undefined): SymbolNode | undefined => {
  const base = node && isApply(node, "transpose") ? node.args[0]! : node;
  return base?.kind === "symbol" && base.role === "input" ? base : undefined;
};

export function planOf(roots: readonly Node[]): Plan {
  const kinds = new Map<string, Kind>();
  const pencils = new Map<string, string>();
  const exponents = new Set<string>();
  for (const node of postorder(roots)) {
    if (node.kind !== "apply") continue;
    if (node.fn === "power" || node.fn === "entrywise-power") {
      for (const n of postorder([node.args[1]!])) {
        const input = inputBelow(n);
        if (input && isScalar(input)) exponents.add(input.name);
      }
    }
    if (node.fn.startsWith("generalized-eig")) {
      const [s, b] = node.args.map(inputBelow);
      if (s && b && s !== b) pencils.set(s.name, b.name).set(b.name, s.name);
    }
    const kind = KINDS[node.fn];
    if (!kind || (node.fn === "power" && isInteger(node.args[1]!))) continue;
    if (kind === "spectral") {
      for (const input of gramFactors(node.args)) if (!kinds.has(input.name)) kinds.set(input.name, "singular");
    }
    for (const argument of argsOf(node)) {
      const input = inputBelow(argument);
      if (input && !isScalar(input) && !kinds.has(input.name)) kinds.set(input.name, kind);
    }
  }
  return { kinds, pencils, exponents };
}

/** The X of XᵀX, XXᵀ and XᵀX + cI. */
function gramFactors(args: readonly Node[]): SymbolNode[] {
  const terms = args.flatMap((a) => (isApply(a, "sum") ? a.args : [a]));
  return terms.flatMap((t) => {
    if (!isApply(t, "product")) return [];
    const [x, y] = t.args.filter((a) => !isScalar(a)).map(inputBelow);
    return x && x === y ? [x] : [];
  });
}

const isInteger = (n: Node): boolean => n.kind === "number" && n.value.d === 1n;

export class Sampler {
  readonly #made = new Map<string, FieldMatrix>();

  constructor(
    private readonly catalogue: Catalogue,
    private readonly draws: Draws,
    private readonly factors: Factors,
    private readonly plan: Plan,
  ) {}

  input(symbol: SymbolNode, rows: number, cols: number): FieldMatrix {
    const known = this.#made.get(symbol.name);
    if (known) return known;
    const value = this.#draw(symbol, rows, cols);
    this.#made.set(symbol.name, value);
    return value;
  }

  #draw(symbol: SymbolNode, rows: number, cols: number): FieldMatrix {
    const { draws, plan } = this;
    const has = (name: string): boolean => this.catalogue.has(symbol, name);
    if (isScalar(symbol)) {
      if (plan.exponents.has(symbol.name))
        return map(
          matrix(1, 1, () => draws.number()),
          (x) => 2n + (x % 8n),
        );
      return matrix(1, 1, () => (has("nonnegative") ? draws.square() : draws.unit()));
    }
    const partner = plan.pencils.get(symbol.name);
    if (partner !== undefined && this.#plainSymmetric(symbol)) {
      const { s, b } = this.factors.buildPencil(rows);
      this.#made.set(partner, has("psd") ? s : b);
      return has("psd") ? b : s;
    }
    const kind = plan.kinds.get(symbol.name);
    if (kind && this.#buildable(symbol, kind, rows, cols)) {
      return this.factors.build(kind, rows, cols, { symmetric: has("symmetric") });
    }
    return this.#structured(symbol, rows, cols);
  }

  #plainSymmetric(symbol: SymbolNode): boolean {
    return this.#only(symbol, ["symmetric", "psd", "spd", "invertible", "fullrank", "constant"]);
  }

  /** Whether a symbol has no properties but these. */
  #only(symbol: SymbolNode, names: readonly string[]): boolean {
    return (symbol.properties & ~this.catalogue.set(...names)) === 0;
  }

  #buildable(symbol: SymbolNode, kind: Kind, rows: number, cols: number): boolean {
    if (kind === "spectral") return rows === cols && this.#plainSymmetric(symbol);
    if (kind === "chol") return rows === cols && this.#plainSymmetric(symbol);
    if ((kind === "qr" || kind === "polar") && rows < cols) return false;
    return this.#only(symbol, ["invertible", "fullrank", "constant"]);
  }

  #structured(symbol: SymbolNode, rows: number, cols: number): FieldMatrix {
    const { draws } = this;
    const has = (name: string): boolean => this.catalogue.has(symbol, name);
    if (has("projector")) {
      const q = draws.orthonormal(rows, Math.max(1, Math.floor(rows / 2)));
      return product(q, transpose(q));
    }
    if (has("orthonormal")) return draws.orthonormal(rows, cols);
    const square = has("nonnegative") || (has("diagonal") && has("psd"));
    let value = matrix(rows, cols, () => (square ? draws.square() : draws.number()));
    if (has("diagonal")) value = masked(value, (i, j) => i === j);
    else if (has("psd")) value = square ? mirrored(value) : product(value, transpose(value));
    else if (has("symmetric")) value = square ? mirrored(value) : symmetricPart(value);
    else if (has("skew")) value = difference(value, transpose(value));
    if (has("lower")) value = masked(value, (i, j) => i >= j);
    if (has("upper")) value = masked(value, (i, j) => i <= j);
    if (has("unit")) value = matrix(rows, cols, (i, j) => (i === j ? 1n : at(value, i, j)));
    return has("rowstochastic") ? normalizeRows(value) : value;
  }

  /** A random matrix with the linear structure of a symbol. */
  free(symbol: SymbolNode, rows: number, cols: number): FieldMatrix {
    return this.#linear(symbol, this.draws.matrix(rows, cols));
  }

  /** A random direction in which an input can move at its value. */
  direction(input: SymbolNode, at: FieldMatrix): FieldMatrix {
    const has = (name: string): boolean => this.catalogue.has(input, name);
    const e = this.draws.matrix(at.rows, at.cols);
    if (has("orthonormal")) return orthonormalTangent(at, e);
    if (has("projector")) {
      // d(QQᵀ) = P E (I − P) and its transpose.
      const half = product(product(at, e), difference(identityMatrix(at.rows), at));
      return sum(half, transpose(half));
    }
    const value = this.#linear(input, e);
    const moved = has("unit") ? masked(value, (i, j) => i !== j) : value;
    return has("rowstochastic") ? rowsOfSumZero(moved) : moved;
  }

  #linear(symbol: SymbolNode, e: FieldMatrix): FieldMatrix {
    const has = (name: string): boolean => this.catalogue.has(symbol, name);
    let value = e;
    if (has("diagonal")) value = masked(value, (i, j) => i === j);
    else if (has("symmetric")) value = symmetricPart(value);
    else if (has("skew")) value = skewPart(value);
    if (has("lower")) value = masked(value, (i, j) => i >= j);
    return has("upper") ? masked(value, (i, j) => i <= j) : value;
  }
}

const mirrored = (a: FieldMatrix): FieldMatrix =>
  matrix(a.rows, a.cols, (i, j) => at(a, Math.max(i, j), Math.min(i, j)));
