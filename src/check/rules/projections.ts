/** The numeric check of what the rules say of a property: its projections, its retraction, its random samples. */
import { euclideanNorm, type Matrix } from "../../../codegen/runtime/matrix.js";
import type { Catalogue, PropertyRule } from "../../expression/catalogue/catalogue.js";
import type { Template } from "../../expression/catalogue/template.js";
import { Random } from "../random.js";
import { SIZES, type SidesCheck } from "./check-rule.js";
import { propertyFormula, sampleInput } from "../samples.js";

type Measure = (sample: Matrix, random: Random) => number;

/**
 * A projection P is orthogonal where P(P(E)) = P(E) and ⟨P(E), F⟩ = ⟨E, P(F)⟩. A sample of a linear property is its own
 * projection, and every sample is its own retraction.
 */
export function checkProperty(catalogue: Catalogue, property: PropertyRule, seed = 1): SidesCheck[] {
  const { name, bit, tangent, direction, retract, linear } = property;
  const at = (formula: Template, sample: Matrix, e: Matrix): Matrix =>
    propertyFormula(catalogue, formula, bit, e, sample);
  const measures: [string, Measure][] = [];
  for (const [what, projection] of [
    ["tangent", tangent],
    ["direction", direction],
  ] as const) {
    if (!projection) continue;
    measures.push([
      `${what}: P(P(E)) = P(E)`,
      (sample, random) => {
        const e = random.matrix(sample.rows, sample.cols);
        const once = at(projection, sample, e);
        return difference(at(projection, sample, once), once) / norm(e);
      },
    ]);
    measures.push([
      `${what}: P(E) : F = E : P(F)`,
      (sample, random) => {
        const [e, f] = [random.matrix(sample.rows, sample.cols), random.matrix(sample.rows, sample.cols)];
        const gap = dot(at(projection, sample, e), f) - dot(e, at(projection, sample, f));
        return Math.abs(gap) / (norm(e) * norm(f));
      },
    ]);
  }
  if (linear && tangent) measures.push(["sample: P(A) = A", (sample) => apart(at(tangent, sample, sample), sample)]);
  if (retract) measures.push(["retract: R(A) = A", (sample) => apart(at(retract, sample, sample), sample)]);
  return measures.map(([what, measure]) => {
    const shapes = shapesOf(property).map((sizes) => {
      const random = new Random(seed);
      const sample = sampleInput(catalogue, catalogue.close(bit), sizes.m ?? sizes.n, sizes.n, random);
      return { sizes, difference: measure(sample, random) };
    });
    return {
      rule: name,
      what,
      difference: Math.max(...shapes.map((s) => s.difference)),
      trials: shapes.length,
      shapes,
    };
  });
}

/** Shapes that a matrix with the property can have; orthonormal columns are never more than rows. */
function shapesOf({ requires, retract }: PropertyRule): { n: number; m?: number }[] {
  if (requires === "square") return SIZES.map(({ n }) => ({ n: n! }));
  return SIZES.map(({ m, n }) => ({ m: m!, n: n! })).filter(({ m, n }) => !retract || m >= n);
}

const dot = (a: Matrix, b: Matrix): number => a.data.reduce((s, x, i) => s + x * b.data[i]!, 0);
const norm = (a: Matrix): number => euclideanNorm(a.data);

const difference = (a: Matrix, b: Matrix): number => euclideanNorm(a.data.map((x, i) => x - b.data[i]!));

/** ‖A − B‖ relative to the sizes of both. */
const apart = (a: Matrix, b: Matrix): number => difference(a, b) / (norm(a) + norm(b) || 1);
