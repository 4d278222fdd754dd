/**
 * Mistakes that the engine once made, made again: each is put back in place of what mended it, and a rung of the checks must see
 * it, while it is content without.
 */
import { afterEach, describe, expect, test, vi } from "vitest";
import { Variation } from "../../src/calculus/variation.js";
import type { Port } from "../../codegen/plan/program.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import { checkAccuracy } from "../../src/check/accuracy/check.js";
import { HARD_KINDS } from "../../src/check/accuracy/hard-points.js";
import { measure, ratioOf } from "../../src/check/accuracy/measure.js";
import { checkDerivation } from "../../src/check/derivation/check.js";
import { Random } from "../../src/check/random.js";
import { deriveSource } from "../../src/derive.js";
import { isApply, type Node, type Store } from "../../src/expression/node/node.js";
import { Kernel } from "../../src/plan/kernel.js";
import type { Lowering } from "../../src/plan/lowering.js";
import type * as ScalarFactors from "../../src/plan/scalar-factors.js";
import { WrittenSums } from "../../src/simplify/written-sums.js";

// Powers of one denominator are collected where a test says so.
const collected = vi.hoisted(() => ({ on: false }));
vi.mock("../../src/plan/scalar-factors.js", async (original) => {
  const module = await original<typeof ScalarFactors>();
  return {
    ...module,
    stepwise: (store: Store, scalars: readonly Node[]) => (collected.on ? scalars : module.stepwise(store, scalars)),
    scalarFactors: (context: Lowering, scalars: readonly Node[]) =>
      collected.on ? scalars.map((s) => context.scalarOf(s)) : module.scalarFactors(context, scalars),
  };
});

afterEach(() => {
  collected.on = false;
  vi.restoreAllMocks();
});

/** The numbers of the points with these names. */
const kinds = (...names: string[]): number[] => names.map((name) => HARD_KINDS.findIndex((k) => k.name === name));

const accuracy = (source: string, ...names: string[]): string =>
  checkAccuracy(deriveSource(source), { kinds: kinds(...names) }).verdict;

interface Internals {
  readonly store: Store;
  pushForward(body: Node, seeds: ReadonlyMap<Node, Node>): Node;
}

describe("a parameter that is varied along with what is made of it", () => {
  const programs = [
    "a: scalar; x: scalar; f(t) = a + (1 - a) t; f(x)",
    "b: scalar positive; x: n; f(t) = (1 + b t^2)/b; f.(x)",
    "a: scalar; S: n×n symmetric; f(t) = a t^2 + a^2 t; f(S)",
  ];
  const forward = (): void => {
    vi.spyOn(Variation.prototype as unknown as { partial: (f: Node, p: Node) => Node }, "partial").mockImplementation(
      function (this: Internals, f: Node, p: Node): Node {
        if (!isApply(f, "lambda")) throw new Error("a function without a body");
        return this.pushForward(f.args[0]!, new Map([[p, this.store.number(1)]]));
      } as never,
    );
  };

  test.each(programs)("is seen in %s", (source) => {
    expect(checkDerivation(deriveSource(source), { trials: 1 }).verdict).toBe("passed");
    forward();
    expect(checkDerivation(deriveSource(source), { trials: 1 }).verdict).toBe("failed");
  });

  test("is seen by the exact test alone, where adjoint and variation are wrong alike", () => {
    forward();
    const { exact, adjoint } = checkDerivation(deriveSource(programs[0]!), { trials: 1 });
    expect(adjoint).toBeLessThan(1e-12);
    expect(exact).toMatchObject({ verdict: "failed", reason: "the variation is not the derivative of the program" });
  });
});

describe("digits are lost, and that is seen,", () => {
  test("where squares of differences are written out", () => {
    const source = "x: n; m: scalar; (x - m𝟏)ᵀ(x - m𝟏)";
    expect(accuracy(source, "mean 1e8", "cluster")).toBe("passed");
    vi.spyOn(WrittenSums.prototype, "mayLoseDigits").mockReturnValue(false);
    expect(accuracy(source, "mean 1e8", "cluster")).toBe("failed");
  });

  test("where powers of a denominator are collected: 1/‖x‖³ overflows before the gradient does", () => {
    const ratio = (): number => {
      const derivation = deriveSource("x: n; c: n constant; (cᵀx)/norm(x)");
      const kernel = new Kernel(derivation);
      const vector = (...entries: number[]): Matrix => ({ rows: 3, cols: 1, data: Float64Array.from(entries) });
      const at = { x: vector(1e-105, 2e-105, -1e-105), c: vector(1, 1, 3) };
      const inputs = kernel.program.inputs.map((port): [Port, Matrix] => [port, at[port.name as "x" | "c"]]);
      const subject = { derivation, kernel, sizes: new Map([["n", 3]]), random: new Random(1) };
      const found = measure(subject, new Map(inputs));
      if (typeof found === "string") throw new Error(found);
      return ratioOf(found.gradient!);
    };
    expect(ratio()).toBeLessThan(100);
    collected.on = true;
    expect(ratio()).toBeGreaterThan(100);
  });
});
