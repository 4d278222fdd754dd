/** Numbers of many digits are right, and kernels that lose digits are seen. */
import { describe, expect, test } from "vitest";
import type { Port } from "../../codegen/plan/program.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import { checkAccuracy } from "../../src/check/accuracy/check.js";
import { factorsWith, type Matrix as Accurate } from "../../src/check/accuracy/factors.js";
import { measure, ratioOf, type Measured } from "../../src/check/accuracy/measure.js";
import { numbersWith } from "../../src/check/accuracy/numbers.js";
import { Random } from "../../src/check/random.js";
import { checkThoroughly } from "../../src/check/thorough.js";
import { checkText } from "../../src/command/check-text.js";
import { deriveSource } from "../../src/derive.js";
import { Kernel } from "../../src/plan/kernel.js";

const numbers = numbersWith(60);
const factors = factorsWith(numbers);
const { product, transpose, difference, diagonalMatrix, identityMatrix, matrix, inverseMatrix } = factors.algebra;

describe("scalar functions", () => {
  // By mpmath with 60 digits.
  test.each([
    ["erf", "0.5", "0.520499877813046537682746653891964528736451576"],
    ["erf", "-4.25", "-0.999999998149425862613257479944161928471273264"],
    ["erf", "7", "0.99999999999999999999995816174392220585601386"],
    ["gelu", "-40", "-1.46235741636601188149959432107531346602157785e-348"],
    ["gelu", "-2", "-0.0455002638963584144005652743330668749435524474"],
    ["gelu", "9", "8.99999999999999999898427043464154341703804813"],
    ["expm1", "1e-80", "1e-80"],
    ["expm1", "-0.25", "-0.22119921692859513175482973302167935270322771"],
    ["expm1", "300", "1.94242639524125593658420883601769921936620862e+130"],
    ["log1p", "1e-80", "1e-80"],
    ["log1p", "-0.25", "-0.287682072451780927439219005993827431503509711"],
    ["log1p", "1e-4", "0.0000999950003333083353331666809511310634820644011"],
    ["sigmoid", "-60", "8.75651076269652033848873272406268529933711116e-27"],
    ["softplus", "-60", "8.75651076269652033848873276240092566794710932e-27"],
    ["softplus", "60", "60.0000000000000000000000000087565107626965203"],
    ["tanh", "1e-70", "1e-70"],
    ["tanh", "-0.7", "-0.604367777117163496308687183103826475015566647"],
    ["sinh", "1e-30", "1e-30"],
  ])("%s(%s)", (name, t, expected) => {
    const value = numbers.scalars[name]!(numbers.number(t));
    expect(value.minus(expected).div(expected).abs().toNumber()).toBeLessThan(1e-43);
  });
});

describe("factorizations", () => {
  const random = new Random(3);
  const general = (m: number, n: number): Accurate => matrix(m, n, () => numbers.number(random.normal()));
  const a = general(4, 4);
  const tall = general(4, 3);
  const symmetric = factors.algebra.symmetricPart(a);
  const spd = product(transpose(tall), tall);
  const same = (x: Accurate, y: Accurate): number => factors.norm(difference(x, y)).div(factors.norm(y)).toNumber();

  test("multiply to what they factor", () => {
    const { u, d } = factors.eigen(symmetric);
    const svd = factors.singular(tall);
    const qr = factors.qr(tall);
    const lu = factors.lu(a);
    const polar = factors.polar(tall);
    const l = factors.cholesky(spd);
    const pencil = factors.pencil(symmetric, product(a, transpose(a)));
    const pairs: [Accurate, Accurate][] = [
      [product(u, product(diagonalMatrix(d), transpose(u))), symmetric],
      [product(transpose(u), u), identityMatrix(4)],
      [product(svd.u, product(diagonalMatrix(svd.s), transpose(svd.v))), tall],
      [product(transpose(svd.u), svd.u), identityMatrix(3)],
      [product(qr.Q, qr.R), tall],
      [product(transpose(qr.Q), qr.Q), identityMatrix(3)],
      [product(lu.L, lu.U), product(lu.P, a)],
      [product(polar.Q, polar.P), tall],
      [product(transpose(polar.Q), polar.Q), identityMatrix(3)],
      [product(l, transpose(l)), spd],
      [product(symmetric, pencil.V), product(product(a, transpose(a)), product(pencil.V, pencil.Λ))],
    ];
    for (const [x, y] of pairs) expect(same(x, y)).toBeLessThan(1e-50);
    expect(d.every((t, i) => i === 0 || t.greaterThanOrEqualTo(d[i - 1]!))).toBe(true);
    expect(svd.s.every((t, i) => i === 0 || t.lessThanOrEqualTo(svd.s[i - 1]!))).toBe(true);
  });

  test("functions of matrices undo each other", () => {
    const b = product(a, inverseMatrix(matrix(4, 4, (i, j) => numbers.number(i === j ? 9 : 0))));
    const { cos, sin } = factors.cosSin(a);
    expect(same(factors.logarithm(factors.exponential(b)), b)).toBeLessThan(1e-50);
    expect(same(factors.exponential(symmetric), factors.ofSymmetric(symmetric, numbers.exp))).toBeLessThan(1e-50);
    expect(same(product(factors.squareRoot(spd), factors.squareRoot(spd)), spd)).toBeLessThan(1e-45);
    expect(same(factors.algebra.sum(product(cos, cos), product(sin, sin)), identityMatrix(4))).toBeLessThan(1e-50);
  });
});

/** The kernel of one program against another that says the same, at a point. */
function against(kernelOf: string, written: string, inputs: Readonly<Record<string, number[]>>): Measured | string {
  const derivation = deriveSource(written);
  const kernel = new Kernel(deriveSource(kernelOf));
  const given = kernel.program.inputs.map((port): [Port, Matrix] => {
    const data = Float64Array.from(inputs[port.name]!);
    return [port, { rows: data.length, cols: 1, data }];
  });
  const sizes = new Map([["n", 3]]);
  return measure({ derivation, kernel, sizes, random: new Random(1) }, new Map(given));
}

describe("a kernel that loses digits is seen", () => {
  const centred = "x: n; m: scalar; (x - m𝟏)ᵀ(x - m𝟏)";
  const expanded = "x: n; m: scalar; xᵀx - 2m sum(x) + m^2 tr(I_n)";

  test.each([
    ["expanded squares", expanded, centred, { x: [100_000_001, 100_000_002, 100_000_004], m: [100_000_001] }, "value"],
    [
      "powers that overflow",
      "x: n; (sum(x.^4))^(1/4)",
      "x: n; norm(x.^2)^(1/2)",
      { x: [1e100, 2e100, 1e100] },
      "value",
    ],
    [
      "a difference of logarithms",
      "x: n; log(1 + exp(sum(x))) - sum(x)",
      "x: n; softplus(-sum(x))",
      { x: [10, 12, 11] },
      "value",
    ],
  ] as const)("%s", (_, kernelOf, written, inputs, part) => {
    const bad = against(kernelOf, written, inputs as unknown as Record<string, number[]>);
    if (typeof bad === "string") throw new Error(bad);
    expect(ratioOf(bad[part])).toBeGreaterThan(100);
  });

  test.each([
    ["x: n; sigmoid(sum(x))", { x: [-30, 12, -20] }],
    ["x: n; softmax(x)", { x: [1e8, 1e8 + 1, 1e8 - 2] }],
    ["x: n; log(sum(exp.(x)))", { x: [1, 2, 3] }],
    ["x: n; 1/norm(x)", { x: [1e-80, 2e-80, 1e-80] }],
    // Ill-conditioned: it is the problem that loses the digits.
    ["x: n; sum(sin.(x))", { x: [1e9, 3e12, 5e14] }],
    ["x: n; (sum(x))^2", { x: [1e12, -1e12, 3] }],
  ])("and one that does not is believed: %s", (program, inputs) => {
    const found = against(program, program, inputs);
    if (typeof found === "string") throw new Error(found);
    for (const loss of [found.value, found.gradient ?? found.value]) expect(ratioOf(loss)).toBeLessThan(100);
  });
});

describe("the rung", () => {
  test("says at how many points it counted, and the digits", async () => {
    const report = await checkThoroughly(deriveSource("A: m×n; x: n; sin.(A x)"));
    expect(report.accuracy).toMatchObject({ verdict: "passed", allPoints: 13 });
    expect(report.accuracy!.points).toBeGreaterThan(6);
    expect(checkText(report)).toMatch(
      /points that hurt: passed\n {4}digits lost beside those that the problem loses: 0/,
    );
  });

  test("says why nothing is measured", () => {
    const report = checkAccuracy(deriveSource("X: 300×300; tr(X)"));
    expect(report).toMatchObject({ verdict: "not applicable", points: 0 });
    expect(report.reason).toBe("a matrix has 90000 entries at these sizes");
  });
});

describe("kernels keep their digits", () => {
  // Kinds of points by their place: means 0 and 1, scales 2 to 7, cluster 8, tail 11, zero 12.
  test.each([
    ["logistic functions and their powers in the tail", "X: m×n; sigmoid.(X) + sigmoid.(X).^3", [11]],
    ["quotients of tails", "X: m×n; A: m×n; tanh.(X) ⊘ sigmoid.(A)", [11]],
    ["what is left of 1 by a hyperbolic tangent", "x: n; sum(x ∘ (ones(n) + tanh.(x)))", [11]],
    ["projectors of ill-conditioned matrices", "A: m×n; B: m×p; 0.5‖proj(A) − proj(B)‖²", [0, 8]],
    ["residuals of projections", "Z: m×n; B: m×p; ‖(I − proj(Z))B‖²", [0, 8]],
    ["bent functions of eigenvalues", "S: n×n spd; ε: scalar positive constant; f(t) = max(t, ε); f(S)", [4, 5, 6]],
    ["a value beside a norm at zero", "W: n×n; P: n×m; B: n×m; sum(W B) + norm(softmax(W) P)", [12]],
    ["softmax where it is saturated", "X: m×n; softmax(X)", [11]],
    ["softmax beside other terms", "S: n×n; V: n×m; Y: n×m constant; ‖softmax(S)V − Y‖", [11]],
    ["softmax of a vector", "x: n; a: n constant; 3aᵀsoftmax(x)", [11]],
    ["differences of log-determinants", "A: n×n spd; B: n×n spd; tr(AB⁻¹) − logdet(AB⁻¹) − n", [4, 5, 6, 7]],
    ["derivatives that are small beside the value", "s: scalar; (1 - tanh(s)^4)^2", [2]],
  ] as const)("%s", (_, program, kinds) => {
    const report = checkAccuracy(deriveSource(program), { kinds: [...kinds] });
    expect(report).toMatchObject({ verdict: "passed" });
    expect(report.points).toBeGreaterThan(0);
  });
});
