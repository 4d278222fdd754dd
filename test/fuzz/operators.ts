/** What is written with operators, and functions whose sizes are more than names. */
import { ONE, add, fixed, multiply, type Dimension } from "../../codegen/plan/sizes.js";
import type { Generator } from "./generate.js";
import { sizeOf, type Traits, type Value } from "./values.js";

export interface Made {
  readonly what: string;
  readonly value: Value;
  readonly values: readonly Value[];
}

type Operator = (g: Generator) => Made | undefined;

interface Sized {
  readonly rows: Dimension;
  readonly cols: Dimension;
}

const made = (
  g: Generator,
  what: string,
  like: Sized,
  size: number,
  parts: readonly (string | Value)[],
  traits: Traits = {},
): Made => {
  const value = g.text(like, size, parts, traits);
  return { what, value, values: [value] };
};

const scalar: Sized = { rows: ONE, cols: ONE };
const isScalar = (v: Value): boolean => v.rows === ONE && v.cols === ONE;
const both = (a: Value, b: Value): Traits => ({
  ...(a.symmetric && b.symmetric ? { symmetric: true } : {}),
  ...(a.positive && b.positive ? { positive: true } : {}),
});

const sum: Operator = (g) => {
  const a = g.pick();
  const b = g.pick(a.rows, a.cols);
  const sign = g.choices.of([" + ", " - "]);
  const traits = sign === " + " ? both(a, b) : a.symmetric && b.symmetric ? { symmetric: true } : {};
  return made(g, "sum", a, a.size + b.size, [a, sign, b], traits);
};

const product: Operator = (g) => {
  const a = g.pick();
  const b = g.pick(a.cols);
  return made(g, "product", { rows: a.rows, cols: b.cols }, a.size * b.size * sizeOf(a.cols), [a, " * ", b]);
};

const congruence: Operator = (g) => {
  const a = g.pick(undefined, undefined, (v) => !isScalar(v));
  return made(g, "congruence", { rows: a.cols, cols: a.cols }, a.size ** 2 * sizeOf(a.rows), [a, "ᵀ ", a], {
    symmetric: true,
  });
};

const transposed: Operator = (g) => {
  const a = g.pick();
  return made(g, "transpose", { rows: a.cols, cols: a.rows }, a.size, [a, "ᵀ"], a.symmetric ? { symmetric: true } : {});
};

const hadamard: Operator = (g) => {
  const a = g.pick();
  const b = g.pick(a.rows, a.cols);
  return made(g, "hadamard", a, a.size * b.size, [a, " ∘ ", b], both(a, b));
};

const quotient: Operator = (g) => {
  const a = g.pick();
  const b = g.positive(g.pick(a.rows, a.cols));
  return made(g, "entrywise quotient", a, a.size * 60, [a, " ⊘ ", b]);
};

const entrywisePower: Operator = (g) => {
  const a = g.pick();
  const p = g.choices.of(["2", "3", "-1", "(1/2)", "(-1/2)", "1.7"]);
  const base = p === "2" || p === "3" ? a : g.positive(a);
  return made(g, "entrywise power", a, Math.max(60, base.size ** 3), [base, ".^", p]);
};

const powerWithExponent: Operator = (g) => {
  const a = g.positive(g.pick());
  const p = g.scalar();
  return made(g, "entrywise power of a variable exponent", a, 60, [a, ".^tanh(", p, ")"]);
};

const multiple: Operator = (g) => {
  const a = g.pick();
  if (g.choices.once(3)) {
    const number = g.choices.of(["-1e-3", "2.5E-2", "1e2", "3.0e0"]);
    return made(g, "number with an exponent", a, 100 * a.size, [number, " * ", a]);
  }
  if (g.choices.once(2)) return made(g, "multiple", a, 3 * a.size, ["-2.5", a]);
  const s = g.scalar();
  return made(g, "multiple", a, s.size * a.size, [s, " * ", a]);
};

const slice: Operator = (g) => {
  const a = g.pick(undefined, undefined, (v) => !isScalar(v));
  const range = (d: Dimension): { text: string; size: Dimension } => {
    if (d === ONE || g.choices.once(3)) return { text: ":", size: d };
    const first = 1 + g.choices.below(sizeOf(d));
    const last = first + g.choices.below(sizeOf(d) - first + 1);
    return { text: `${first}:${last}`, size: fixed(last - first + 1) };
  };
  const [r, c] = [range(a.rows), range(a.cols)];
  return made(g, "slice", { rows: r.size, cols: c.size }, a.size, [
    a,
    a.cols === ONE ? `[${r.text}]` : `[${r.text}, ${c.text}]`,
  ]);
};

const entry: Operator = (g) => {
  const a = g.pick(undefined, undefined, (v) => !isScalar(v));
  const index = (d: Dimension): string => String(1 + g.choices.below(sizeOf(d)));
  const part = g.choices.of(["entry", "row", "column"]);
  if (a.cols === ONE || part === "entry") {
    const at = a.cols === ONE ? `[${index(a.rows)}]` : `[${index(a.rows)}, ${index(a.cols)}]`;
    return made(g, "entry", scalar, a.size, [a, at]);
  }
  return part === "row"
    ? made(g, "row", { rows: ONE, cols: a.cols }, a.size, [a, `[${index(a.rows)}, :]`])
    : made(g, "column", { rows: a.rows, cols: ONE }, a.size, [a, `[:, ${index(a.cols)}]`]);
};

const beside: Operator = (g) => {
  const a = g.pick();
  const b = g.pick(a.rows);
  return made(g, "beside", { rows: a.rows, cols: add(a.cols, b.cols) }, Math.max(a.size, b.size), [
    "[",
    a,
    ", ",
    b,
    "]",
  ]);
};

const above: Operator = (g) => {
  const a = g.pick();
  const b = g.pick(undefined, a.cols);
  return made(g, "above", { rows: add(a.rows, b.rows), cols: a.cols }, Math.max(a.size, b.size), [
    "[",
    a,
    "; ",
    b,
    "]",
  ]);
};

const kronecker: Operator = (g) => {
  const [a, b] = [g.pick(), g.pick()];
  const shape = { rows: multiply(a.rows, b.rows), cols: multiply(a.cols, b.cols) };
  return made(g, "kronecker", shape, a.size * b.size, [a, " ⊗ ", b]);
};

const inner: Operator = (g) => {
  const a = g.pick();
  const b = g.pick(a.rows, a.cols);
  return made(g, "inner product", scalar, a.size * b.size * sizeOf(a.rows) * sizeOf(a.cols), ["(", a, ") : (", b, ")"]);
};

const inverse: Operator = (g) => {
  const a = g.adapted(g.square(), new Set(["invertible"]));
  return made(g, "inverse", a, 3, [a, g.choices.of(["⁻¹", "⁻ᵀ"])]);
};

const solve: Operator = (g) => {
  const a = g.adapted(g.square(), new Set(["invertible"]));
  if (g.choices.once(2)) {
    const b = g.pick(undefined, a.rows);
    return made(g, "solve", b, 3 * b.size, [b, " / ", a]);
  }
  const b = g.pick(a.rows);
  return made(g, "solve", b, 3 * b.size, [a, " \\ ", b]);
};

const power: Operator = (g) => {
  const p = g.choices.of(["²", "³", "^4", "^(-2)", "^(1/2)", "^(-1/2)", "^0.3"]);
  const whole = ["²", "³", "^4"].includes(p);
  const base = g.bounded(g.square(), 4);
  const a = whole ? base : p === "^(-2)" ? g.adapted(base, new Set(["invertible"])) : g.adapted(base, new Set(["spd"]));
  return made(g, "power", a, Math.min(1e6, a.size ** 3), [a, p], a.symmetric ? { symmetric: true } : {});
};

const matrixFunction: Operator = (g) => {
  const f = g.choices.of(["exp", "log", "sin", "cos", "sqrt"]);
  const base = g.text(g.square(), 1, [""]);
  const x = g.pick(base.rows, base.rows);
  const general = g.text(x, 1, ["(tanh.(", x, ")/2 + 5I)"], { invertible: true });
  const a = f === "log" || f === "sqrt" ? (g.choices.once(2) ? general : g.adapted(x, new Set(["spd"]))) : general;
  return made(g, `${f} of a matrix`, a, 200, [`${f}(`, a, ")"]);
};

const norms: Operator = (g) => {
  const a = g.generic(g.pick(undefined, undefined, (v) => !isScalar(v)));
  const form = g.choices.of(["‖ ‖", "‖ ‖²", "‖ ‖_*", "‖ ‖_2"]);
  const [left, right] = form.split(" ") as [string, string];
  const vector = a.cols === ONE && right === "‖_*";
  return made(g, "norm", scalar, 40, [left, a, vector ? "‖_1" : right]);
};

const lstsq: Operator = (g) => {
  const a = g.generic(g.pick(undefined, undefined, (v) => v.cols !== ONE && v.rows !== ONE));
  const b = g.pick(a.rows);
  return made(g, "least squares", { rows: a.cols, cols: b.cols }, 20 * b.size, ["lstsq(", a, ", ", b, ")"]);
};

const vec: Operator = (g) => {
  const a = g.pick(undefined, undefined, (v) => v.cols !== ONE);
  return made(g, "vec", { rows: multiply(a.rows, a.cols), cols: ONE }, a.size, ["vec(", a, ")"]);
};

const reshape: Operator = (g) => {
  // A size with a half in it, such as that of vech, cannot be written.
  const a = g.pick(
    undefined,
    undefined,
    (v) => v.cols !== ONE && v.rows !== ONE && !/\./.test(v.rows.key + v.cols.key),
  );
  if (/\./.test(a.rows.key + a.cols.key)) return undefined;
  return made(g, "reshape", { rows: a.cols, cols: a.rows }, a.size, [`reshape(`, a, `, ${a.cols.key}, ${a.rows.key})`]);
};

const structured: Operator = (g) => {
  const n = g.dimension();
  const kinds: readonly (readonly [string, Traits])[] = [
    ["symmetric", { symmetric: true }],
    ["spd", { symmetric: true, spd: true, invertible: true }],
    ["diagonal", { symmetric: true, diagonal: true }],
    ["diagonal positive", { symmetric: true, diagonal: true, spd: true, invertible: true }],
    ["lower", {}],
    ["upper", {}],
    ["skew", {}],
    ["orthogonal", { invertible: true }],
    ["invertible", { invertible: true }],
    ["positive", { positive: true }],
    ["constant", {}],
    ["lower unit", { invertible: true }],
    ["symmetric positive", { symmetric: true, positive: true }],
  ];
  const [properties, traits] = g.choices.of(kinds);
  const generic = ["symmetric", "spd", "invertible", "positive", "constant"].includes(properties);
  g.fresh(n, n, properties, { ...traits, generic });
  return undefined;
};

const vector: Operator = (g) => {
  g.fresh(g.dimension(), ONE, g.choices.of(["", "positive", "nonnegative"]));
  return undefined;
};

const builder: Operator = (g) => {
  const a = g.pick(undefined, undefined, (v) => v.cols !== ONE);
  if (a.cols === ONE) return undefined;
  const b = g.pick(undefined, ONE, (v) => v.rows !== ONE);
  return g.choices.of([
    () =>
      made(g, "identity", a, a.size * 3, [a, " * (I + ", g.text({ rows: a.cols, cols: a.cols }, 1, ["𝟏 𝟏ᵀ"]), "/3)"]),
    () =>
      made(g, "diagonal matrix", { rows: b.rows, cols: b.rows }, b.size, ["diag(", b, ")"], {
        symmetric: true,
        diagonal: true,
      }),
    () => made(g, "size", a, a.size, [a, ` / ${a.rows === ONE ? "2" : a.rows.key.length === 1 ? a.rows.key : "3"}`]),
  ])();
};

export const operators: readonly Operator[] = [
  sum,
  product,
  transposed,
  hadamard,
  congruence,
  multiple,
  inverse,
  solve,
  power,
  matrixFunction,
  entrywisePower,
  powerWithExponent,
  quotient,
  slice,
  entry,
  beside,
  above,
  kronecker,
  inner,
  norms,
  lstsq,
  vec,
  reshape,
  structured,
  vector,
  builder,
];
