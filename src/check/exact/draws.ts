/**
 * The random choices of one exact test: numbers, matrices with structure, and the values of functions that are known
 * only by their relations. A function takes the same value at the same place for the whole test.
 */
import type { Random } from "../random.js";
import { NotApplicable } from "../rational/field.js";
import { P, divide, isSquare, multiply, negate, root, rootExponent } from "./field.js";
import { difference, identityMatrix, map, matrix, product, solve, sum, transpose, type FieldMatrix } from "./matrix.js";

/** Thrown where a root is taken of a number that is no square: another point is drawn, or the root is left free. */
export class NoRoot extends Error {}

export class Draws {
  readonly #values = new Map<string, bigint>();
  /** Functions that stand for any function with the same derivative rule. */
  readonly uninterpreted = new Set<string>();
  /** Quantities drawn without their relation to what they belong to: a difference then proves nothing. */
  readonly independent = new Set<string>();
  /** How often such a quantity was used. */
  independentUses = 0;

  constructor(
    private readonly random: Random,
    /** Whether roots of numbers that are no squares may be any number. */
    private readonly freeRoots: boolean,
  ) {}

  noteIndependent(what: string): void {
    this.independent.add(what);
    this.independentUses += 1;
  }

  number(): bigint {
    const [high, low] = [Math.floor(this.random.uniform() * 2 ** 31), Math.floor(this.random.uniform() * 2 ** 30)];
    return ((BigInt(high) << 30n) | BigInt(low)) % P;
  }

  /** A number other than 0. */
  unit(): bigint {
    for (;;) {
      const x = this.number();
      if (x !== 0n) return x;
    }
  }

  square(): bigint {
    const x = this.unit();
    return multiply(x, x);
  }

  matrix(rows: number, cols: number): FieldMatrix {
    return matrix(rows, cols, () => this.number());
  }

  diagonal(n: number, entry = (): bigint => this.unit()): FieldMatrix {
    const d = Array.from({ length: n }, entry);
    return matrix(n, n, (i, j) => (i === j ? d[i]! : 0n));
  }

  triangle(n: number, side: "lower" | "upper", unitDiagonal = false): FieldMatrix {
    return matrix(n, n, (i, j) => {
      if (i === j) return unitDiagonal ? 1n : this.unit();
      return (side === "lower") === i > j ? this.number() : 0n;
    });
  }

  /** (I − K)⁻¹(I + K) with K = −Kᵀ: an orthogonal matrix. */
  orthogonal(n: number): FieldMatrix {
    const e = this.matrix(n, n);
    const k = difference(e, transpose(e));
    const one = identityMatrix(n);
    return solve(difference(one, k), sum(one, k));
  }

  /** n orthonormal columns of length m. Throws NotApplicable where m < n: there are none. */
  orthonormal(m: number, n: number): FieldMatrix {
    if (m < n) throw new NotApplicable(`there are no ${n} orthonormal columns of length ${m}`);
    const q = this.orthogonal(m);
    return matrix(m, n, (i, j) => q.data[i * m + j]!);
  }

  permutation(n: number): FieldMatrix {
    const places = Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = Math.floor(this.random.uniform() * (i + 1));
      [places[i], places[j]] = [places[j]!, places[i]!];
    }
    return matrix(n, n, (i, j) => (places[i] === j ? 1n : 0n));
  }

  /** The value at x of a function known by its name alone; `odd` and `even` ones keep that. */
  valueOf(name: string, x: bigint, kind: { odd?: boolean; even?: boolean; positive?: boolean } = {}): bigint {
    this.uninterpreted.add(name);
    const turned = (kind.odd || kind.even) && x > P - x;
    const place = turned ? P - x : x;
    if (kind.odd && x === 0n) return 0n;
    const key = `${name}(${place})`;
    let value = this.#values.get(key);
    if (value === undefined) {
      value = kind.positive ? this.square() : this.unit();
      this.#values.set(key, value);
    }
    return turned && kind.odd ? negate(value) : value;
  }

  /** x^(1/d): the root that is a square, of a square. */
  rootOf(x: bigint, d: bigint): bigint {
    const exponent = rootExponent(d);
    if (x === 0n) return 0n;
    if (exponent !== undefined && isSquare(x)) return root(x, exponent);
    if (!this.freeRoots && exponent !== undefined) throw new NoRoot("a root of a number that is no square");
    this.noteIndependent(`the ${d === 2n ? "square root" : `root of order ${d}`}`);
    const key = `root ${d}(${x})`;
    const value = this.#values.get(key) ?? this.unit();
    this.#values.set(key, value);
    return value;
  }
}

/** Rows divided by their sums. */
export const normalizeRows = (a: FieldMatrix): FieldMatrix => {
  const sums = product(
    a,
    map(
      matrix(a.cols, 1, () => 0n),
      () => 1n,
    ),
  );
  return matrix(a.rows, a.cols, (i, j) => divide(a.data[i * a.cols + j]!, sums.data[i]!));
};
