import { describe, expect, it } from "vitest";
import { selfTest } from "../../src/check/rules/self-test.js";
import { loadCatalogue } from "../../src/expression/catalogue/load.js";
import { run } from "../command/run.js";

describe("the self-test", () => {
  const catalogue = loadCatalogue();

  it.each(Array.from({ length: 24 }, (_, i) => 11 * i))(
    "seed %i: a wrong rule is seen, the right one passes",
    (seed) => {
      const { right, wrong, seenBy, passed } = selfTest(catalogue, seed);
      expect([right, wrong, passed]).toEqual(["passed", "failed", true]);
      expect(seenBy?.verdict).toBe("failed");
    },
  );

  it("leaves the catalogue in use as it is", () => {
    const before = JSON.stringify(catalogue.data.functions.length);
    selfTest(catalogue, 3);
    expect(JSON.stringify(catalogue.data.functions.length)).toBe(before);
    expect(selfTest(catalogue, 3).right).toBe("passed");
  });

  it("is a command that names rule, mistake and figures", async () => {
    const { status, stdout } = await run("check", "--self-test", "--seed", "7");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Self-test, seed 7: (a factor 2|the opposite sign) in /);
    expect(stdout).toMatch(/with the mistake: failed$/m);
    expect(stdout).toMatch(/The checks saw the wrong rule\.\n$/);
    expect((await run("check", "inverse", "--self-test")).status).toBe(2);
  });
});
