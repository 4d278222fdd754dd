import { describe, expect, it } from "vitest";
import { deriveSource } from "../../src/derive.js";
import { MatrixBackpropError } from "../../codegen/diagnostics.js";
import { MEANINGS, misreading } from "./meanings.js";

describe("a paste with the value that NumPy gives to what it means", () => {
  it.each(MEANINGS.filter((m) => !m.refused).map((m) => [m.paste, m] as const))("%s", (_, meaning) => {
    expect(misreading(meaning)).toBe("");
  });

  it("is one of a hundred and fifty and more", () => {
    expect(MEANINGS.filter((m) => !m.refused).length).toBeGreaterThanOrEqual(150);
  });

  it.each(MEANINGS.filter((m) => m.refused).map((m) => [m.paste]))("%s is refused with what is wrong", (paste) => {
    expect(() => deriveSource(paste)).toThrow(MatrixBackpropError);
  });
});
