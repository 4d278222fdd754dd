/** The library as its users call it: the values, the types, and what is thrown. */
import { describe, expect, expectTypeOf, test } from "vitest";
import ts from "typescript";
import { matrix, toRows, type Matrix } from "../codegen/runtime/index.js";
import {
  check,
  derive,
  emit,
  EMIT_KINDS,
  MatrixBackpropError,
  parse,
  verify,
  type CheckReport,
  type EmitKind,
  type Layer,
  type Result,
} from "../src/index.js";

/** As documentation shows it. */
const usage = `
import { derive, parse, check, emit } from "matrix-backprop";
declare const X: { rows: number; cols: number; data: Float64Array };
declare const Ybar: { rows: number; cols: number; data: Float64Array };
const d = derive("log(XᵀX + εI)", { declare: { X: "m×n", ε: "scalar positive" }, wrt: ["X"] });
const texts: string[] = [d.gradients.X.text, d.gradients.X.latex];
d.steps; d.variation; d.where;
const source: string = emit(d, "ts");
const layer = d.compile();
const { outputs, saved } = layer.forward({ X, ε: 1e-3 });
const grads = layer.backward(saved, { Y: Ybar });
const report = await check(d, { sizes: { m: 6, n: 4 }, seed: 1 });
export { texts, source, outputs, grads, report, parse };
`;

const program = "log(XᵀX + εI)";
const declared = { declare: { X: "m×n", ε: "scalar positive" }, wrt: ["X"] };
const d = derive(program, declared);

const X = matrix([
  [1, 2],
  [0.5, -1],
  [3, 0.25],
]);
const Ybar = matrix([
  [0.3, -1.2],
  [0.7, 0.4],
]);

describe("what is documented", () => {
  test("type-checks in a strict project as it is written", () => {
    const file = "/usage.ts";
    const options: ts.CompilerOptions = {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
      types: [],
      paths: { "matrix-backprop": [new URL("../src/index.ts", import.meta.url).pathname] },
    };
    const host = ts.createCompilerHost(options);
    const [read, exists] = [host.getSourceFile.bind(host), host.fileExists.bind(host)];
    host.fileExists = (name) => name === file || exists(name);
    host.getSourceFile = (name, target, ...rest) =>
      name === file ? ts.createSourceFile(name, usage, target, true) : read(name, target, ...rest);
    const compiled = ts.createProgram([file], options, host);
    const own = compiled.getSourceFile(file);
    const problems = [...compiled.getSyntacticDiagnostics(own), ...compiled.getSemanticDiagnostics(own)];
    expect(problems.map((p) => ts.flattenDiagnosticMessageText(p.messageText, "\n"))).toEqual([]);
  });

  test("has these types", () => {
    expectTypeOf(derive).returns.toEqualTypeOf<Result>();
    expectTypeOf(d.compile()).toEqualTypeOf<Layer>();
    expectTypeOf(check).returns.toEqualTypeOf<Promise<CheckReport>>();
    expectTypeOf(emit).parameter(1).toEqualTypeOf<EmitKind>();
    expectTypeOf(emit).returns.toEqualTypeOf<string>();
    expectTypeOf(d.gradients["X"]!).toEqualTypeOf<{ readonly text: string; readonly latex: string }>();
    expectTypeOf<Matrix>().toExtend<{ rows: number; cols: number; data: Float64Array }>();
  });

  test("formulas, by the names of inputs and outputs", () => {
    expect(Object.keys(d.gradients)).toEqual(["X"]);
    expect(d.gradients["X"]!.text).toBe("2X U(Γ ∘ (Uᵀ sym(Ȳ) U))Uᵀ");
    expect(d.gradients["X"]!.latex).toMatch(/^2 X U .*\\circ.*U\^\{\\top\}$/);
    expect(Object.keys(d.variation)).toEqual(["Y"]);
    expect(d.variation["Y"]!.text).toContain("dX");
    expect(d.where.map((w) => w.name)).toEqual(["C", "U, Λ", "Γ"]);
    expect(d.where.every((w) => w.text !== "" && w.latex !== "")).toBe(true);
    expect(d.steps.length).toBeGreaterThan(2);
    expect(d.steps.every((s) => s.rule !== "" && s.latex !== "")).toBe(true);
    expect(d.assumptions).toBeInstanceOf(Array);
  });

  test("a formula is not found under the name of an inherited property", () => {
    expect(d.gradients["constructor"]).toBeUndefined();
    expect(d.variation["toString"]).toBeUndefined();
  });

  test("every kind of text, the same twice", () => {
    for (const kind of EMIT_KINDS) {
      expect(emit(d, kind), kind).toBe(emit(derive(program, declared), kind));
      expect(emit(d, kind).length, kind).toBeGreaterThan(50);
    }
    expect(emit(d, "ts")).toMatch(/^import .*"matrix-backprop\/runtime"/m);
    expect(emit(d, "text", { ascii: true })).toMatch(/^[\n -~]*$/);
    expect(emit(d, "ts", { form: "variation" })).toMatch(/export function variation/);
    expect(emit(d, "ts")).not.toMatch(/export function variation/);
  });

  test("a layer whose gradient is that of differences", () => {
    const layer = d.compile();
    const { outputs, saved } = layer.forward({ X, ε: 1e-3 });
    const Y = outputs["Y"] as Matrix;
    expect([Y.rows, Y.cols, Y.data.constructor]).toEqual([2, 2, Float64Array]);
    const G = toRows(layer.backward(saved, { Y: Ybar })["X"] as Matrix);
    const loss = (i: number, j: number, h: number): number => {
      const data = Float64Array.from(X.data);
      data[2 * i + j]! += h;
      const moved = layer.forward({ X: { ...X, data }, ε: 1e-3 }).outputs["Y"] as Matrix;
      return moved.data.reduce((s, y, k) => s + y * Ybar.data[k]!, 0);
    };
    const h = 1e-5;
    // Central differences: h² ≈ 1e-10 of curvature and 1e-16/h ≈ 1e-11 of rounding.
    G.forEach((row, i) =>
      row.forEach((g, j) => {
        expect(Math.abs(g - (loss(i, j, h) - loss(i, j, -h)) / (2 * h))).toBeLessThan(1e-8);
      }),
    );
    expect(Object.keys(layer.backward(saved, { Y: Ybar }))).toEqual(["X"]);
  });

  test("names in ASCII in and out, cotangent 1 of a scalar output, batches", () => {
    const layer = derive("eps ‖X‖²", { declare: { X: "m×n", eps: "scalar" } }).compile();
    const { outputs, saved } = layer.forward({ X, ε: 2 });
    expect(outputs["Y"]).toBeCloseTo(2 * X.data.reduce((s, x) => s + x * x, 0), 12);
    const gradient = layer.backward(saved)["X"] as Matrix;
    expect([...gradient.data].map((g, i) => g / X.data[i]!)).toEqual(Array(6).fill(4));
    const data = Float64Array.from([...X.data, ...X.data.map((x) => 2 * x)]);
    const many = derive("XᵀX", { declare: { X: "m×n" } }).compile();
    const batch = many.forward({ X: { batch: 2, rows: 3, cols: 2, data } }).outputs["Y"] as unknown as Matrix;
    const one = many.forward({ X }).outputs["Y"] as Matrix;
    expect([...batch.data]).toEqual([...one.data, ...one.data.map((y) => 4 * y)]);
  });

  test("a check at the sizes and with the seed that are asked for", async () => {
    const report = await check(d, { sizes: { m: 6, n: 4 }, seed: 1 });
    expect(report).toMatchObject({ verdict: "passed", seed: 1, sizes: { m: 6, n: 4 } });
    expect(report.adjoint).toBeLessThan(1e-12);
    expect(report.finiteDifference).toBeLessThan(1e-7);
    expect(await check(d, { sizes: { m: 6, n: 4 }, seed: 1 })).toEqual(report);
  });

  test("verification of a formula of somebody else", async () => {
    const square = derive("tr(XᵀX)", { declare: { X: "m×n" } });
    const [right, wrong] = [await verify(square, "2X"), await verify(square, "3X")];
    expect([right.verdict, wrong.verdict]).not.toEqual([wrong.verdict, wrong.verdict]);
  });

  test("parse: inputs and outputs with their shapes", () => {
    const { inputs, outputs } = parse(program);
    expect(inputs.map((i) => i.name)).toEqual(["X", "ε"]);
    expect(outputs.map((o) => o.node.rows === o.node.cols)).toEqual([true]);
  });

  test("settings: dialect, riemannian, inputs to derive", () => {
    expect(Object.keys(derive("x'*A*x", { syntax: "matrixcalculus" }).gradients)).toEqual(["x", "A"]);
    const plain = derive("tr(AᵀQ)", { declare: { Q: "n×p orthonormal", A: "n×p constant" } });
    const tangent = derive("tr(AᵀQ)", { declare: { Q: "n×p orthonormal", A: "n×p constant" }, riemannian: true });
    expect(plain.gradients["Q"]!.text).toBe("A");
    expect(tangent.gradients["Q"]!.text).toMatch(/sym/);
    expect(Object.keys(derive("A B", { wrt: ["B"] }).gradients)).toEqual(["B"]);
  });
});

/** What a call throws, or the reason a promise is rejected with. */
async function thrown(call: () => unknown): Promise<MatrixBackpropError> {
  try {
    await call();
  } catch (error) {
    expect(error).toBeInstanceOf(MatrixBackpropError);
    return error as MatrixBackpropError;
  }
  throw new Error("nothing was thrown");
}

describe("errors are MatrixBackpropError", () => {
  test.each<[what: string, call: () => unknown, code: RegExp, message: RegExp]>([
    ["syntax", () => derive("A*"), /^syntax\//, /expect/],
    ["shapes", () => derive("X X", { declare: { X: "m×n" } }), /^type\//, /m.*n|n.*m/],
    ["an unknown name", () => derive("foo(A)"), /^(name|syntax|type)\//, /foo/],
    ["a declaration", () => derive("X", { declare: { X: "m×n sdp" } }), /./, /sdp/],
    [
      "a contradiction",
      () => derive("X", { declare: { X: "n×n symmetric skew" } }),
      /^type\/contradiction$/,
      /skew contradicts symmetric/,
    ],
    ["wrt", () => derive("A", { wrt: ["Q"] }), /^option\/unknown-input$/, /Q is not an input/],
    ["parse", () => parse("(A"), /^syntax\//, /closed/],
    ["a missing value", () => d.compile().forward({ X }), /^data\//, /ε/],
    ["a shape of a value", () => d.compile().forward({ X: { ...X, rows: 2 }, ε: 1 }), /^data\//, /X/],
    ["what was not saved", () => d.compile().backward({}, { Y: Ybar }), /^data\//, /saved/],
    ["a claim", () => verify(d, "2*"), /^syntax\//, /expect/],
    ["a claim about several inputs", () => verify(derive("A B"), "A"), /^option\//, /A, B/],
  ])("%s", async (_, call, code, message) => {
    const error = await thrown(call);
    expect(error.name).toBe("MatrixBackpropError");
    expect(error.code).toMatch(code);
    expect(error.message).toMatch(message);
    expect(error.span.start).toBeLessThanOrEqual(error.span.end);
    expect("hint" in error).toBe(true);
    expect(error.message).not.toMatch(/\n\s+at /);
  });

  test("the span is the place in the text, the hint what to do", async () => {
    const source = "A: m×n\ntr(A)";
    const { span, hint } = await thrown(() => derive(source));
    expect(source.slice(span.start, span.end)).toMatch(/A/);
    expect(span.start).toBeGreaterThan(6);
    expect(hint === undefined || hint.length > 5).toBe(true);
    const misspelt = await thrown(() => derive("lgo(A)"));
    expect(misspelt.hint).toMatch(/log/);
  });

  test("a factorization that a value does not have is named", () => {
    const layer = derive("chol(S)", { declare: { S: "n×n spd" } }).compile();
    const indefinite = matrix([
      [1, 0],
      [0, -1],
    ]);
    expect(() => layer.forward({ S: indefinite })).toThrow(/inputs\.S is not spd, as it is declared/);
    const composed = derive("A: n×n\nchol(A Aᵀ − 2I)").compile();
    expect(() => composed.forward({ A: matrix([[1, 0], [0, 1]]) })).toThrow(/the matrix is not positive definite/); // prettier-ignore
  });
});

test("limits can be set for one program", () => {
  const long = "A + ".repeat(70_000) + "A";
  expect(() => derive(long)).toThrow(expect.objectContaining({ code: "limit/characters" }));
  expect(derive(long, { limits: { characters: 300_000 } }).gradients["A"]!.text).toBe("70001Ȳ");
});
