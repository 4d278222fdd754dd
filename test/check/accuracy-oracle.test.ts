/** No kernel of the oracle's programs loses more digits than its problem does, at any kind of point that hurts. */
import { describe, expect, test } from "vitest";
import { checkAccuracy } from "../../src/check/accuracy/check.js";
import { HARD_KINDS } from "../../src/check/accuracy/hard-points.js";
import { derivationOf, oracleCases } from "../oracle/cases.js";
import { ALL } from "../sample/sampled.js";

/** Many digits are slow: the sample has one kind of point for each program, in turn. */
const kindsOf = (i: number): { readonly kinds?: readonly number[] } => (ALL ? {} : { kinds: [i % HARD_KINDS.length] });

describe("digits of the oracle's programs", () => {
  test.each(oracleCases.map((oracle, i) => [oracle.id, oracle, i] as const))(
    "%s",
    (_, oracle, i) => {
      const { verdict, reason } = checkAccuracy(derivationOf(oracle), kindsOf(i));
      expect(verdict, reason).not.toBe("failed");
    },
    300_000,
  );
});
