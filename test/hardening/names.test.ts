/**
 * Names of a program are never taken for anything else: not for a property of an object, a word of a language, a name
 * of the engine, a path, or markup. Each name is used in every role, through every way to numbers.
 */
import katex from "katex";
import { describe, expect, test } from "vitest";
import { evaluateAt } from "../../src/plan/evaluate.js";
import { kernels } from "../../codegen/runtime/composed.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import { check, derive, emit, MatrixBackpropError, type Result } from "../../src/index.js";
import { functionWords, loadCatalogue } from "../../src/expression/catalogue/load.js";
import { isOnlyHead } from "../../src/language/parse/tree.js";
import { canonicalName } from "../../grammar/names.js";
import { loadKernel, typeErrors, type Values } from "./kernels.js";

/** Functions of the language, which no program can declare. */
const functions = new Set(functionWords(loadCatalogue()).filter((word) => !isOnlyHead(word)));

const NAMES = [
  // what every object has
  ...["__proto__", "constructor", "prototype", "hasOwnProperty", "toString", "valueOf", "then", "length", "name"],
  ...["__defineGetter__", "isPrototypeOf", "toJSON", "get", "set", "caller", "callee"],
  // words of TypeScript
  ...[
    "class",
    "await",
    "yield",
    "let",
    "enum",
    "arguments",
    "eval",
    "var",
    "with",
    "new",
    "static",
    "async",
    "of",
    "as",
  ],
  ...["package", "interface", "undefined", "null", "NaN", "Infinity", "typeof", "void", "this", "super", "default"],
  // words of Python and Octave, and modules that kernels import
  ...[
    "np",
    "torch",
    "self",
    "None",
    "def",
    "lambda",
    "pass",
    "global",
    "coding",
    "end",
    "function",
    "endfunction",
    "__init__",
  ],
  // names of the engine
  ...["t0", "la", "linalg", "scope", "kept", "saved", "inputs", "outputs", "cotangents", "gradients", "sizes", "Scope"],
  ...[
    "Block",
    "Matrix",
    "requireShape",
    "scalarFunction",
    "forward",
    "backward",
    "TransposeA",
    "Upper",
    "M",
    "M2",
    "s",
  ],
  ...Object.keys(kernels).filter((k) => !functions.has(k)),
  // words of the language where a program does not declare them
  ...["if", "for", "otherwise", "and", "cases", "prod", "power", "product", "row", "range", "all", "entry", "total"],
  // names that look like others
  ...["dX", "Xbar", "dY", "e", "i", "E", "G", "t", "x1", "X_1", "Math", "Object"],
];

const matrix = (rows: number, cols: number, from: number): Matrix => ({
  rows,
  cols,
  data: Float64Array.from({ length: rows * cols }, (_, k) => Math.sin(from + k)),
});

const record = <T>(key: string, value: T): Record<string, T> => Object.fromEntries([[key, value]]);

/** The same program with the name in each role, and with a plain name in its place. */
const ROLES: Readonly<
  Record<string, (name: string) => { source: string; declare: Record<string, string>; input: string }>
> = {
  input: (n) => ({ source: `${n}' ${n} ${n}'`, declare: record(n, "m×n"), input: n }),
  definition: (n) => ({ source: `${n} = W' W; 2 ${n} ${n}`, declare: { W: "m×n" }, input: "W" }),
  output: (n) => ({ source: `${n} = W' W W'; return ${n}`, declare: { W: "m×n" }, input: "W" }),
  dimension: (n) => ({ source: `W' W/${n}`, declare: { W: `${n}×k` }, input: "W" }),
  function: (n) => ({ source: `${n}(u) = u^2 + sin(u); ${n}.(W)`, declare: { W: "m×n" }, input: "W" }),
};

const derived = (role: string, name: string): Result => {
  const { source, declare } = ROLES[role]!(name);
  return derive(source, { declare });
};

/** Outputs and gradients by the layer that is compiled in memory. */
function byLayer(result: Result, input: string, cotangent: Matrix): number[] {
  const layer = result.compile();
  const { outputs, saved } = layer.forward(record(input, matrix(3, 2, 1)));
  const [output] = Object.keys(outputs);
  const gradients = layer.backward(saved, record(output!, cotangent));
  expect(Object.keys(gradients).map(canonicalName)).toEqual([canonicalName(input)]);
  return [...entries(outputs), ...entries(gradients)];
}

const entries = (values: Values): number[] =>
  Object.values(values).flatMap((v) => (typeof v === "number" ? [v] : [...v.data]));

const flat = (value: unknown): number[] => (Array.isArray(value) ? value.flatMap(flat) : [value as number]);

describe.each(Object.keys(ROLES))("as a name of %s", (role) => {
  const plain = ROLES[role]!("Q");
  const reference = derive(plain.source, { declare: plain.declare });
  const outputRows = reference.compile().forward(record(plain.input, matrix(3, 2, 1))).outputs;
  const [shape] = Object.values(outputRows) as [Matrix];
  const cotangent = matrix(shape.rows, shape.cols, 7);
  const expected = byLayer(reference, plain.input, cotangent);
  const modules = new Map<string, string>();

  test.each(NAMES)("%s computes the same numbers in the layer, by --at, and in the kernel", (name) => {
    const result = derived(role, name);
    const { input } = ROLES[role]!(name);
    expect(byLayer(result, input, cotangent)).toEqual(expected);

    const [output] = result.derivation.outputs;
    const point = JSON.parse(
      `{"inputs": {${JSON.stringify(input)}: [[1,2],[3,4],[5,7]]}, "cotangents": {${JSON.stringify(output!.name)}: ${JSON.stringify(
        Array.from({ length: shape.rows }, () => Array.from({ length: shape.cols }, () => 1)),
      )}}}`,
    ) as object;
    const answer = evaluateAt(result.derivation, point, "adjoint");
    expect(Object.keys(JSON.parse(JSON.stringify(answer.gradients)) as object)).toEqual([
      result.derivation.gradients[0]!.input.spelling,
    ]);
    expect(flat(Object.values(answer.gradients!)).every(Number.isFinite)).toBe(true);

    const source = emit(result, "ts");
    modules.set(`kernel${modules.size}`, source);
    const kernel = loadKernel(source);
    const { outputs, saved } = kernel.forward(record(result.derivation.program.inputs[0]!.spelling, matrix(3, 2, 1)));
    const gradients = kernel.backward(saved, record(output!.spelling, cotangent));
    expect([...entries(outputs), ...entries(gradients)]).toEqual(expected);
  });

  test("every kernel type-checks under strict", { timeout: 120_000 }, () => {
    expect(modules.size).toBe(NAMES.length);
    expect(typeErrors(modules)).toEqual([]);
  });
});

test.each(NAMES)("%s in the reports: formulas parse again, LaTeX is valid, JSON keeps the name", (name) => {
  const declare = { ...record(name, "n×n"), W: "n×n" };
  const result = derive(`${name}' W + W ${name}`, { declare });
  const { spelling } = result.derivation.program.inputs[0]!;
  const gradient = result.gradients[spelling]!;
  const claim = derive(gradient.text, { declare: { ...declare, Ybar: "n×n" } });
  expect(claim.derivation.outputs).toHaveLength(1);
  for (const block of emit(result, "latex").matchAll(/\\\[\n([^]*?)\n\\\]/g)) {
    expect(() =>
      katex.renderToString(block[1]!, { strict: "error", displayMode: true, throwOnError: true }),
    ).not.toThrow();
  }
  const json = JSON.parse(emit(result, "json")) as { inputs: { name: string }[] };
  expect(json.inputs.map((i) => i.name)).toEqual([spelling, "W"]);
});

test.each(["__proto__", "constructor", "toString", "m"])(
  "%s as a dimension whose size the check is given",
  async (name) => {
    const result = derive("W' W", { declare: { W: `${name}×k` } });
    const report = await check(result, { sizes: record(name, 5) });
    expect(report.verdict).toBe("passed");
    expect(Object.entries(report.sizes)).toContainEqual([name, 5]);
  },
);

test.each(["constructor", "toString", "__proto__"])(
  "the size of %s is never taken from an object's prototype",
  async (name) => {
    const report = await check(derive("W' W", { declare: { W: `${name}×k` } }));
    expect(report.verdict).toBe("passed");
  },
);

/** Texts that would end a comment, a string, a path or markup if they were let through. */
const HOSTILE = [
  ...[
    "a*/b",
    "a`b",
    'a"b',
    "a'b;",
    "a\nb",
    "a\u2028b",
    "../a",
    "a/b",
    "a\\b",
    "a\0b",
    "${a}",
    "a;b",
    "<script>",
    "a b",
  ],
  ...[
    "\\input{a}",
    "a}b",
    "a{b",
    "a%b",
    "a&b",
    "a$b",
    "-a",
    "1a",
    "",
    " ",
    "a".repeat(65),
    "\u202ea",
    "a\u200bb",
    "__",
  ],
];

test.each(HOSTILE)("%j is no name", (name) => {
  expect(() => derive("W", { declare: { ...record(name, "n×n"), W: "n×n" } })).toThrow(MatrixBackpropError);
});
