/** The state in the address of the playground. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { FORMS } from "../../src/emit-kinds.js";
import { EMPTY, TABS, decodeState, encodeState, type State } from "../../site/play/state.js";

const program = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({
    unit: fc.constantFrom("X", "ᵀ", "𝟏", "Ȳ", "X̄", "\n", "⁻¹", "‖", ";", "#", "%", "+", "é", "́"),
    maxLength: 80,
  }),
);

const state: fc.Arbitrary<State> = fc.record({
  program,
  claim: program,
  other: program,
  tab: fc.constantFrom(...TABS),
  sizes: fc.string({ maxLength: 30 }),
  seed: fc.nat(),
  form: fc.constantFrom(...FORMS),
  notation: fc.constantFrom("", "partial", "partial,odot,trace"),
});

test("every state comes back as it was, in characters that an address keeps", () => {
  const holds = (s: State): void => {
    const text = encodeState(s);
    expect(text).toMatch(/^1\.[A-Za-z0-9+$-]*$/);
    expect(decodeState(`#${text}`)).toEqual(s);
  };
  fc.assert(fc.property(state, holds), { numRuns: 2000 });
});

test("a program in plain text is read, too", () => {
  expect(decodeState("#p=log(X%E1%B5%80X)")).toEqual({ ...EMPTY, program: "log(XᵀX)" });
  const whole = { ...EMPTY, program: "tr(A ∘ B)", claim: "B", tab: "numpy" };
  expect(decodeState(`#p=${encodeURIComponent("tr(A ∘ B)")}&t=numpy&c=B`)).toEqual(whole);
});

test("what is empty, damaged or of an unknown version is no state", () => {
  for (const hash of ["", "#", "#1.", "#1.%%%", "#99.abc", "#nothing", "#p=%E1%B5"]) {
    expect(decodeState(hash), hash).toBeUndefined();
  }
});

test("fields that are not what they should be take their defaults", () => {
  fc.assert(
    fc.property(fc.string(), (junk) => {
      const found = decodeState(`#1.${junk}`);
      if (found) expect(TABS).toContain(found.tab);
    }),
  );
});
