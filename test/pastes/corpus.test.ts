import { expect, it } from "vitest";
import { CORPUS } from "./corpus.js";
import { judge } from "./judge.js";

it("holds two hundred pastes", () => {
  expect(CORPUS.length).toBeGreaterThanOrEqual(200);
});

it.each(CORPUS.map((c) => [c.paste, c] as const))("%s is read as meant", (_, paste) => {
  expect(judge(paste)).toBe("");
});
