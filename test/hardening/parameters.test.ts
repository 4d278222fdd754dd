/** What kernels refuse, emitted and in memory: the same mistakes with the same errors as `--at`. */
import { describe, expect, test } from "vitest";
import { evaluateAt } from "../../src/plan/evaluate.js";
import { DataError } from "../../codegen/runtime/errors.js";
import type { Batch } from "../../codegen/runtime/index.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import { check, derive, emit, type Result } from "../../src/index.js";
import { loadKernel } from "./kernels.js";

/** A kernel or a layer, called as from JavaScript. */
interface Callable {
  forward(inputs?: unknown, sizes?: unknown): { outputs: Record<string, Matrix | number>; saved: unknown };
  backward(saved: unknown, cotangents?: unknown): Record<string, Matrix | Batch | number>;
}

const both = (result: Result): readonly (readonly [string, Callable])[] => [
  ["an emitted kernel", loadKernel(emit(result, "ts")) as unknown as Callable],
  ["a layer", result.compile() as unknown as Callable],
];

const m = (rows: number, cols: number, ...entries: number[]): Matrix => ({
  rows,
  cols,
  data: Float64Array.from(entries),
});
const twice = ({ rows, cols, data }: Matrix): Batch => ({
  batch: 2,
  rows,
  cols,
  data: Float64Array.from([...data, ...data]),
});

/** `code: message` of the error that a call throws. */
function thrown(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof Error && "code" in error) return `${String(error.code)}: ${error.message}`;
    throw error;
  }
  return "nothing";
}

const X = m(2, 2, 1, 2, 3, 4);
const S = m(2, 2, 1, 0, 0, 1);
const program = derive("X: m×n\nλ: scalar positive\nS: n×n symmetric\nlog(XᵀX + λI) S");

/** The same values as JSON has them. */
const rowsOf = (value: unknown): unknown => {
  if (typeof value !== "object" || value === null || !("data" in value)) return value;
  const { rows, cols, data } = value as Matrix;
  return Array.from({ length: rows }, (_, i) => [...data.subarray(i * cols, (i + 1) * cols)]);
};

const MISTAKES: readonly (readonly [string, Record<string, unknown>, string])[] = [
  ["a missing number", { X, S }, "data/missing: inputs: λ is missing"],
  ["several missing values", { S }, "data/missing: inputs: X, λ is missing"],
  ["both spellings at once", { X, S, λ: 1, lambda: 1 }, "data/twice: inputs: lambda is given twice"],
  ["a name too many", { X, S, λ: 1, Q: S }, "data/unknown-name: inputs: there is no Q; the names are X, λ, S"],
  ["another shape", { X: m(2, 3, 1, 2, 3, 4, 5, 6), S, λ: 1 }, "data/shape: S is 2×2, expected 3×3 (n = 3 by X)"],
  ["a matrix for a number", { X, S, λ: m(2, 1, 1, 1) }, "data/shape: λ is 2×1, expected a number"],
  ["another structure", { X, S: X, λ: 1 }, "data/structure: inputs.S is not symmetric, as it is declared"],
  ["a number out of its range", { X, S, λ: -1 }, "data/structure: inputs.λ is not positive, as it is declared"],
  ["a number that is not one", { X, S, λ: NaN }, "data/not-finite: inputs.λ is not finite"],
];

describe.each(both(program))("%s", (_, layer) => {
  test.each(MISTAKES)("refuses %s in the words of --at", (__, inputs, message) => {
    expect(thrown(() => layer.forward(inputs))).toBe(message);
    const json = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, rowsOf(value)]));
    const at = thrown(() => evaluateAt(program.derivation, { inputs: json, cotangents: { Y: rowsOf(S) } }, "adjoint"));
    expect(at).toBe(message);
  });

  test.each([
    ["nothing", undefined, /^data\/not-a-record/],
    ["an array of values", [X, 1, S], /^data\/not-a-record/],
    ["nested arrays", { X: [[1, 2], [3, 4]], S, λ: 1 }, /^data\/not-a-matrix: inputs\.X is an array/], // prettier-ignore
    ["an entry that is infinite", { X: m(2, 2, 1, 2, 3, Infinity), S, λ: 1 }, /^data\/not-finite: inputs\.X has an/],
    ["too few entries", { X: m(2, 2, 1, 2, 3), S, λ: 1 }, /^data\/shape: inputs\.X has 3 entries, not 2×2/],
    ["batches of different lengths", { X: twice(X), S: { ...S, batch: 1 }, λ: 1 }, /^data\/shape: S has a batch of 1/],
    ["a batch that lacks a value", { X: twice(X), S }, /^data\/missing: inputs: λ is missing/],
    ["a batched number of the wrong shape", { X: twice(X), S, λ: twice(m(2, 1, 1, 1)) }, /^data\/shape: λ is 2×1/],
    ["a bad element", { X: twice(X), S, λ: { ...m(1, 1, 1, -1), batch: 2 } }, /^data\/structure: element 2 of the batch: inputs\.λ/], // prettier-ignore
  ])("refuses %s", (__, inputs, message) => {
    expect(thrown(() => layer.forward(inputs))).toMatch(message);
  });

  test("takes names in both spellings, and numbers as 1×1 matrices", () => {
    const expected = layer.forward({ X, S, λ: 1 }).outputs;
    expect(layer.forward({ X, S, lambda: 1 }).outputs).toEqual(expected);
    expect(layer.forward({ X, S, λ: m(1, 1, 1) }).outputs).toEqual(expected);
  });

  test("refuses cotangents as it refuses inputs, with the element's number", () => {
    const { saved } = layer.forward({ X: twice(X), S, λ: 1 });
    const Y = { ...m(2, 2, 1, 1, 1, 1, 1, NaN, 1, 1), batch: 2 };
    expect(thrown(() => layer.backward(saved, { Y }))).toMatch(/^data\/not-finite: element 2 of the batch: cot/);
    expect(thrown(() => layer.backward(saved, {}))).toBe("data/missing: cotangents: Y is missing");
    expect(thrown(() => layer.backward(layer.forward({ X, S, λ: 1 }).saved, { Y: m(1, 2, 1, 1) }))).toBe(
      "data/shape: Y is 1×2, expected 2×2",
    );
    for (const other of [undefined, null, {}, { elements: [] }]) {
      expect(thrown(() => layer.backward(other, { Y: S }))).toMatch(/^(Usage|data\/saved): /);
    }
  });
});

const WORDS =
  "elements batched rows cols data batch constructor prototype __proto__ __defineGetter__ toString valueOf hasOwnProperty " +
  "lambda class new arguments await null memory given inputs saved prepared INPUTS Parameters finite";

describe("names", () => {
  test.each(WORDS.split(" "))("an input called %s is one like others, in batches too", (name) => {
    const result = derive(`${name}: n×n\ntr(${name} ${name}ᵀ)`);
    const record = (value: unknown): object =>
      Object.defineProperty({}, name, { value, enumerable: true, configurable: true, writable: true });
    for (const [, layer] of both(result)) {
      expect(thrown(() => layer.forward({}))).toBe(`data/missing: inputs: ${name} is missing`);
      const { outputs, saved } = layer.forward(record(X));
      expect(Object.values(outputs)).toEqual([30]);
      const gradients = layer.backward(saved, {});
      expect(Object.keys(gradients)).toEqual([name]);
      expect([...(Object.values(gradients)[0] as Matrix).data]).toEqual([2, 4, 6, 8]);
      const batch = layer.forward(record(twice(X)));
      expect([...(Object.values(layer.backward(batch.saved, {}))[0] as Batch).data]).toEqual([2, 4, 6, 8, 2, 4, 6, 8]);
    }
  });
});

describe("sizes that no input has", () => {
  const result = derive("X: m×n\nU, Σ, V = svd(X, k)\ntr(Σ)");
  test.each(both(result))("%s asks for them and tests them", (_, layer) => {
    expect(thrown(() => layer.forward({ X }))).toMatch(/^data\/size: the size k does not follow from the values/);
    expect(thrown(() => layer.forward({ X }, { k: 1.5 }))).toBe(
      "data/size: the size k is 1.5; it must be an integer of 1 or more",
    );
    expect(thrown(() => layer.forward({ X }, { k: 3 }))).toMatch(/^data\/size: .*k; here that is 2 ≥ 3$/);
    expect(layer.forward({ X }, { k: 1 }).outputs["Y"]).toBeCloseTo(5.464985704219043, 12);
  });
  test("a size that is a multiple of a side is found", () => {
    const [[, kernel]] = both(derive("X: 2m×n\ny: m\nX[1:m, :]ᵀ y")) as [readonly [string, Callable]];
    expect([...(kernel.forward({ X: m(2, 1, 3, 4), y: m(1, 1, 2) }).outputs["Y"] as Matrix).data]).toEqual([6]);
    expect(thrown(() => kernel.forward({ X: m(3, 1, 3, 4, 5), y: m(2, 1, 1, 2) }))).toMatch(/^data\/shape: X is 3×1/);
  });
});

const BEYOND: readonly (readonly [string, string])[] = [
  ["X: m×n\nX[1, 3]", "X"],
  ["X: m×n\nX[3, 1]", "X"],
  ["X: m×n\nsum(X[2:4, 1])", "X"],
  ["X: m×n\nsum(X[:, 1:3])", "X"],
  ["x: n\nx[5]", "x"],
  ["X: m×n\nU, Σ, V = svd(X, 3)\ntr(Σ)", "X"],
  ["S: n×n symmetric\nU, Λ = eig(S, 3)\ntr(Λ)", "S"],
  ["S: n×n symmetric\nU, Λ = eig(S)\ntr(U[:, 2:4] U[:, 2:4]ᵀ)", "S"],
];

describe("places beyond a matrix", () => {
  test.each(BEYOND)("%s is refused by name everywhere", (source, name) => {
    const result = derive(source);
    const value = name === "x" ? m(2, 1, 1, 2) : m(2, 2, 1, 2, 2, 5);
    for (const [, layer] of both(result)) expect(thrown(() => layer.forward({ [name]: value }))).toMatch(/^data\/size: .* needs /); // prettier-ignore
    const inputs = { [name]: name === "x" ? [1, 2] : rowsOf(value) };
    expect(thrown(() => evaluateAt(result.derivation, { inputs }, "adjoint"))).toMatch(/^data\/size: .* needs /);
  });
});

describe("the test of structure", () => {
  const result = derive("S: n×n symmetric\nX: n×n\nsum(S) + tr(X)");
  test("is off where the caller says so, and only there", () => {
    const inputs = { S: X, X };
    for (const [, layer] of both(result)) expect(thrown(() => layer.forward(inputs))).toMatch(/^data\/structure/);
    expect(loadKernel(emit(result, "ts", { testStructure: false })).forward(inputs).outputs["Y"]).toBe(15);
    expect(result.compile({ testStructure: false }).forward(inputs).outputs["Y"]).toBe(15);
  });

  test.each([
    ["skew", m(2, 2, 0, 1, 1, 0)],
    ["diagonal", m(2, 2, 1, 1, 0, 1)],
    ["lower", m(2, 2, 1, 1, 0, 1)],
    ["upper", m(2, 2, 1, 0, 1, 1)],
    ["spd", m(2, 2, 1, 2, 2, 1)],
    ["psd", m(2, 2, -1, 0, 0, 1)],
    ["orthogonal", m(2, 2, 1, 0, 0, 2)],
    ["projector", m(2, 2, 1, 0, 0, 0.5)],
    ["nonnegative", m(2, 2, 1, -1, 0, 1)],
    ["positive", m(2, 2, 1, 0, 1, 1)],
    ["rowstochastic", m(2, 2, 0.5, 0.5, 0.5, 0.6)],
  ])("sees that a matrix is not %s", (property, value) => {
    for (const [, layer] of both(derive(`A: n×n ${property}\nsum(A)`)))
      expect(thrown(() => layer.forward({ A: value }))).toBe(
        `data/structure: inputs.A is not ${property}, as it is declared`,
      );
  });

  test("does not depend on the size of the entries", () => {
    for (const scale of [1e-160, 1, 1e160]) {
      const A = m(2, 2, 2 * scale, scale, scale, 3 * scale);
      for (const [, layer] of both(derive("A: n×n spd\ntr(A)"))) {
        expect(layer.forward({ A }).outputs["Y"]).toBe(5 * scale);
        expect(thrown(() => layer.forward({ A: m(2, 2, 2 * scale, scale, 0, 3 * scale) }))).toMatch(/not spd/);
      }
    }
  });
});

describe("arguments of the library", () => {
  const result = derive("x: n\nsum(x)");
  const any = (value: unknown): never => value as never;
  test.each([
    ["an unknown kind", () => emit(result, any("py")), "the kind is py"],
    ["an unknown option", () => emit(result, "ts", any({ bogus: 1 })), "there is no bogus"],
    ["an unknown form", () => emit(result, "ts", any({ form: "sideways" })), "form is sideways"],
    ["an unknown setting", () => derive("x: n\nsum(x)", any({ foo: 1 })), "there is no foo"],
    ["an unknown dialect", () => derive("x: n\nsum(x)", any({ syntax: "q" })), "syntax is q"],
    ["an unknown option of compile", () => result.compile(any({ fast: true })), "there is no fast"],
  ])("refuse %s", (_, call, message) => {
    expect(thrown(call)).toContain(`api/argument: `);
    expect(thrown(call)).toContain(message);
  });

  test.each([
    { seed: NaN },
    { seed: 1.5 },
    { sizes: { n: 0 } },
    { sizes: { n: 2.5 } },
    { sizes: { q: 2 } },
    { trials: 0 },
    { x: 1 },
  ])(
    // prettier-ignore
    "refuse %j in a check",
    async (options) => {
      await expect(check(result, any(options))).rejects.toBeInstanceOf(DataError);
    },
  );
});
