/** Every pair of properties, at every kind of shape: refused exactly where no input, or one alone, has both. */
import { describe, expect, test } from "vitest";
import { loadCatalogue } from "../../src/expression/catalogue/load.js";
import { MatrixBackpropError } from "../../codegen/diagnostics.js";
import { derive, parse } from "../../src/index.js";

const properties = loadCatalogue()
  .data.properties.filter((p) => p.declarable)
  .map((p) => p.name);

test("the properties of the language are those that can be declared", () => {
  expect([...properties].sort()).toEqual(
    (
      "constant diagonal fullrank invertible lower nonnegative orthogonal orthonormal positive projector psd " +
      "rowstochastic skew spd symmetric unit upper"
    ).split(" "),
  );
});

/** The code a declaration is refused with, or `accepted`. */
function answer(declaration: string): string {
  try {
    parse(`${declaration}\nX`);
    return "accepted";
  } catch (error) {
    if (!(error instanceof MatrixBackpropError)) throw error;
    expect(error.diagnostics).toHaveLength(1);
    return error.code;
  }
}

/** For n×n with n > 1. A triangle stands beside `unit`. */
const contradictory: Readonly<Record<string, readonly string[]>> = {
  skew: [
    "symmetric",
    "psd",
    "spd",
    "diagonal",
    "lower",
    "upper",
    "unit lower",
    "projector",
    "positive",
    "nonnegative",
  ].concat(["rowstochastic"]),
  lower: ["positive"],
  upper: ["positive"],
  "unit lower": [
    "symmetric",
    "psd",
    "spd",
    "diagonal",
    "orthogonal",
    "orthonormal",
    "projector",
    "rowstochastic",
  ].concat(["upper", "positive"]),
  orthogonal: ["psd", "spd", "projector", "positive"],
  orthonormal: ["psd", "spd", "projector", "positive"],
  projector: ["spd", "invertible", "fullrank"],
  rowstochastic: ["diagonal"],
};
const excluded = (p: string, q: string): boolean =>
  contradictory[p]?.includes(q) === true || contradictory[q]?.includes(p) === true;
const words = properties.map((p) => (p === "unit" ? "unit lower" : p));
const pairs = words.flatMap((p, i) => words.slice(i).map((q) => [p, q] as const));

describe("square matrices", () => {
  test.each(pairs)("%s %s", (p, q) => {
    const expected = (said: string): string =>
      // The words are one property then.
      excluded(p, q) && said !== "skew symmetric" ? "type/contradiction" : "accepted";
    for (const said of [`${p} ${q}`, `${q} ${p}`]) expect(answer(`X: n×n ${said}`)).toBe(expected(said));
  });
});

test.each(pairs)("%s %s has a gradient that passes its check, or is refused with a reason", (p, q) => {
  try {
    derive(`X: n×n ${p} ${q}\nX`);
  } catch (error) {
    expect((error as MatrixBackpropError).code).toMatch(/^type\/contradiction$|^rule\/no-projection$/);
  }
});

describe("1×1", () => {
  test.each(pairs)("%s %s", (p, q) => {
    expect(answer(`X: 1×1 ${p} ${q}`)).toBe("accepted");
  });
});

describe("what the shape decides", () => {
  test.each([
    ["X: 2×3 symmetric", "type/property-shape"],
    ["X: m×n skew", "type/property-shape"],
    ["X: n×(n+1) orthogonal", "type/property-shape"],
    ["x: n diagonal", "type/property-shape"],
    ["X: 2×3 orthonormal", "type/property-shape"],
    ["X: n×2n orthonormal", "type/property-shape"],
    ["X: n×(n+1) orthonormal", "type/property-shape"],
    ["X: m×n orthonormal", "accepted"],
    ["X: (n+1)×n orthonormal", "accepted"],
    ["X: 2n×n orthonormal", "accepted"],
    ["x: n orthonormal", "accepted"],
    ["x: n orthonormal positive", "accepted"],
    ["X: m×n orthonormal positive", "type/contradiction"],
    ["x: n rowstochastic", "type/property-shape"],
    ["X: 1×n rowstochastic", "accepted"],
    ["X: n×n unit", "type/incomplete-property"],
    ["X: n×n upper unit", "accepted"],
    ["X: n×n diagonal positive", "accepted"],
    ["X: n×n lower positive upper", "accepted"],
    ["X: 3×3 skew invertible", "type/contradiction"],
    ["X: 4×4 skew invertible", "accepted"],
    ["X: n×n skew invertible", "accepted"],
    ["X: 5×5 skew orthogonal", "type/contradiction"],
    ["X: n×n even", "type/unknown-property"],
    ["X: n×n odd", "type/unknown-property"],
    ["a: scalar positive constant", "accepted"],
    ["a: scalar nonnegative", "accepted"],
    ["a: scalar symmetric diagonal spd", "accepted"],
    ["a: scalar skew", "type/contradiction"],
    ["a: scalar orthogonal", "type/contradiction"],
    ["a: scalar projector", "type/contradiction"],
    ["a: scalar lower unit", "type/contradiction"],
    ["a: scalar rowstochastic", "type/contradiction"],
  ])("%s: %s", (declaration, expected) => {
    expect(answer(declaration.replace(/^[xa]/, "X"))).toBe(expected);
  });
});

test("a contradiction points at both words and says why", () => {
  try {
    parse("X: n×n spd constant projector\nX");
    expect.unreachable();
  } catch (error) {
    const { diagnostics } = error as MatrixBackpropError;
    expect(diagnostics).toMatchObject([
      {
        code: "type/contradiction",
        message: "projector contradicts spd",
        span: { start: 20, end: 29 },
        hint: "only the identity is both; spd implies invertible",
        related: [{ span: { start: 7, end: 10 } }],
      },
    ]);
  }
});
