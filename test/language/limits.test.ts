/**
 * No input, however long or deep, overflows the stack or takes long: an answer, or a limit by its name. Work is counted in
 * states of the parser, which do not depend on the machine; times are measured by bench/parse.ts.
 */
import nearley from "nearley";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseExpression, parseProgram } from "../../src/language/parse/parse.js";
import { printExpression } from "../../src/language/print/print.js";
import { renderDiagnostics } from "../../src/language/diagnostics/render.js";
import { sameSyntax } from "../../src/language/traverse.js";
import { functions, read } from "./support.js";

const scope = { functions };
const longest = 262_144;
const fill = (piece: string, length = longest): string => piece.repeat(Math.floor(length / piece.length));

/** Most states of the parser a character of a text: the widest columns, beneath many brackets, hold about 100. */
const STATES_PER_CHARACTER = 200;

let states = 0;
const { feed } = nearley.Parser.prototype;
beforeAll(() => {
  nearley.Parser.prototype.feed = function (this: nearley.Parser & { table: { states: unknown[] }[] }, chunk: string) {
    try {
      return feed.call(this, chunk);
    } finally {
      states += this.table.reduce((sum, column) => sum + column.states.length, 0);
    }
  };
});
afterAll(() => {
  nearley.Parser.prototype.feed = feed;
});

/** The answer, and the states that the parser went through for it. */
function counted<T>(work: () => T): readonly [answer: T, states: number] {
  states = 0;
  const answer = work();
  return [answer, states];
}

describe("limits", () => {
  test.each([
    ["characters", "A".repeat(longest + 1), "limit/characters"],
    ["nested brackets", `${"(".repeat(10_000)}A${")".repeat(10_000)}`, "limit/depth"],
    ["a tower of powers", Array(2_000).fill("a").join("^"), "limit/depth"],
    ["postfix operators", `A${"²ᵀ".repeat(2_000)}`, "limit/depth"],
    ["functions without brackets", `${"log ".repeat(2_000)}x`, "limit/depth"],
    ["bars", `${"|-".repeat(2_000)}A`, "limit/depth"],
    ["a name", "a".repeat(300), "limit/name-length"],
    ["a declared name", `${"a".repeat(300)}: n×n`, "limit/name-length"],
    ["a number", "1".repeat(1_000), "syntax/number-overflow"],
  ])("%s", (_, source, code) => {
    const { diagnostics } = parseProgram(source, scope);
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
  });

  test("are options", () => {
    const codes = (source: string, limits: object): string[] =>
      parseProgram(source, scope, { limits }).diagnostics.map(({ code }) => code);
    expect(codes("A + B + C", { characters: 5 })).toEqual(["limit/characters"]);
    expect(codes("((A))", { depth: 1 })).toEqual(["limit/depth"]);
    expect(codes("A + B + C", { nodes: 3 })).toEqual(["limit/nodes"]);
    expect(codes("foo: n", { nameLength: 2 })).toEqual(["limit/name-length"]);
  });
});

describe("within the limits", () => {
  test.each([
    ["200 brackets", `${"(".repeat(200)}A${")".repeat(200)}`, "A"],
    ["5 000 minus signs", `${"-".repeat(5_000)}A`, "A"],
    ["5 001 primes", `A${"'".repeat(5_001)}`, "transpose[A]"],
    ["blanks", Array(14).fill(" A ").join(" + "), `sum[${Array(14).fill("A").join(", ")}]`],
  ])("%s", (_, source, tree) => {
    expect(read(source)).toBe(tree);
  });

  test.each<[string, (size: number) => string, number]>([
    ["factors", (n) => Array.from({ length: n }, (_, index) => `A${index}`).join("*"), 10_000],
    ["terms", (n) => Array(n).fill("A").join("+"), 100_000],
    ["juxtaposed factors", (n) => "A ".repeat(n), 50_000],
    ["functions of functions", (n) => `${"exp(log(".repeat(n)}A${"))".repeat(n)}`, 500],
    ["squares", (n) => `${"(".repeat(n)}A${").^2".repeat(n)}`, 60],
    ["powers", (n) => Array(n).fill("a").join("^"), 1_000],
    ["quotients", (n) => Array(n).fill("a").join("/"), 50_000],
    ["rows of a block", (n) => `[${Array(n).fill("A").join(";")}]`, 20_000],
  ])("%s are read and printed, in work that grows as they do", (_, make, size) => {
    const [, half] = counted(() => parseExpression(make(size / 2), scope));
    const [{ expression, diagnostics }, whole] = counted(() => parseExpression(make(size), scope));
    expect(diagnostics).toEqual([]);
    expect(whole).toBeGreaterThan(0);
    expect(whole).toBeLessThan(2.2 * half);
    for (const notation of ["text", "ascii", "latex"] as const) {
      const printed = printExpression(expression!, notation);
      if (printed.length > longest) continue;
      const again = parseExpression(printed, scope).expression;
      expect(again !== undefined && sameSyntax(again, expression!)).toBe(true);
    }
  });
});

describe("hostile texts are answered in work of their length", () => {
  const texts: Readonly<Record<string, string>> = {
    statements: fill("A;"),
    definitions: Array.from({ length: 20_000 }, (_, index) => `A${index}=B`).join(";"),
    functions: Array.from({ length: 15_000 }, (_, index) => `f_${index}(t)=t`).join("\n"),
    typefaces: fill("\\bm"),
    braces: fill("\\bm{"),
    subscripts: `X_${fill("{", 200_000)}`,
    "Greek commands": fill("\\Sigma"),
    "unknown words": fill("foo "),
    transposes: `A^${"T".repeat(200_000)}`,
    bars: fill("|A|"),
    norms: fill("‖A"),
    quotes: fill("'"),
    "open functions": fill("log "),
    ampersands: fill("&"),
    "strange characters": fill("%"),
    "invisible characters": fill("\u200b"),
    spaces: `X ∈ ℝ${fill("^2", 200_000)}`,
    dimensions: `X: ${fill("n+", 200_000)}n`,
    properties: `X: ${fill("n ", 200_000)}`,
    outputs: `${fill("A,", 200_000)}A = svd(X)`,
    "broken lines": fill("A +\n"),
    "lines in a bracket": `(${fill("A\n", 200_000)}`,
    fractions: fill("\\frac"),
    "digits after a fraction": fill("\\frac12"),
    environments: fill("\\begin{bmatrix}"),
    "rows of an environment": `\\begin{bmatrix}${fill("A\\\\\n", 200_000)}\\end{bmatrix}`,
    slices: `A${fill("[1]", 200_000)}`,
    underscores: fill("_"),
    equations: fill("A="),
    marks: `A${"\u0304".repeat(200_000)}`,
    "accented letters": fill("A\u0304"),
    backslashes: fill("\\"),
    solves: fill("A\\B"),
    "every bracket": fill("([{|‖"),
    "a long subscript": `x_${"a".repeat(200_000)}`,
    "a long number in a name": `A${"1".repeat(200_000)}`,
  };

  test.each(Object.entries(texts))("%s", (_, text) => {
    const source = text.slice(0, longest);
    const [{ diagnostics }, work] = counted(() => parseProgram(source, scope));
    expect(work).toBeLessThan(STATES_PER_CHARACTER * source.length);
    expect(renderDiagnostics(diagnostics, source).length).toBeLessThan(4_096);
  });
});
