/** Greek letters that LaTeX has no command for are written with letters that it has, upright as the others. */
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
  const known = new Set(ofLatex.split(" "));
  const greek = /\\(alpha|beta|gamma|delta|varepsilon|eta|omicron|upsilon|[A-Z][a-z]+)(?![a-z])/g;
  const used = new Set(Array.from(text.matchAll(greek), (m) => m[1]!));
  // The eleven capitals of LaTeX, and some of the small letters.
  expect(used.size).toBeGreaterThan(11);
  expect([...used].filter((letter) => !known.has(letter))).toEqual([]);
  for (const letter of "ABEZHIKMNOPTX") expect(text).toContain(`\\mathrm{${letter}}`);
});

test("nothing is defined for them", () => {
  expect(emit(deriveSource("Σ + Α"), "tex")).toContain("\\Sigma + {\\mathrm{A}}");
  expect(emit(deriveSource("Σ + Λ"), "tex")).not.toMatch(/providecommand/);
});
