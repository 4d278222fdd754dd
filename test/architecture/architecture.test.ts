/** What the architecture rests on: each rule of the linter fires on a violation that is planted here. */
import { ESLint } from "eslint";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { cycleIn, importsOf, modulesIn } from "./imports.js";

const eslint = new ESLint();

/** The rules that fire on a module of this text at this place. */
async function rulesFired(filePath: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath });
  return result!.messages.map((m) => m.ruleId ?? m.message);
}

const importing = (spec: string): string => `import * as planted from "${spec}";\nexport const used = planted;\n`;

test.each([
  ["codegen/plan/planted.ts", "../../src/language/syntax.js"],
  ["codegen/runtime/planted.ts", "../run/layer.js"],
  ["grammar/planted.ts", "../src/language/syntax.js"],
  ["src/language/planted.ts", "../expression/express.js"],
  ["src/expression/planted.ts", "../simplify/match.js"],
  ["src/simplify/planted.ts", "../calculus/derivation.js"],
  ["src/calculus/planted.ts", "../plan/schedule.js"],
  ["src/plan/planted.ts", "../print/formulas.js"],
  ["src/print/planted.ts", "../check/derivation/check.js"],
])("%s may not import %s", async (filePath, spec) => {
  expect(await rulesFired(filePath, importing(spec))).toContain("import-x/no-restricted-paths");
});

test("a cycle of two modules is found", async () => {
  // Flops are polynomials in sizes.
  expect(await rulesFired("codegen/plan/sizes.ts", importing("./flops.js"))).toContain("import-x/no-cycle");
});

test("what is allowed is not reported", async () => {
  expect(await rulesFired("src/plan/planted.ts", importing("../../codegen/plan/program.js"))).toEqual([]);
});

test("a long file and a long function are found", async () => {
  const lines = (n: number): string => Array.from({ length: n }, (_, i) => `  // ${i}`).join("\n");
  expect(await rulesFired("src/plan/planted.ts", `${lines(401)}\nexport {};\n`)).toContain("max-lines");
  const long = `export function long(): number {\n${lines(60)}\n  return 1;\n}\n`;
  expect(await rulesFired("src/plan/planted.ts", long)).toContain("max-lines-per-function");
});

test("a planted cycle is found", () => {
  const graph = new Map([
    ["a", ["b"]],
    ["b", ["c"]],
    ["c", ["b"]],
  ]);
  expect(cycleIn(graph)).toEqual(["b", "c", "b"]);
});

test("no module imports itself by way of others, for types neither", () => {
  expect(cycleIn(importsOf(modulesIn(["grammar", "codegen", "src", "bench"])))).toBeUndefined();
});

test("files that the documentation names are there", () => {
  const pages = [
    "README.md",
    "CONTRIBUTING.md",
    ...readdirSync("docs")
      .filter((p) => p.endsWith(".md"))
      .map((p) => `docs/${p}`),
  ];
  const missing = pages.flatMap((page) =>
    [...readFileSync(page, "utf8").matchAll(/`((?:src|codegen|grammar|rules|scripts|test|bench)\/[\w./-]+)`/g)]
      .map(([, path]) => path!)
      .filter((path) => !path.includes("generated") && !existsSync(path) && !existsSync(`test/${path}`))
      .map((path) => `${page}: ${path}`),
  );
  expect(missing).toEqual([]);
});
