/** Other derivatives, comparisons and marks in code: what a page shows besides a derivation. */
import { beforeAll, describe, expect, it } from "vitest";
import { ready } from "../../codegen/runtime/index.js";
import { emit } from "../../src/emit.js";
import { codeMarks } from "../../src/explore/code-marks.js";
import { comparePrograms } from "../../src/explore/compare.js";
import { jacobianValues } from "../../src/explore/jacobian.js";
import { errorsByCondition } from "../../src/explore/precision.js";
import { secondView } from "../../src/explore/second.js";
import { viewOf } from "../../src/explore/view.js";
import { derive } from "../../src/index.js";

beforeAll(async () => {
  await ready();
});

const derivationOf = (program: string) => derive(program).derivation;

describe("derivatives of second order", () => {
  it("are by every input", () => {
    const derivation = derivationOf("x: n\nb: n\nS: n×n symmetric constant\nxᵀS x + bᵀx");
    const names = secondView(derivation, "hessian").derivatives.map((e) => e.left.text);
    expect(names).toEqual(["∂²L/∂x∂xᵀ", "∂²L/∂x∂bᵀ", "∂²L/∂b∂xᵀ", "∂²L/∂b∂bᵀ", "d²L"]);
    expect(secondView(derivation, "hvp").derivatives.map((e) => e.right.text)).toEqual(["db + 2S dx", "dx"]);
  });

  it("cross the border of a worker", () => {
    const view = secondView(derivationOf("A: m×n\nB: n×p\nA B"), "jacobian", { transpose: "T" });
    expect(structuredClone(view)).toEqual(view);
    expect(view.derivatives).toHaveLength(2);
  });

  it("are refused where there are none", () => {
    expect(() => secondView(derivationOf("A: m×n\nAᵀA"), "hessian")).toThrow(/scalar/);
  });
});

describe("two programs", () => {
  const compared = (first: string, second: string) => {
    const found = comparePrograms(derivationOf(first), derivationOf(second));
    return typeof found === "string"
      ? found
      : [...found.outputs, ...found.gradients].map((a) => [a.name, a.difference < 1e-9]);
  };

  it("that compute the same agree, however their sizes are called", () => {
    expect(compared("X: m×n\nlog(XᵀX + I)", "X: p×q\nU, S, V = svd(X)\nV log(S² + I) Vᵀ + log(1)(I − V Vᵀ)")).toEqual([
      ["Y", true],
      ["X", true],
    ]);
    expect(compared("A: m×n\nB: m×n\ntr(AᵀB)", "A: m×n\nB: m×n\nsum(A ∘ B)")).toEqual([["Y", true], ["A", true], ["B", true]]); // prettier-ignore
  });

  it("that do not are told apart", () => {
    expect(compared("x: n\nxᵀx", "x: n\n2xᵀx")).toEqual([["Y", false], ["x", false]]); // prettier-ignore
    expect(compared("x: n\nxᵀx", "x: n\nxᵀx + 1")).toEqual([["Y", false], ["x", true]]); // prettier-ignore
  });

  it("that cannot be compared say why", () => {
    expect(compared("x: n\nxᵀx", "z: n\nzᵀz")).toMatch(/x only in the first; z only in the second/);
    expect(compared("X: m×n\nXᵀX", "X: m×n\nX Xᵀ")).toMatch(/Y is 4×4 in the first program and 6×6 in the second/);
    expect(compared("S: n×n symmetric\ntr(S)", "S: n×n spd\ntr(S)")).toMatch(/not spd/);
    expect(compared("X: m×n\ntr(XᵀX)", "X: n×n\ntr(XᵀX)")).toMatch(/X is 6×4/);
  });
});

describe("the Jacobian at a point", () => {
  const maps = (program: string) => {
    const found = jacobianValues(derivationOf(program), { sizes: { m: 3, n: 2 } });
    if (typeof found === "string") throw new Error(found);
    return found.maps;
  };

  it("of a product with a constant has the constant's singular values, each for every column", () => {
    const [first] = maps("A: m×m orthogonal constant\nX: m×n\n3A X");
    expect(first!.map).toMatchObject({ name: "∂Y/∂X", rows: 6, cols: 6 });
    for (const s of first!.singularValues) expect(s).toBeCloseTo(3, 12);
  });

  it("of a symmetric input acts on its symmetric part", () => {
    const [first] = maps("S: n×n symmetric\n2S");
    expect(first!.map.data).toEqual([2, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 2]);
    expect(first!.singularValues.filter((s) => s > 1e-9)).toHaveLength(3);
  });

  it("is one for every output by every input", () => {
    expect(maps("A: m×n\nx: n\ny = A x\nz = xᵀx\nreturn y, z").map((m) => m.map.name)).toEqual([
      "∂y/∂A",
      "∂y/∂x",
      "∂z/∂A",
      "∂z/∂x",
    ]);
  });
});

describe("an ill-conditioned matrix", () => {
  const { across, series } = errorsByCondition();
  const at = (name: string, κ: number): number | null =>
    series.find((s) => s.name === name)!.values[across.findIndex((x) => x >= κ * 0.99)]!;

  it("loses twice the digits through its Gram matrix", () => {
    expect(at("svd of X, 64 bits", 1e6)).toBeLessThan(1e-9);
    expect(at("XᵀX, 64 bits", 1e6)).toBeGreaterThan(1e-6);
    expect(at("XᵀX, 32 bits", 1e4)! / at("svd of X, 32 bits", 1e4)!).toBeGreaterThan(100);
  });

  it("loses none where it is not", () => {
    for (const { name, values } of series) expect(values[0], name).toBeLessThan(name.includes("64") ? 1e-14 : 1e-6);
  });

  it("has no value where XᵀX is not definite any more", () => {
    expect(at("XᵀX, 64 bits", 1e10)).toBeNull();
  });
});

describe("names in code", () => {
  const derivation = derivationOf("log(XᵀX + εI)");
  const view = viewOf(derivation);
  const marked = (kind: "ts" | "numpy" | "latex" | "json") => {
    const text = emit(derivation, kind);
    return codeMarks(text, kind, view).map((m) => [text.slice(m.start, m.end), m.node] as const);
  };
  const nodeOf = (name: string): number => view.nodes.find((n) => n.label === name)!.id;

  it("are those of the inputs and the factors", () => {
    const code = marked("numpy");
    expect(new Set(code.filter(([, node]) => node === nodeOf("ε")).map(([name]) => name))).toEqual(
      new Set(["ε", "eps"]),
    );
    expect(new Set(code.filter(([, node]) => node === nodeOf("Λ")).map(([name]) => name))).toContain("lambda_");
  });

  it("are no intermediate results, which have plain names of their own", () => {
    const text = emit(derivation, "numpy");
    const header = text.indexOf('"""', 3);
    const names = codeMarks(text, "numpy", view).filter((m) => m.start > header).map((m) => text.slice(m.start, m.end)); // prettier-ignore
    expect(names).not.toContain("M");
    expect(names).toContain("U");
  });

  it("are in order and apart", () => {
    for (const kind of ["ts", "numpy", "latex", "json"] as const) {
      const marks = codeMarks(emit(derivation, kind), kind, view);
      expect(marks.length).toBeGreaterThan(5);
      marks.slice(1).forEach((m, i) => expect(m.start).toBeGreaterThanOrEqual(marks[i]!.end));
    }
  });

  it("are whole in LaTeX: X̄ is not X", () => {
    const names = marked("latex");
    expect(names.find(([name]) => name === "\\bar{X}")?.[1]).not.toBe(nodeOf("X"));
  });
});
