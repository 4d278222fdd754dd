/** What differs between the libraries of Python in how arrays are written. */
import type { EntryMapName } from "../../runtime/interface/index.js";

export interface Dialect {
  readonly name: "numpy" | "torch" | "jax" | "octave";
  /** The module of array functions. */
  readonly xp: "np" | "torch" | "jnp";
  readonly transpose: (a: string) => string;
  /** The keyword that keeps summed axes. */
  readonly keep: "keepdims" | "keepdim";
  readonly ones: (rows: string, cols: string, like: string) => string;
  readonly zeros: (rows: string, cols: string, like: string) => string;
  /** 0, 1, …, n − 1. */
  readonly arange: (n: string, like: string) => string;
  readonly eye: (n: string, like: string) => string;
  readonly erfc: (a: string) => string;
  /** The greatest entry of A, and the size of its largest. */
  readonly greatest: string;
  readonly largest: string;
  /** The value of an array, which nothing differentiates. */
  readonly stopped: (a: string) => string;
  /** A function of a number that is no array. */
  readonly plainCall: (f: EntryMapName, a: string) => string;
  /** The functions of entries. */
  readonly entry: Readonly<Record<EntryMapName, (a: string) => string>>;
}

/** The functions of entries that each library writes in its own way. */
type OwnSpelling =
  | ("cbrt" | "relu" | "step" | "sigmoid" | "softplus" | "silu" | "gelu" | "erf" | "normalcdf")
  | ("lgamma" | "digamma" | "trigamma" | "tetragamma" | "pentagamma");

/** The functions of entries that the libraries write alike. */
export function entryMaps(xp: string): Omit<Dialect["entry"], OwnSpelling> {
  const call = (name: string) => (a: string) => `${xp}.${name}(${a})`;
  return {
    negate: (a) => `-${a}`,
    square: (a) => `${a} ** 2`,
    sqrt: call("sqrt"),
    rsqrt: (a) => `1 / ${xp}.sqrt(${a})`,
    recip: (a) => `1 / ${a}`,
    abs: call("abs"),
    sign: call("sign"),
    exp: call("exp"),
    expm1: call("expm1"),
    log: call("log"),
    log1p: call("log1p"),
    sin: call("sin"),
    cos: call("cos"),
    tan: call("tan"),
    asin: call("arcsin"),
    acos: call("arccos"),
    atan: call("arctan"),
    sinh: call("sinh"),
    cosh: call("cosh"),
    tanh: call("tanh"),
  };
}
