/** Products with Hessians by second differences of the program itself, evaluated with many digits and no rule for a derivative. */
import type { Decimal } from "decimal.js";
import type { Derivation } from "../../src/calculus/derivation.js";
import { AccurateEvaluator, calculusWith } from "../../src/check/accuracy/evaluate.js";
import { numbersWith } from "../../src/check/accuracy/numbers.js";
import { deriveSource, secondOrderOf } from "../../src/derive.js";
import { productAt } from "../../src/plan/evaluate-second.js";
import type { Node } from "../../src/expression/node/node.js";
import { entries } from "../numbers.js";

export type Rows = readonly (readonly number[])[];

/** Matrices by the names of inputs. */
export type Matrices = Readonly<Record<string, Rows>>;

/** 90 digits and steps of 1e-22: an error of 1e-44 where the derivatives are of order one, and of 1e-12 at gaps of 1e-8. */
const { numbers, factors, rational } = calculusWith(numbersWith(90));
const STEP = numbers.number(10).pow(-22);

/** Below this a difference is that of a function without curvature. */
const NOTHING = 1e-30;

type Direction = ReadonlyMap<string, readonly number[]>;

const valuesOf = (rows: Rows): number[] => rows.flatMap((r) => [...r]);

/** The loss at the point moved by s along one direction and by t along another. */
function lossAt({ program, store, catalogue }: Derivation, at: Matrices, sizes: ReadonlyMap<string, number>) {
  const names = new Map<Node, string>(program.inputs.map((i) => [i.node, i.spelling]));
  return (along: Direction, s: number, also: Direction, t: number): Decimal => {
    const input = (node: Node) => {
      const name = names.get(node)!;
      const rows = at[name]!;
      const moved = (x: number, k: number): Decimal =>
        numbers
          .number(x)
          .plus(STEP.times(s * (along.get(name)?.[k] ?? 0)))
          .plus(STEP.times(t * (also.get(name)?.[k] ?? 0)));
      return { rows: rows.length, cols: rows[0]!.length, data: valuesOf(rows).map(moved) };
    };
    const calculus = { numbers, factors, rational };
    const evaluator = new AccurateEvaluator({ calculus, store, catalogue, sizes, input, held: new Map() });
    return evaluator.value(program.outputs[0]!.node).data[0]!;
  };
}

/** The directions of the entries of a matrix: of a symmetric one each with its mirror image. */
function units(rows: Rows, symmetric: boolean): number[][] {
  const cols = rows[0]!.length;
  return rows.flatMap((_, i) =>
    rows[0]!.flatMap((__, j) => {
      if (symmetric && j < i) return [];
      const places = symmetric ? [i * cols + j, j * cols + i] : [i * cols + j];
      return [valuesOf(rows).map((___, k) => (places.includes(k) ? 1 : 0))];
    }),
  );
}

/**
 * How far ⟨F, 𝓗(E)⟩ is from second differences, for all directions F of entries, beside their size.
 * @param at the values of all inputs, each a matrix @param along E
 */
export function errorOfProduct(source: string, at: Matrices, along: Matrices): number {
  const derivation = deriveSource(source, { wrt: Object.keys(along) });
  const sizes = new Map<string, number>();
  for (const { node, spelling } of derivation.program.inputs) {
    sizes.set(node.rows.key, at[spelling]!.length).set(node.cols.key, at[spelling]![0]!.length);
  }
  const shaped = (matrices: Matrices) =>
    Object.fromEntries(
      Object.entries(matrices).map(([name, rows]) => {
        const { node, matrix } = derivation.program.inputs.find((i) => i.spelling === name)!;
        const vector = node.cols.key === "1" && !matrix;
        return [name, vector && node.rows.key === "1" ? rows[0]![0]! : vector ? rows.map((r) => r[0]!) : rows];
      }),
    );
  const answer = productAt(secondOrderOf(derivation), { inputs: shaped(at), tangents: shaped(along) }, sizes);
  const loss = lossAt(derivation, at, sizes);
  const direction: Direction = new Map(Object.entries(along).map(([name, rows]) => [name, valuesOf(rows)]));
  const [errors, values] = [[] as number[], [] as number[]];
  for (const { input } of derivation.gradients) {
    const got = entries(answer.hvp![input.spelling]!);
    const symmetric = derivation.catalogue.has(input.node, "symmetric");
    for (const unit of units(at[input.spelling]!, symmetric)) {
      const also: Direction = new Map([[input.spelling, unit]]);
      const corner = (s: number, t: number): Decimal => loss(direction, s, also, t);
      const second = corner(1, 1).minus(corner(1, -1)).minus(corner(-1, 1)).plus(corner(-1, -1));
      const value = second.div(STEP.times(STEP).times(4)).toNumber();
      const wanted = Math.abs(value) < NOTHING ? 0 : value;
      values.push(wanted);
      errors.push(wanted - unit.reduce((sum, u, k) => sum + u * got[k]!, 0));
    }
  }
  return Math.hypot(...errors) / (Math.hypot(...values) || 1);
}
