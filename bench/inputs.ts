/** Random inputs of the layers in layers.json, distributed as in torch_layers.py. */
import type { Matrix } from "../codegen/runtime/matrix.js";

export type Values = Record<string, Matrix | number>;

/** Normally distributed numbers from a seed (xorshift and Box–Muller). */
export class Normal {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed * 2654435761 + 12345) >>> 0 || 1;
  }

  uniform(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return (this.#state + 0.5) / 2 ** 32;
  }

  next(): number {
    return Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  matrix(rows: number, cols: number, map: (x: number) => number = (x) => x): Matrix {
    return { rows, cols, data: Float64Array.from({ length: rows * cols }, () => map(this.next())) };
  }

  /** A Aᵀ/n + I. */
  positiveDefinite(n: number): Matrix {
    const { data: a } = this.matrix(n, n);
    const data = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        let sum = i === j ? n : 0;
        for (let k = 0; k < n; k++) sum += a[i * n + k]! * a[j * n + k]!;
        data[i * n + j] = sum / n;
      }
    return { rows: n, cols: n, data };
  }
}

const positive = (x: number): number => Math.abs(x) + 0.1;

function diagonal({ rows, data }: Matrix): Matrix {
  const full = new Float64Array(rows * rows);
  data.forEach((x, i) => (full[i * (rows + 1)] = x));
  return { rows, cols: rows, data: full };
}

/** The inputs of a layer at size n. */
export function inputsOf(layer: string, n: number): Values {
  const g = new Normal(n);
  const m = 2 * n;
  switch (layer) {
    case "o2p":
      return { X: g.matrix(m, n), ε: 1e-3 };
    case "projector":
      return { Z: g.matrix(m, n) };
    case "zca":
      return { X: g.matrix(m, n), ε: 1e-3 };
    case "mpncov":
    case "logdet":
    case "svdmap":
      return { X: g.matrix(m, n) };
    case "gp":
      return { K: g.positiveDefinite(n), y: g.matrix(n, 1) };
    case "eiglayer":
      return { S: g.positiveDefinite(n) };
    case "ncut":
      return { F: g.matrix(m, n, positive), Λ: diagonal(g.matrix(n, 1, positive)) };
    case "attention":
      return { Q: g.matrix(m, n), K: g.matrix(m, n), V: g.matrix(m, n) };
    case "mlp":
      return {
        X: g.matrix(n, n),
        T: g.matrix(n, n),
        W: g.matrix(m, n, (x) => x / Math.sqrt(n)),
        B: g.matrix(n, m, (x) => x / Math.sqrt(m)),
      };
    case "chain":
      return {
        A: g.matrix(m, n),
        B: g.matrix(n, m),
        C: g.matrix(m, n),
        x: g.matrix(n, 1),
        y: g.matrix(m, 1),
      };
    case "ridge":
      return { A: g.matrix(m, n), b: g.matrix(m, 1), λ: 0.5 };
    case "bures":
      return { A: g.positiveDefinite(n), B: g.positiveDefinite(n) };
  }
  throw new Error(`layer ${layer} has no inputs`);
}

/** A random cotangent for each output. */
export function cotangentsOf(outputs: Readonly<Values>, n: number): Values {
  const g = new Normal(n + 1);
  const seed = (y: Matrix | number): Matrix | number => (typeof y === "number" ? g.next() : g.matrix(y.rows, y.cols));
  return Object.fromEntries(Object.entries(outputs).map(([name, y]) => [name, seed(y)]));
}
