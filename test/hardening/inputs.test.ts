/** Wrong numbers and wrong calls: each is a named error that says what is wrong, none is computed with. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { DataError, derive, MatrixBackpropError, parse } from "../../src/index.js";
import { run } from "../command/run.js";

const folder = mkdtempSync(join(tmpdir(), "inputs-"));
afterAll(() => rmSync(folder, { recursive: true }));

const good = '{"inputs": {"X": [[1, 2, 3], [4, 5, 6]], "a": 2}}';

/** A program with one input in each form; the file of `--at`; a part of the message. */
const PROGRAM = ["-v", "X: m×n", "-v", "a: scalar", "a tr(XᵀX)"];
const FILES: readonly (readonly [what: string, json: string, message: RegExp])[] = [
  ["an empty file", "", /not JSON/],
  ["blanks", " \n\t", /not JSON/],
  ["no JSON", "X = 1", /not JSON/],
  ["JSON that is cut off", good.slice(0, -3), /not JSON/],
  ["a comma too many", '{"inputs": {"a": 2,}}', /not JSON/],
  ["a comment", `${good} // one`, /not JSON/],
  ["NaN", '{"inputs": {"X": [[NaN]], "a": 2}}', /not JSON/],
  ["Infinity", '{"inputs": {"X": [[Infinity]], "a": 2}}', /not JSON/],
  ["a control character", '{"inputs": \u001b[2J}', /not JSON/],
  ["deep nesting", "[".repeat(100_000), /not JSON/],
  ["a list", "[1, 2]", /must hold an object/],
  ["a number", "3", /must hold an object/],
  ["null", "null", /must hold an object/],
  ["a string", '"X"', /must hold an object/],
  ["no inputs", "{}", /X, a is missing/],
  ["inputs that are null", '{"inputs": null}', /X, a is missing/],
  ["inputs that are a list", '{"inputs": [1]}', /inputs must be an object/],
  ["inputs that are a number", '{"inputs": 4}', /inputs must be an object/],
  ["a misspelt part", '{"input": {"a": 2}}', /input is not one of inputs, cotangents, tangents/],
  ["a part of nobody", `${good.slice(0, -1)}, "__proto__": {}}`, /__proto__ is not one of/],
  ["a missing input", '{"inputs": {"a": 2}}', /X is missing/],
  ["an input too many", '{"inputs": {"X": [[1]], "a": 2, "B": 3}}', /there is no B; the names are X, a/],
  ["a name of every object", '{"inputs": {"X": [[1]], "a": 2, "constructor": 3}}', /there is no constructor/],
  ["__proto__", '{"inputs": {"__proto__": [[1]], "a": 2}}', /there is no __proto__/],
  ["a name twice", '{"inputs": {"X": [[1]], "a": 2, "a": 3}}', /a is given twice/],
  ["a name twice, escaped", '{"inputs": {"X": [[1]], "a": 2, "\\u0061": 3}}', /a is given twice/],
  ["a part twice", '{"inputs": {"a": 2}, "inputs": {"X": [[1]], "a": 2}}', /inputs is given twice/],
  ["ragged rows", '{"inputs": {"X": [[1, 2], [3]], "a": 2}}', /X: row 2 has not 2 entries/],
  ["a row that is no list", '{"inputs": {"X": [[1, 2], 3], "a": 2}}', /X: row 2/],
  ["a list for a matrix", '{"inputs": {"X": [[[1]]], "a": 2}}', /X\[0\]\[0\] is not a number/],
  ["rows after numbers", '{"inputs": {"X": [1, [2]], "a": 2}}', /X\[1\] is not a number/],
  ["no rows", '{"inputs": {"X": [], "a": 2}}', /X is empty/],
  ["empty rows", '{"inputs": {"X": [[], []], "a": 2}}', /X has empty rows/],
  ["a string in a matrix", '{"inputs": {"X": [["1"]], "a": 2}}', /X\[0\]\[0\] is not a number/],
  ["null in a matrix", '{"inputs": {"X": [[null]], "a": 2}}', /X\[0\]\[0\] is not a number/],
  ["true for a scalar", '{"inputs": {"X": [[1]], "a": true}}', /a is not a number/],
  ["an object for a matrix", '{"inputs": {"X": {"rows": 1}, "a": 2}}', /X is not a number/],
  ["an overflowing number", '{"inputs": {"X": [[1e999]], "a": 2}}', /X\[0\]\[0\] is not finite/],
  ["a matrix for a scalar", '{"inputs": {"X": [[1]], "a": [[1, 2]]}}', /a is 1×2, expected a number/],
  ["a cotangent of nobody", `${good.slice(0, -1)}, "cotangents": {"Z": 1}}`, /there is no Z/],
  ["a mis-shaped cotangent", `${good.slice(0, -1)}, "cotangents": {"Y": [[1, 2]]}}`, /Y is 1×2, expected a number/],
  ["a null cotangent", `${good.slice(0, -1)}, "cotangents": {"Y": null}}`, /Y is not a number/],
];

async function evaluate(json: string, ...program: readonly string[]) {
  const file = join(folder, "point.json");
  writeFileSync(file, json);
  return run(...program, "--at", file);
}

describe("--at", () => {
  test.each(FILES)("refuses %s", async (_, json, message) => {
    const { status, stdout, stderr } = await evaluate(json, ...PROGRAM);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    expect(stderr.length).toBeLessThan(1_000);
    expect([status, stdout]).toEqual([2, ""]);
  });

  test.each([
    ["a byte order mark", `\uFEFF${good}`],
    ["negative zero and integers beyond 2⁵³", '{"inputs": {"X": [[-0.0, 9007199254740993]], "a": -0}}'],
    ["a scalar as a 1×1 matrix", '{"inputs": {"X": [[1]], "a": [[2]]}}'],
    ["another order", '{"cotangents": {"Y": 1}, "inputs": {"a": 2, "X": [[1]]}}'],
  ])("accepts %s", async (_, json) => {
    expect(await evaluate(json, ...PROGRAM)).toMatchObject({ status: 0, stderr: "" });
  });

  test.each([
    [
      "symmetric",
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      "skew",
      [
        [1, 2],
        [-2, 0],
      ],
    ],
    [
      "spd",
      [
        [1, 2],
        [2, 1],
      ],
    ],
    [
      "psd",
      [
        [-1, 0],
        [0, 1],
      ],
    ],
    [
      "diagonal",
      [
        [1, 1],
        [0, 1],
      ],
    ],
    [
      "lower",
      [
        [1, 1],
        [0, 1],
      ],
    ],
    [
      "upper",
      [
        [1, 0],
        [1, 1],
      ],
    ],
    [
      "lower unit",
      [
        [2, 0],
        [1, 1],
      ],
    ],
    [
      "orthogonal",
      [
        [1, 1],
        [0, 1],
      ],
    ],
    [
      "projector",
      [
        [2, 0],
        [0, 1],
      ],
    ],
    [
      "positive",
      [
        [1, 0],
        [1, 1],
      ],
    ],
    [
      "nonnegative",
      [
        [1, -1],
        [1, 1],
      ],
    ],
    [
      "rowstochastic",
      [
        [1, 1],
        [0, 1],
      ],
    ],
    [
      "invertible",
      [
        [1, 2],
        [2, 4],
      ],
    ],
  ])("refuses a matrix that is not %s though it is declared so", async (property, S) => {
    const point = JSON.stringify({ inputs: { S } });
    const { status, stdout, stderr } = await evaluate(point, "-v", `S: n×n ${property}`, "tr(S S)");
    expect(stderr).toMatch(/^error: inputs\.S is not \w+, as it is declared\n$/);
    expect([status, stdout]).toEqual([2, ""]);
  });

  test("refuses a matrix that is not symmetric where the program takes that for granted", async () => {
    const { status, stderr } = await evaluate('{"inputs": {"A": [[1, 2], [3, 9]]}}', "sum(eigvals(A))");
    expect([status, stderr]).toEqual([
      2,
      "note: A is taken to be symmetric, and its gradient with it; declare `A: n×n` for a general matrix\nerror: inputs.A is not symmetric, as the program takes for granted\n",
    ]);
  });

  test("refuses sizes that contradict each other, and names both", async () => {
    const json = '{"inputs": {"A": [[1, 2]], "B": [[1, 2]]}, "cotangents": {"Y": [[1, 2]]}}';
    const { status, stderr } = await evaluate(json, "-v", "A: m×k", "-v", "B: k×n", "A B");
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: B is 1×2, expected 2×2 \(k = 2 by A\)\n$/);
  });
});

const matrix = (rows: number, cols: number, data = new Float64Array(rows * cols).fill(1)) => ({ rows, cols, data });
const layer = derive("A B", { declare: { A: "m×k", B: "k×n" } }).compile();
const point = { A: matrix(2, 3), B: matrix(3, 2) };
const { saved } = layer.forward(point);
const other = derive("A B", { declare: { A: "m×k", B: "k×n" } }).compile();
const any = (value: unknown): never => value as never;

/** Calls that TypeScript would refuse, or cannot know to be wrong, with the code of the error. */
const CALLS: readonly (readonly [what: string, code: string, call: () => unknown])[] = [
  ["derive without a program", "api/argument", () => derive(any(undefined))],
  ["derive of null", "api/argument", () => derive(any(null))],
  ["derive of a number", "api/argument", () => derive(any(3))],
  ["derive of an object", "api/argument", () => derive(any({ toString: () => "X" }))],
  ["settings that are null", "api/argument", () => derive("X", any(null))],
  ["settings that are a string", "api/argument", () => derive("X", any("X: n×n"))],
  ["declare as a string", "api/argument", () => derive("X", { declare: any("X: n×n") })],
  ["limits as a number", "api/argument", () => derive("X", { limits: any(3) })],
  ["a limit that is not one", "api/argument", () => derive("X", { limits: any({ constructor: 3 }) })],
  ["a limit below 1", "api/argument", () => derive("X", { limits: { characters: 0 } })],
  ["a limit that is not a number", "api/argument", () => derive("X", { limits: any({ depth: "1" }) })],
  ["a program beyond a limit of its own", "limit/characters", () => derive("A B C", { limits: { characters: 3 } })],
  ["declare as a list", "api/argument", () => derive("X", { declare: any(["X: n×n"]) })],
  ["a declaration that is a number", "api/argument", () => derive("X", { declare: any({ X: 3 }) })],
  ["a declaration that is null", "api/argument", () => derive("X", { declare: any({ X: null }) })],
  ["wrt as a string", "api/argument", () => derive("X", { wrt: any("X") })],
  ["wrt with a number", "api/argument", () => derive("X", { wrt: any([1]) })],
  ["wrt with an unknown name", "option/unknown-input", () => derive("X", { wrt: ["Z"] })],
  ["wrt with a name of every object", "option/unknown-input", () => derive("X", { wrt: ["constructor"] })],
  ["an empty program", "syntax/empty", () => parse("")],
  ["an empty declaration", "syntax/declaration", () => derive("X", { declare: { X: "" } })],
  ["forward without inputs", "data/not-a-record", () => layer.forward(any(undefined))],
  ["forward of a list", "data/not-a-record", () => layer.forward(any([]))],
  ["a missing input", "data/missing", () => layer.forward({ A: point.A })],
  ["an input too many", "data/unknown-name", () => layer.forward({ ...point, C: 1 })],
  ["an input that is null", "data/not-a-matrix", () => layer.forward({ ...point, A: any(null) })],
  ["an input that is a list of rows", "data/not-a-matrix", () => layer.forward({ ...point, A: any([[1]]) })],
  [
    "data that is an array",
    "data/not-a-matrix",
    () => layer.forward({ ...point, A: any({ rows: 1, cols: 1, data: [1] }) }),
  ],
  [
    "rows that are not an integer",
    "data/not-a-matrix",
    () => layer.forward({ ...point, A: { ...point.A, rows: 1.5 } }),
  ],
  ["rows that are negative", "data/shape", () => layer.forward({ ...point, A: { ...point.A, rows: -2, cols: -3 } })],
  ["no rows", "data/shape", () => layer.forward({ ...point, A: matrix(0, 3) })],
  ["too few entries", "data/shape", () => layer.forward({ ...point, A: { ...point.A, rows: 3 } })],
  ["sizes that do not fit", "data/shape", () => layer.forward({ ...point, B: matrix(2, 2) })],
  ["a number for a matrix", "data/shape", () => layer.forward({ ...point, B: 1 })],
  ["NaN", "data/not-finite", () => layer.forward({ ...point, A: matrix(2, 3, Float64Array.of(1, 2, NaN, 4, 5, 6)) })],
  [
    "an infinite entry",
    "data/not-finite",
    () => layer.forward({ ...point, A: matrix(2, 3, new Float64Array(6).fill(Infinity)) }),
  ],
  ["backward of nothing", "data/saved", () => layer.backward(any(undefined), { Y: matrix(2, 2) })],
  ["backward of a number", "data/saved", () => layer.backward(any(3), { Y: matrix(2, 2) })],
  ["backward of an object of one's own", "data/saved", () => layer.backward({}, { Y: matrix(2, 2) })],
  ["backward of what another layer saved", "data/saved", () => other.backward(saved, { Y: matrix(2, 2) })],
  ["backward without a cotangent", "data/missing", () => layer.backward(saved)],
  ["backward with a null cotangent", "data/not-a-matrix", () => layer.backward(saved, { Y: any(null) })],
  ["backward with another name", "data/unknown-name", () => layer.backward(saved, { Z: matrix(2, 2) })],
  ["a mis-shaped cotangent", "data/shape", () => layer.backward(saved, { Y: matrix(3, 2) })],
  [
    "a cotangent that is NaN",
    "data/not-finite",
    () => layer.backward(saved, { Y: matrix(2, 2, new Float64Array(4).fill(NaN)) }),
  ],
  ["variation without tangents", "data/not-a-record", () => layer.variation(saved, any(undefined))],
  ["variation without one tangent", "data/missing", () => layer.variation(saved, { A: point.A })],
  ["a mis-shaped tangent", "data/shape", () => layer.variation(saved, { ...point, A: matrix(3, 2) })],
  ["variation of what another layer saved", "data/saved", () => other.variation(saved, point)],
];

describe("the library", () => {
  test.each(CALLS)("refuses %s (%s)", (_, code, call) => {
    let thrown: unknown;
    try {
      call();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(MatrixBackpropError);
    expect(thrown).toMatchObject({ code });
    expect((thrown as Error).message).not.toMatch(/undefined|\[object/);
    if (code.startsWith("data/")) expect(thrown).toBeInstanceOf(DataError);
  });

  test("works after refusing", () => {
    const { saved: again } = layer.forward(point);
    expect(() => layer.backward(again, { Y: matrix(2, 2) })).not.toThrow();
  });

  test("there are at least 60 bad inputs", () => {
    expect(FILES.length + CALLS.length).toBeGreaterThanOrEqual(60);
  });
});
