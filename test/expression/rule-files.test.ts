/** What authors of rules are told: one mistake of each kind, with its place and what to write. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readBibliography } from "../../scripts/bibliography.js";
import { readRuleFiles } from "../../scripts/rule-files.js";
import { compileRules } from "../../src/expression/rulefile/compile.js";
import { formsOf, shadows } from "../../src/expression/rulefile/alike.js";
import { RuleError } from "../../src/expression/rulefile/problem.js";
import { Catalogue } from "../../src/expression/catalogue/catalogue.js";
import { loadCatalogue } from "../../src/expression/catalogue/load.js";
import { locate } from "../../src/language/diagnostics/render.js";

const sources = new Set(
  readBibliography(readFileSync(new URL("../../rules/references.bib", import.meta.url), "utf8")).map((s) => s.key),
);

/** Enough to type the rules of these tests. */
const GROUND = readRuleFiles()
  .filter(({ name }) => name === "rules/properties.rules" || name === "rules/parts.rules")
  .map(({ name, text }) => ({ name, text: name === "rules/properties.rules" ? withoutFormulas(text) : text }));

/** The lines with formulas of properties use functions of other files. */
function withoutFormulas(text: string): string {
  return text.replace(/^ {2}(tangent|direction|retract|riemannian|metric|sample) .*$/gm, "");
}

const compile = (text: string) =>
  compileRules([...GROUND, { name: "rules/new.rules", text }], () => undefined, { sources });

/** `line:column code: message; hint` of each mistake in the new file. */
function mistakes(text: string): string[] {
  try {
    compile(text);
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    return error.diagnostics.map(({ code, message, span, source, hint }) => {
      expect(source?.name).toBe("rules/new.rules");
      const { line, column } = locate(source!.text, span);
      return `${line}:${column} ${code}: ${message}${hint === undefined ? "" : `; ${hint}`}`;
    });
  }
  return [];
}

const FOO = "function foo\n  Y = foo(A)  A: m×n; Y: m×n\n";

test.each([
  [
    "a rule of no kind",
    "funtion foo\n  Y = foo(A)  A: m×n; Y: m×n\n",
    /^1:1 rule\/keyword: funtion is not one of function, .*; did you mean `function`\?$/,
  ],
  ["a line before the first rule", "  Y = foo(A)\n", /^1:3 rule\/line: a line of a rule stands before the first rule$/],
  ["no formula", "function foo\n", /^1:1 rule\/formula: function foo needs a formula$/],
  [
    "a formula without =",
    "function foo\n  foo(A)\n",
    /^2:9 rule\/line: unexpected end in the formula of a rule, expected `=` or/,
  ],
  [
    "a line of no kind",
    `${FOO}  flps 3 m n\n`,
    /^3:3 rule\/line: flps begins no line of this block; did you mean `flops`\?$/,
  ],
  [
    "a line of a scalar function of no kind",
    "scalar bar\n  domian t > 0\n",
    /^2:3 rule\/line: domian begins .*`domain`/,
  ],
  ["a line of a property of no kind", "property bar\n  tangnt A\n", /^2:3 rule\/line: tangnt begins .*`tangent`/],
  [
    "an unfinished line",
    "simplify s\n  A + B = B + A  A, B: n×n\n  unless\n",
    /^3:9 rule\/line: unexpected end in a line below a formula, expected `dearer`$/,
  ],
  [
    "two blanks",
    `${FOO}  dY  = dA\n`,
    /^3:5 rule\/line: unexpected two blanks .*; two blanks stand only between a formula and its declarations$/,
  ],
  [
    "an unknown output of an inference",
    `${FOO}  Z is symmetric when A is\n`,
    /^3:3 rule\/output: Z is not an output of foo; did you mean `Y`\?$/,
  ],
  [
    "an unknown output of a variation",
    `${FOO}  dZ = dA\n`,
    /^3:3 rule\/output: dZ is not an output of foo; did you mean `dY`\?$/,
  ],
  ["an unknown output of a gauge", `${FOO}  gauge W\n`, /^3:9 rule\/output: W is not an output of foo/],
  [
    "an unknown parameter",
    `${FOO}  Y is symmetric when B is\n`,
    /^3:23 rule\/parameter: B is not a parameter; did you mean `A`\?$/,
  ],
  [
    "an unknown property",
    `${FOO}  Y is symetric when A is\n`,
    /^3:8 rule\/property: symetric is not a property; did you mean `symmetric`\?$/,
  ],
  [
    "an unknown property of a declaration",
    "function foo\n  Y = foo(A)  A: n×n symetric; Y: n×n\n",
    /^2:22 type\/unknown-property: symetric is not a property; did you mean symmetric\?$/,
  ],
  [
    "an unknown property of a case",
    `${FOO}  when A is symetric\n    dY = dA\n`,
    /^3:13 rule\/property: symetric .*`symmetric`/,
  ],
  [
    "an unknown property of a property",
    "property bar\n  implies symetric\n",
    /^2:11 rule\/property: symetric .*`symmetric`/,
  ],
  [
    "an unknown shape of an exclusion",
    "property bar\n  excludes symmetric at odd orders: no reason\n",
    /^2:25 rule\/shape: odd orders is not one of .*`odd order`/,
  ],
  [
    "an unknown source",
    `${FOO}  cite giles2088 §2\n`,
    /^3:8 rule\/source: giles2088 is not in rules\/references.bib; did you mean `giles2008`\?$/,
  ],
  ["an undeclared name", `${FOO}  dY = dA + B\n`, /^3:13 \S+: .*B/],
  ["an unknown function", `${FOO}  dY = trl(dA)\n`, /^3:8 syntax\/\S+: .*`trl`.*`tril`/],
  ["an open bracket", `${FOO}  dY = tril(dA\n`, /^3:12 syntax\/unclosed-bracket/],
  ["shapes that do not fit", `${FOO}  dY = dA A\n`, /^3:11 type\/shape-mismatch: cannot multiply: dA is m×n, A is m×n/],
  ["sides of different shapes", `${FOO}  dY = dAᵀ\n`, /^3:8 rule\/shapes: the two sides have different shapes$/],
  [
    "an output without a shape",
    "function foo\n  Y = foo(A)  A: m×n\n",
    /^2:3 rule\/undeclared: the shape of Y is not declared$/,
  ],
  ["a size that is none", `${FOO}  needs m >=\n`, /^3:13 rule\/line: unexpected end .*expected a word$/],
  ["sizes of checks", `${FOO}  check m = x\n`, /^3:13 rule\/size: x is not a number$/],
  [
    "a scalar function of another name",
    "scalar bar\n  barr(t) = t\n",
    /^2:3 rule\/output: barr\(t\) is not bar\(t\) or bar′\(t\)/,
  ],
  [
    "a scalar function without a derivative",
    "scalar bar\n  odd\n",
    /^1:1 rule\/derivative: the derivative of bar must be stated; write bar′\(t\) = /,
  ],
  [
    "a name on the right alone",
    "simplify s\n  tril(A) = tril(B)  A, B: n×n\n",
    /^2:13 rule\/unbound: B stands only on the right$/,
  ],
  [
    "an identity that is none",
    "identity i\n  diag(E) = diag(E)  E: m×n\n",
    /^2:3 rule\/identity: G : … is expected on the left$/,
  ],
  ["what transposition does", "property bar\n  Aᵀ = 2A\n", /^2:3 rule\/transpose: /],
  ["a rule twice", `${FOO}${FOO}`, /^3:1 rule\/twice: foo is declared twice, first in rules\/new.rules:1$/],
  [
    "a function whose arguments another takes",
    `${FOO}function foo-of-square\n  Y = foo(A)  A: n×n; Y: n×n\n`,
    /^4:7 rule\/alike: foo-of-square is never reached: foo takes its arguments before it$/,
  ],
  [
    "two rules that match alike",
    "simplify s\n  tril(A) + triu(B) = A + B  A, B: n×n\nsimplify t\n  triu(P) + tril(Q) = P  P: k×k; Q: k×k symmetric\n",
    /^4:3 rule\/alike: t matches nothing that s does not match before it; join the two, or ask for more in rules\/new.rules:2$/,
  ],
])("%s", (_, text, expected) => {
  const found = mistakes(text);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(expected);
});

test("several mistakes are told at once", () => {
  expect(mistakes(`${FOO}  flps 1\n  gague Y\nscalar bar\n  domian t > 0\n`)).toHaveLength(3);
});

test("m >= n is m ≥ n", () => {
  const rule = compile(`${FOO}  needs m >= n\n  Y is symmetric when m >= n\n`).functions.find((f) => f.name === "foo")!;
  expect(rule.sizes.map((s) => `${s.larger.key} ${s.smaller.key}`)).toEqual(["m n"]);
  expect(rule.inferences[0]!.sizes!.map((s) => `${s.larger.key} ${s.smaller.key}`)).toEqual(["m n"]);
});

test("rules of one form with other conditions are no mistake, nor the special before the general", () => {
  expect(
    mistakes(
      "simplify s\n  tril(A) = A  A: n×n lower\nsimplify t\n  tril(A) = diagpart(A)  A: n×n upper\nsimplify u\n  tril(A) = A  A: n×n\n",
    ),
  ).toEqual([]);
});

test("no rule of the files is one that never applies", () => {
  const { rewrites, recognitions, expansions, presentations } = loadCatalogue().data;
  for (const rules of [rewrites, recognitions, expansions, presentations]) {
    const forms = rules.map(formsOf);
    const shadowed = rules.filter((_, i) =>
      forms.some((f, j) => j < i && !rules[j]!.unlessDearer && shadows(f, forms[i]!)),
    );
    expect(shadowed.map((r) => r.name)).toEqual([]);
  }
});

test("the catalogue that is loaded is that of the files", () => {
  const catalogue = new Catalogue(compileRules(readRuleFiles(), () => "0 t", { sources }));
  expect([...catalogue.functions.keys()]).toEqual([...loadCatalogue().functions.keys()]);
});
