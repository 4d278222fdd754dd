/** The numbers of the plots. */
import { SIZES, benchOf, sizesAt } from "../../../src/command/bench.js";
import type { Derivation } from "../../../src/calculus/derivation.js";
import { differencesByStep, flopsAt, gradientValues } from "../../../src/explore/curves.js";
import { errorsByGap } from "../../../src/explore/gap.js";
import { jacobianValues } from "../../../src/explore/jacobian.js";
import { errorsByCondition } from "../../../src/explore/precision.js";
import type { Growth, PlotAnswers, Plotted } from "./protocol.js";

export function plotted(derivation: Derivation, asked: Plotted): PlotAnswers[keyof PlotAnswers] {
  switch (asked.plot) {
    case "differences":
      return differencesByStep(derivation, asked);
    case "growth":
      return growth(derivation, asked.n, asked.seed);
    case "gap":
      return errorsByGap(asked.of, asked.seed);
    case "condition":
      return errorsByCondition(asked.seed);
    case "jacobian":
      return jacobianValues(derivation, asked);
    case "values":
      return gradientValues(derivation, asked);
  }
}

function growth(derivation: Derivation, n: number, seed: number): Growth {
  const sizes = sizesAt(derivation, {}, n);
  const flops = flopsAt(derivation, Object.fromEntries(sizes));
  const row = n <= SIZES[SIZES.length - 1]! ? benchOf(derivation, seed)(sizes) : "";
  const microseconds = typeof row === "string" ? row : { forward: row.forward_us, backward: row.backward_us };
  return { n, sizes: Object.fromEntries(sizes), flops, microseconds };
}
