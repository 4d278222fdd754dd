/** Every function of the catalogue varies twice, or is listed with the reason why it does not. */
import { describe, expect, test } from "vitest";
import { checkSecondVariation } from "../../src/check/rules/second-order.js";
import { loadCatalogue } from "../../src/expression/catalogue/load.js";

/** Functions that only appear in second derivatives would take a third; a general power has no kernel by its exponent. */
const WITHOUT: Readonly<Record<string, string>> = {
  frechet: "frechet-2 has no rule for its variation yet",
  "band-frechet": "band-frechet-2 has no rule for its variation yet",
  power: "there is no kernel for a function given by its body of a general matrix",
};

const catalogue = loadCatalogue();
const functions = catalogue.data.functions.filter((f) => !f.inferred);

describe("the second variation", () => {
  test.each(functions.map((f) => [f.name, f] as const))("of %s", (name, rule) => {
    for (const c of checkSecondVariation(catalogue, rule)) {
      if (c.kind === "none") expect(c.reason, c.what).toBe(WITHOUT[name]);
      else expect(c.report, c.what).toMatchObject({ verdict: "passed", reason: "" });
    }
  });
});
