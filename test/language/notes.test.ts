import { expect, it } from "vitest";
import { answerTo } from "../../scripts/docs/notes-page.js";
import { parse } from "../../src/derive.js";
import { NOTES, type NoteKind } from "../../src/language/diagnostics/notes.js";

it.each(Object.entries<NoteKind>(NOTES))("%s is what its example gets", (code, kind) => {
  expect(answerTo(code, kind)).not.toBe("");
});

it("tells each thing once, in the order of the text", () => {
  const { notes } = parse("a: scalar\nW: m×n\nsum(relu(W)) + aᵀ + aᵀ + sum(relu(W))");
  expect(notes.map((n) => n.code)).toEqual(["entrywise", "transposed-scalar"]);
});

it.each(["X: m×n\nrelu.(X)", "S: n×n symmetric\ntanh(S)", "x: n\nxᵀx", "X: m×n\nX[1:2, :]", "relu(x)"])(
  "says nothing of what is plain: %s",
  (program) => {
    expect(parse(program).notes).toEqual([]);
  },
);
