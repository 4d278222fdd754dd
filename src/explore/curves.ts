/** What the plots of a page show: numbers of a derivation along one quantity. */
import { totalFlops } from "../../codegen/plan/flops.js";
import type { Port } from "../../codegen/plan/program.js";
import { evaluate } from "../../codegen/plan/sizes.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import type { Derivation } from "../calculus/derivation.js";
import { SIZE_ORDERS, assignSizes } from "../check/derivation/random-point.js";
import { gradientsAt, guarded, pairing, pointOf, relative, scales, valueAlong, type Subject } from "../check/point.js";
import { Random } from "../check/random.js";
import { Kernel } from "../plan/kernel.js";
import { schedule } from "../plan/schedule.js";

/** Values of one name along the quantity; null where there is none. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

export interface Curves {
  readonly across: readonly number[];
  readonly series: readonly Series[];
}

/** Where the numbers are from. */
export interface Place {
  readonly sizes: Readonly<Record<string, number>>;
  readonly seed: number;
}

export interface PlaceOptions {
  readonly sizes?: Readonly<Record<string, number>>;
  readonly seed?: number;
}

/** A matrix as a page draws it. */
export interface Values {
  readonly name: string;
  readonly rows: number;
  readonly cols: number;
  readonly data: readonly number[];
}

/** What is computed with at a place. */
export function subjectOf(
  derivation: Derivation,
  { sizes = {}, seed = 1 }: PlaceOptions,
): Subject & { readonly place: Place } {
  const assigned = assignSizes(derivation, sizes, SIZE_ORDERS[0]!);
  return {
    derivation,
    kernel: new Kernel(derivation),
    sizes: assigned,
    random: new Random(seed),
    place: { sizes: Object.fromEntries(assigned), seed },
  };
}

const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);

/** Two steps a decade, from 1 down to where rounding is all that is left. */
const STEPS = Array.from({ length: 27 }, (_, k) => 10 ** (-k / 2));

/**
 * How far central differences of ⟨Ȳ, Y⟩ along a random direction are from ⟨X̄, dX⟩ by the adjoint, relative to its terms, for
 * each step; a text says why there is nothing to compare.
 */
export function differencesByStep(
  derivation: Derivation,
  options: PlaceOptions = {},
): (Curves & { readonly place: Place }) | string {
  const subject = subjectOf(derivation, options);
  return guarded<ReturnType<typeof differencesByStep>>(
    () => {
      const point = pointOf(subject);
      if (typeof point === "string") return point;
      const expected = pairing(point.tangents, gradientsAt(subject, point.inputs, point.cotangents));
      const { scale } = scales(point);
      const values = STEPS.map((h) =>
        guarded<number | null>(
          () => {
            const slope = (valueAlong(subject, point, h) - valueAlong(subject, point, -h)) / (2 * h);
            return finite(relative(slope - expected, scale));
          },
          () => null,
        ),
      );
      return { across: STEPS, series: [{ name: "central differences", values }], place: subject.place };
    },
    (reason) => reason,
  );
}

/** The gradients at the point at which differences are taken first; a text says why there is none. */
export function gradientValues(
  derivation: Derivation,
  options: PlaceOptions = {},
): { readonly values: readonly Values[]; readonly place: Place } | string {
  const subject = subjectOf(derivation, options);
  return guarded<ReturnType<typeof gradientValues>>(
    () => {
      const point = pointOf(subject);
      if (typeof point === "string") return point;
      const values = [...point.gradients].map(([port, m]: [Port, Matrix]) => ({
        name: port.name,
        rows: m.rows,
        cols: m.cols,
        data: [...m.data],
      }));
      return { values, place: subject.place };
    },
    (reason) => reason,
  );
}

/** Floating-point operations of the kernel at sizes. */
export function flopsAt(
  derivation: Derivation,
  sizes: Readonly<Record<string, number>>,
): { readonly forward: number; readonly backward: number } {
  const { forward, backward } = schedule(derivation);
  const assigned = new Map(Object.entries(sizes));
  return { forward: evaluate(totalFlops(forward), assigned), backward: evaluate(totalFlops(backward), assigned) };
}
