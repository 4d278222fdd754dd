/** Greek letters that LaTeX has no command for are defined where they are used, and only there. */
import { expect, test } from "vitest";
import { deriveSource } from "../../src/derive.js";
import { emit } from "../../src/emit.js";

/** The Greek letters of LaTeX itself (The LaTeX Companion, table 8.3). */
const ofLatex =
  "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi " +
  "omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega";

const capitals = Array.from("ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ");
const small = Array.from("αβγδεζηθικλμνξοπρστυφχψω");

test.each(["latex", "tex"] as const)("every Greek letter has a meaning in %s", (kind) => {
  const text = emit(deriveSource(`${capitals.join(" + ")} + (${small.join(" + ")})Γ`), kind);
  const defined = new Set(Array.from(text.matchAll(/\\providecommand\{\\(\w+)\}/g), (m) => m[1]!));
  const known = new Set([...ofLatex.split(" "), ...defined]);
  const greek = /\\(alpha|beta|gamma|delta|varepsilon|eta|omicron|upsilon|[A-Z][a-z]+)(?![a-z])/g;
  const used = new Set(Array.from(text.matchAll(greek), (m) => m[1]!));
  expect(used.size).toBeGreaterThanOrEqual(capitals.length);
  expect([...used].filter((letter) => !known.has(letter))).toEqual([]);
});

test("a letter of LaTeX is not defined again", () => {
  expect(emit(deriveSource("Σ + Α"), "tex")).toMatch(/\\providecommand\{\\Alpha\}\{\\mathrm\{A\}\}/);
  expect(emit(deriveSource("Σ + Λ"), "tex")).not.toMatch(/providecommand\{\\(Sigma|Alpha|Lambda)\}/);
});
