/** The Jacobian of every output by every input at a random point, for pictures of its structure. */
import { jacobianAt } from "../plan/evaluate-second.js";
import { record } from "../plan/evaluate.js";
import type { Derivation } from "../calculus/derivation.js";
import { guarded, pointOf } from "../check/point.js";
import { derive } from "../result.js";
import { subjectOf, type Place, type PlaceOptions, type Values } from "./curves.js";

export interface JacobianValues {
  /** ∂vec(output)/∂vec(input)ᵀ. */
  readonly map: Values;
  /** The largest first. */
  readonly singularValues: readonly number[];
}

/** A text says why there is none. */
export function jacobianValues(
  derivation: Derivation,
  options: PlaceOptions = {},
): { readonly maps: readonly JacobianValues[]; readonly place: Place } | string {
  const subject = subjectOf(derivation, options);
  return guarded<ReturnType<typeof jacobianValues>>(
    () => {
      const point = pointOf(subject);
      if (typeof point === "string") return point;
      const { jacobian = {} } = jacobianAt(derivation, { inputs: record(point.inputs) }, subject.sizes);
      const maps = Object.entries(jacobian).flatMap(([output, byInput]) =>
        Object.entries(byInput).map(([input, rows]) => mapOf(`∂${output}/∂${input}`, rows as readonly number[][])),
      );
      return { maps, place: subject.place };
    },
    (reason) => reason,
  );
}

function mapOf(name: string, rows: readonly (readonly number[])[]): JacobianValues {
  const map = { name, rows: rows.length, cols: rows[0]?.length ?? 0, data: rows.flat() };
  return { map, singularValues: singularValuesOf(map) };
}

function singularValuesOf({ rows, cols, data }: Values): number[] {
  const J = { rows, cols, data: Float64Array.from(data) };
  return guarded(
    () => {
      const { outputs } = derive("J: p×q\nU, S, V = svd(J)\nreturn S", { check: false }).compile().forward({ J });
      const S = outputs["S"] as { readonly cols: number; readonly data: Float64Array };
      return Array.from({ length: S.cols }, (_, i) => S.data[i * S.cols + i]!);
    },
    () => [],
  );
}
