import { describe, expect, it } from "vitest";
import { answerTo, rows } from "./table.js";

describe("degenerate points", () => {
  it("are documented", () => {
    expect(rows().length).toBeGreaterThan(50);
  });

  it.each(rows())("$program at $inputs", ({ program, inputs, answer }) => {
    expect(answerTo({ program, inputs })).toBe(answer);
  });
});
