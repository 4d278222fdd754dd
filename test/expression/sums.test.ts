/** A loss with sums over indices is its matrix form: the same value and gradients, at the same cost. */
import { describe, expect, test } from "vitest";
import { totalFlops } from "../../codegen/plan/flops.js";
import { evaluate } from "../../codegen/plan/sizes.js";
import { Random } from "../../src/check/random.js";
import { derive } from "../../src/index.js";
import { evaluateAt } from "../../src/plan/evaluate.js";
import { schedule } from "../../src/plan/schedule.js";
import type { Derivation } from "../../src/calculus/derivation.js";
import { LOSSES } from "./sums.js";

const SIZES = new Map([..."mdnkhp"].map((name, at) => [name, [7, 3, 5, 4, 6, 2][at]!]));
const LARGE = new Map([..."mdnkhp"].map((name, at) => [name, [300, 20, 200, 10, 30, 8][at]!]));

/** Values for the inputs, as their declarations ask. */
function inputsOf({ program }: Derivation): Record<string, unknown> {
  const random = new Random(5);
  const bit = (name: string): number => program.catalogue.bit(name);
  const values = program.inputs.map(({ spelling, node }) => {
    const [rows, cols] = [evaluate(node.rows, SIZES), evaluate(node.cols, SIZES)];
    const entry = (): number => (node.properties & bit("positive") ? 0.2 + random.uniform() : random.normal());
    const drawn = Array.from({ length: rows }, () => Array.from({ length: cols }, entry));
    const symmetric = (i: number, j: number): number => drawn[i]![j]! + drawn[j]![i]!;
    const shifted = (i: number, j: number): number => symmetric(i, j) / 8 + (i === j ? 4 : 0);
    const at = node.properties & bit("spd") ? shifted : node.properties & bit("symmetric") ? symmetric : undefined;
    const matrix = at ? drawn.map((row, i) => row.map((_, j) => at(i, j))) : drawn;
    const value = cols === 1 ? (rows === 1 ? matrix[0]![0]! : matrix.map((row) => row[0]!)) : matrix;
    return [spelling, value] as const;
  });
  return Object.fromEntries(values);
}

const flat = (data: unknown): number[] => (Array.isArray(data) ? data.flatMap(flat) : [Number(data)]);

function cost(derivation: Derivation): number {
  const { forward, backward } = schedule(derivation, { backward: true, variation: false });
  return evaluate(totalFlops([...forward, ...backward] as never), LARGE);
}

describe.each(LOSSES)("$name", ({ declarations, sums, matrices }) => {
  const [written, byHand] = [sums, matrices].map((body) => derive(declarations + body).derivation);

  test("has the value and the gradients of its matrix form", () => {
    const inputs = inputsOf(byHand!);
    const [found, expected] = [written!, byHand!].map((d) => evaluateAt(d, { inputs }, "adjoint"));
    const [value, wanted] = [found!, expected!].map((answer) => flat(Object.values(answer.outputs)[0])[0]!);
    expect(value).toBeCloseTo(wanted!, 9);
    for (const [name, gradient] of Object.entries(expected!.gradients!)) {
      const ours = flat(found!.gradients![name]);
      flat(gradient).forEach((entry, at) => {
        expect(ours[at]! - entry, name).toBeCloseTo(0, 8);
      });
    }
  });

  // Products of other orders and masks of what is left out differ by less than a fiftieth.
  test("costs what its matrix form costs", () => {
    expect(cost(written!)).toBeLessThanOrEqual(1.02 * cost(byHand!));
  });
});
