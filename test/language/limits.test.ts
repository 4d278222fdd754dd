/** No input, however long or deep, overflows the stack or takes long: an answer, or a limit by its name. */
import { describe, expect, test } from "vitest";
import { parseExpression, parseProgram } from "../../src/language/parse/parse.js";
import { printExpression } from "../../src/language/print/print.js";
import { renderDiagnostics } from "../../src/language/diagnostics/render.js";
import { sameSyntax } from "../../src/language/traverse.js";
import { functions, read } from "./support.js";

const scope = { functions };
const longest = 262_144;
const fill = (piece: string, length = longest): string => piece.repeat(Math.floor(length / piece.length));

/** The answer and the milliseconds it took. */
function timed<T>(work: () => T): readonly [answer: T, milliseconds: number] {
  const start = performance.now();
  const answer = work();
  return [answer, performance.now() - start];
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
    const [{ diagnostics }, milliseconds] = timed(() => parseProgram(source, scope));
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
    expect(milliseconds).toBeLessThan(2_000);
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

  test.each([
    ["10 000 factors", Array.from({ length: 10_000 }, (_, index) => `A${index}`).join("*"), 1_500],
    ["100 000 terms", Array(100_000).fill("A").join("+"), 4_000],
    ["50 000 juxtaposed factors", "A ".repeat(50_000), 4_000],
    ["500 functions of functions", `${"exp(log(".repeat(500)}A${"))".repeat(500)}`, 1_000],
    ["60 squares", `${"(".repeat(60)}A${").^2".repeat(60)}`, 1_000],
    ["1 000 powers", Array(1_000).fill("a").join("^"), 1_000],
    ["50 000 quotients", Array(50_000).fill("a").join("/"), 4_000],
    ["a block of 20 000 rows", `[${Array(20_000).fill("A").join(";")}]`, 4_000],
  ])("%s are read and printed", (_, source, most) => {
    const [{ expression, diagnostics }, milliseconds] = timed(() => parseExpression(source, scope));
    expect(diagnostics).toEqual([]);
    expect(milliseconds).toBeLessThan(most);
    for (const notation of ["text", "ascii", "latex"] as const) {
      const [printed, printing] = timed(() => printExpression(expression!, notation));
      expect(printing).toBeLessThan(most);
      if (printed.length > longest) continue;
      const again = parseExpression(printed, scope).expression;
      expect(again !== undefined && sameSyntax(again, expression!)).toBe(true);
    }
  });
});

describe("hostile texts are answered in time", () => {
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
    const [{ diagnostics }, milliseconds] = timed(() => parseProgram(source, scope));
    expect(milliseconds).toBeLessThan(6_000);
    const [rendered, rendering] = timed(() => renderDiagnostics(diagnostics, source));
    expect(rendered.length).toBeLessThan(4_096);
    expect(rendering).toBeLessThan(1_000);
  });
});
