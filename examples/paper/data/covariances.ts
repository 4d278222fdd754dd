/** Sequences of normal vectors with mean zero: only the covariance tells the class. */
import { Random } from "../../../src/check/random.js";
import { drawn, type Split } from "./samples.js";

const CHANNELS = 6;
const POSITIONS = 10;
const CLASSES = 4;

/** So far the covariances of two classes are apart: the mixing matrices are I + SPREAD × normal. */
const SPREAD = 0.2;

export function covariances(seed: number, train: number, test: number): Split {
  const random = new Random(seed);
  const mixing = Array.from({ length: CLASSES }, () =>
    Float64Array.from(
      { length: CHANNELS ** 2 },
      (_, i) => SPREAD * random.normal() + (i % (CHANNELS + 1) === 0 ? 1 : 0),
    ),
  );
  const draw = (label: number): Float64Array => {
    const x = new Float64Array(POSITIONS * CHANNELS);
    for (let i = 0; i < POSITIONS; i++) {
      const z = Float64Array.from({ length: CHANNELS }, () => random.normal());
      for (let j = 0; j < CHANNELS; j++) {
        for (let k = 0; k < CHANNELS; k++) x[i * CHANNELS + j]! += mixing[label]![j * CHANNELS + k]! * z[k]!;
      }
    }
    return x;
  };
  const of = { name: "covariances", classes: CLASSES, rows: POSITIONS, cols: CHANNELS };
  return { train: drawn(of, train, draw), test: drawn(of, test, draw) };
}
