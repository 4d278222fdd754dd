import { describe, expect, it } from "vitest";
import { checkExactly, compareExactly } from "../../../src/check/exact/check.js";
import { SIZE_ORDERS, assignSizes } from "../../../src/check/derivation/random-point.js";
import { deriveSource } from "../../../src/derive.js";
import { construct } from "../../../src/expression/node/construct.js";
import { symbolic } from "../../../codegen/plan/sizes.js";
import { loadCatalogue } from "../../../src/expression/catalogue/load.js";
import { Store, type Node } from "../../../src/expression/node/node.js";
import { functionSymbol } from "../../../src/expression/catalogue/template.js";
import type { Derivation } from "../../../src/calculus/derivation.js";

const check = (derivation: Derivation, order = 0) =>
  checkExactly(derivation, { sizes: assignSizes(derivation, {}, SIZE_ORDERS[order]!), seed: 3 });

const PROGRAMS = [
  "A: m×n; B: n×p; A B",
  "X: m×n; ε: scalar positive; log(XᵀX + εI)",
  "U: n×n orthogonal; Σ: n×n diagonal positive; log(UΣUᵀ)",
  "X: n×n; exp(X)",
  "S: n×n spd; U, Λ = eig(S); U exp.(Λ) Uᵀ; return U, Λ",
  "S: n×n spd; B: n×n spd; V, Λ = eig(S, B); V Λ",
  "X: m×n; U, Σ, V = svd(X); return U, Σ, V",
  "X: m×n; nucnorm(X) + opnorm(X)",
  "S: n×n spd; L = chol(S); tr(L) + logdet(S)",
  "X: m×n; Q, R = qr(X); return Q, R",
  "X: n×n; L, U, P = lu(X); return L, U",
  "X: m×n; Q, P = polar(X); return Q, P",
  "X: m×n; norm(X) + norm(pinv(X))^2",
  "Z: m×n; proj(Z)",
  "X: m×n; softmax(X) ∘ max(X, 2X)",
  "x: n; logsumexp(x) + sum(abs(x)) + norm(x, 1)",
  "f(t) = t tanh(log(1 + exp(t))); X: m×n; f.(X)",
  "f(t) = t tanh(c t); c: scalar; S: n×n symmetric; f(S)",
  "S: n×n spd; S^(1/3)",
  "S: n×n spd; p: scalar; S^p",
  "A: n×n; B: m×m; C: n×m; sylvester(A, B, C)",
  "A: m×n; B: p×q; vec(A ⊗ B)",
  "A: n×n; det(A) + tr(A[1:2, 1:2]) + sum(vech(A))",
];

describe("the exact test of derivations", () => {
  it.each(PROGRAMS)("passes with every step: %s", (program) => {
    const report = check(deriveSource(program));
    expect(report).toMatchObject({ verdict: "passed", points: 2 });
    expect(report.steps).toBe(report.allSteps);
    expect(report.allSteps).toBeGreaterThan(0);
  });

  it("says why it does not apply", () => {
    const report = check(deriveSource("X: m×n; A = X[1:20, 1:2]; sum(A)"));
    expect(report).toMatchObject({
      verdict: "not applicable",
      reason: "a slice reaches beyond its matrix at these sizes",
    });
  });

  const tampered: [string, (d: Derivation, g: Node) => Node][] = [
    ["sign", (d, g) => construct(d.store, "product", [d.store.number(-1), g])],
    ["factor", (d, g) => construct(d.store, "product", [d.store.number(2), g])],
    ["transpose", (d, g) => construct(d.store, "transpose", [g])],
    ["symmetric part", (d, g) => construct(d.store, "symmetric-part", [g])],
    ["mask", (d, g) => construct(d.store, "lower-part", [g])],
    ["zero", (d, g) => construct(d.store, "zeros", [], [g.rows, g.cols])],
    ["derivative", (d, g) => construct(d.store, "entrywise", [functionSymbol(d.store, "exp"), g])],
  ];
  it.each(tampered)("fails where a gradient is wrong: %s", (_, tamper) => {
    for (const program of ["A: n×n; B: n×n; A B tanh.(A)", "A: n×n; exp(A)", "A: n×n; Q, R = qr(A); return Q, R"]) {
      const d = deriveSource(program);
      const gradients = d.gradients.map((g, i) => (i === 0 ? { ...g, value: tamper(d, g.value) } : g));
      expect(check({ ...d, gradients }).verdict).toBe("failed");
      expect(check(d).verdict).toBe("passed");
    }
  });

  it("fails where a step changes the value", () => {
    const d = deriveSource("A: n×n; B: n×n; A B + A");
    const [before] = d.outputs.map((o) => o.node);
    const after = construct(d.store, "transpose", [before!]);
    const step = { kind: "rewrite", phase: "forward", about: before!, before: before!, after, rules: [] } as const;
    expect(check({ ...d, steps: [...d.steps, step] })).toMatchObject({
      verdict: "failed",
      reason: "a step changes the value: simplification of the program",
    });
  });
});

describe("the comparison of two expressions", () => {
  const catalogue = loadCatalogue();
  const n = symbolic("n");
  const options = { sizes: new Map([["n", 4]]), seed: 1 };
  const build = (make: (a: Node, b: Node, store: Store) => Node) => {
    const store = new Store(catalogue);
    const shape = { rows: n, cols: n };
    const [a, b] = ["A", "B"].map((name) => store.symbol(name, "input", shape)) as [Node, Node];
    return { store, node: make(a, b, store) };
  };
  const compare = (x: Parameters<typeof build>[0], y: Parameters<typeof build>[0]) =>
    compareExactly(catalogue, build(x), build(y), options);
  const make = (store: Store, fn: string, ...args: Node[]) => construct(store, fn, args);

  it("finds equal what is equal, across stores", () => {
    const left = (a: Node, b: Node, s: Store) => make(s, "inverse", make(s, "product", a, b));
    const right = (a: Node, b: Node, s: Store) => make(s, "product", make(s, "inverse", b), make(s, "inverse", a));
    expect(compare(left, right)).toMatchObject({ outcome: "equal" });
    expect(compare(left, (a, b, s) => right(b, a, s))).toMatchObject({ outcome: "different" });
  });

  it("does not decide what takes a relation of a function that it does not know", () => {
    const f = (s: Store, name: string, x: Node) => construct(s, "entrywise", [functionSymbol(s, name), x]);
    const left = (a: Node, b: Node, s: Store) => f(s, "exp", make(s, "sum", a, b));
    const right = (a: Node, b: Node, s: Store) => make(s, "hadamard", f(s, "exp", a), f(s, "exp", b));
    expect(compare(left, right)).toMatchObject({ outcome: "undecided", uninterpreted: ["exp"] });
    expect(compare(left, left)).toMatchObject({ outcome: "equal", uninterpreted: ["exp"] });
  });
});
