/** Every line of every printed derivation equals the line before it, exactly; a wrong one is found. */
import { describe, expect, it } from "vitest";
import type { Exposition } from "../../../src/calculus/passages.js";
import type { Derivation } from "../../../src/calculus/derivation.js";
import { checkLines } from "../../../src/check/exact/lines.js";
import { SIZE_ORDERS, assignSizes } from "../../../src/check/derivation/random-point.js";
import { checkThoroughly } from "../../../src/check/thorough.js";
import { deriveSource } from "../../../src/derive.js";
import { construct } from "../../../src/expression/node/construct.js";
import { expositionOf } from "../../../src/print/proof.js";
import { derivationOf, oracleCases } from "../../oracle/cases.js";
import { sampled } from "../../sample/sampled.js";

const check = (derivation: Derivation, exposition: Exposition) =>
  checkLines(derivation, () => exposition, { sizes: assignSizes(derivation, {}, SIZE_ORDERS[0]!), seed: 3 });

describe("printed lines over the field", () => {
  it.each(sampled(oracleCases))("$id: no line differs from the one before it", (oracle) => {
    const derivation = derivationOf(oracle);
    const { verdict, equal, all } = check(derivation, expositionOf(derivation));
    expect(verdict).not.toBe("failed");
    // Relations of logarithms, signs and factors that are drawn freely are not decided; they are few.
    if (verdict === "passed") expect(equal).toBeGreaterThanOrEqual(Math.floor(all * 0.75));
  });

  const PROGRAMS = [
    "X: m×n; ε: scalar positive; log(XᵀX + εI)",
    "x: n; A: m×n; b: m; ‖A x − b‖²",
    "S: n×n spd; chol(S)",
  ];
  it.each(PROGRAMS)("a line with a factor 2 is found: %s", (source) => {
    const derivation = deriveSource(source);
    const { names, passages } = expositionOf(derivation);
    const two = derivation.store.number(2);
    const doubled = passages.map((p): typeof p => {
      if (p.kind === "variation")
        return {
          ...p,
          lines: p.lines.map((l, i) => ({
            ...l,
            terms: l.terms.map((t) =>
              i === p.lines.length - 1
                ? { ...t, cotangent: construct(derivation.store, "product", [two, t.cotangent]) }
                : t,
            ),
          })),
        };
      return p;
    });
    expect(check(derivation, { names, passages: doubled })).toMatchObject({ verdict: "failed" });
  });

  it("is part of --check", async () => {
    const { lines, verdict } = await checkThoroughly(deriveSource("A: n×n; B: n×n; tr(A B)"));
    expect(verdict).toBe("passed");
    expect(lines).toMatchObject({ verdict: "passed" });
    expect(lines!.equal).toBe(lines!.all);
    expect(lines!.all).toBeGreaterThan(0);
  });
});
