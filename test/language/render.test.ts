import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../codegen/diagnostics.js";
import { locate, renderDiagnostics } from "../../src/language/diagnostics/render.js";

const at = (start: number, end: number, more: Partial<Diagnostic> = {}): Diagnostic => ({
  code: "syntax/test",
  message: "this is wrong",
  span: { start, end },
  ...more,
});

describe("the caret stands under the characters it means", () => {
  test.each([
    ["after a tab", "\tA B", 3, 4],
    ["after a combining mark", "X\u0304 B", 3, 4],
    ["after wide characters", "日本 B", 3, 4],
    ["after an astral letter", "𝐗 B", 3, 4],
    ["after what does not show", "A\u200b B", 3, 4],
    ["at the end", "A*", 2, 2],
    ["beyond the end", "A*", 9, 12],
    ["on an empty text", "", 0, 0],
    ["on the second line", "A\r\nB C", 5, 6],
    ["over a line end", "A B\nC", 2, 5],
  ])("%s", (_, source, start, end) => {
    expect(renderDiagnostics([at(start, end)], source)).toMatchSnapshot();
  });
});

test("a long line is cut around the caret", () => {
  const line = Array.from({ length: 5_000 }, (_, index) => `A${index}`).join(" + ");
  const start = line.indexOf("A2500");
  const rendered = renderDiagnostics([at(start, start + 5)], line);
  expect(rendered).toMatchSnapshot();
  const [quoted = "", marks = ""] = rendered.split("\n").slice(3);
  expect(quoted.slice(marks.indexOf("^"), marks.lastIndexOf("^") + 1)).toBe("A2500");
});

test("related places are shown on their lines", () => {
  const source = "A: m×n\nB: n×p\nA + B";
  const related = [
    { span: { start: 3, end: 6 }, message: "A is m×n" },
    { span: { start: 10, end: 13 }, message: "B is n×p" },
  ];
  expect(renderDiagnostics([at(16, 17, { related, hint: "transpose one of them" })], source)).toMatchSnapshot();
});

test("many errors are cut short, a long message too", () => {
  const many = Array.from({ length: 500 }, (_, index) => at(index, index + 1));
  const rendered = renderDiagnostics(many, "A ".repeat(300));
  expect(rendered.length).toBeLessThan(4096);
  expect(rendered).toMatch(/… and \d+ more errors\n$/);
  expect(renderDiagnostics([at(0, 1, { message: "x".repeat(10_000) })], "A").length).toBeLessThan(2048);
});

test("lines and columns count from one, columns in code points", () => {
  const place = locate("AB\n𝐗X̄ C", { start: 8, end: 9 });
  expect([place.line, place.column]).toEqual([2, 5]);
});
