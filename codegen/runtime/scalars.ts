import type { LinearAlgebra } from "./interface/index.js";

const logistic = (t: number): number => (t >= 0 ? 1 / (1 + Math.exp(-t)) : Math.exp(t) / (1 + Math.exp(t)));

/** Scalar functions of one number, as the entrywise routines compute them. */
const FUNCTIONS: Readonly<Record<string, (t: number) => number>> = {
  exp: Math.exp,
  log: Math.log,
  log1p: Math.log1p,
  cbrt: Math.cbrt,
  abs: Math.abs,
  sign: Math.sign,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  sigmoid: logistic,
  softplus: (t) => Math.max(t, 0) + Math.log1p(Math.exp(-Math.abs(t))),
  relu: (t) => Math.max(t, 0),
  step: (t) => (t > 0 ? 1 : 0),
  silu: (t) => t * logistic(t),
};

/** f(t) for a scalar function by name; those that JavaScript lacks are computed by the linear algebra. */
export function scalarFunction(la: LinearAlgebra, name: string, t: number): number {
  const f = FUNCTIONS[name];
  if (f) return f(t);
  const entrywise = la.entrywise as Readonly<Record<string, (A: never, C: never) => void>>;
  const routine = entrywise[name];
  if (!routine) throw new RangeError(`there is no scalar function ${name}`);
  const block = la.allocate(1, 1);
  la.setEntry(block, 0, t);
  routine(block as never, block as never);
  const value = la.entry(block, 0);
  la.free(block);
  return value;
}
