/** docs/language.md against the language itself. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { deriveSource, parse } from "../../src/derive.js";
import { express } from "../../src/expression/express.js";
import { functionWords, loadCatalogue } from "../../src/expression/catalogue/load.js";
import { defaultLimits, grouped } from "../../src/language/diagnostics/limits.js";
import { parseExpression } from "../../src/language/parse/parse.js";
import { printExpression } from "../../src/language/print/print.js";

const page = readFileSync(new URL("../../docs/language.md", import.meta.url), "utf8");
const catalogue = loadCatalogue();
const functions = functionWords(catalogue);

/** The cells of the rows of the table under a heading. */
function rows(heading: string): string[][] {
  const section = page.split(new RegExp(`^##+ ${heading}$`, "m"))[1]!.split(/^##/m)[0]!;
  const lines = section.split("\n").filter((l) => l.startsWith("| ") && !l.startsWith("| ---"));
  return lines.slice(1).map((line) => cells(line));
}

/** Bars inside code do not separate cells. */
function cells(line: string): string[] {
  const parts = line.match(/(`[^`]*`|[^|`])+/g)!;
  return parts.map((c) => c.trim()).filter((c) => c !== "");
}

const codes = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map((m) => m[1]!);

/** The expression that a text is, as the engine prints it; of what has no size of its own, as the parser does. */
function reading(source: string): string {
  const { expression, diagnostics } = parseExpression(source, { functions });
  expect(diagnostics, source).toEqual([]);
  const unsized = expression!.kind === "apply" && ["identity", "ones"].includes(expression!.head);
  if (unsized) return printExpression(expression!, "text");
  const bare = { nameOf: () => undefined };
  return printExpression(express(catalogue, bare, parse(source).outputs[0]!.node), "text");
}

describe("the spellings of a token", () => {
  it.each(rows("Tokens"))("%s", (_, ...spellings) => {
    const all = spellings.flatMap(codes);
    expect(all.length).toBeGreaterThanOrEqual(3);
    const readings = all.map(reading);
    expect(new Set(readings).size, readings.join("  ")).toBe(1);
  });
});

it("has a program that works", () => {
  const program = /```text\n(X: m×n[\s\S]*?)```/.exec(page)![1]!;
  expect(deriveSource(program).gradients.map((g) => g.input.name)).toEqual(["X"]);
});

it("lists every property that a matrix can be declared with", () => {
  for (const { name, declarable } of catalogue.data.properties) if (declarable) expect(page).toContain(`\`${name}\``);
});

it("lists every scalar function", () => {
  const listed = codes(rows("Functions")[0]![1]!).flatMap((c) => c.split(" "));
  for (const { name } of catalogue.data.scalars) if (name !== "step") expect(listed).toContain(name);
  for (const name of listed) expect(catalogue.scalars.has(name), name).toBe(true);
});

it("lists functions of general matrices that have a rule", () => {
  const listed = codes(rows("Functions")[2]![1]!)
    .flatMap((c) => c.split(" "))
    .filter((c) => /^[a-z]+$/.test(c));
  expect(listed.length).toBeGreaterThan(5);
  for (const f of listed) expect(() => parse(`A: n×n\n${f}(A)`), f).not.toThrow();
});

it("states the limits", () => {
  const stated = rows("Limits").map((r) => r[1]);
  const { characters, depth, nodes, nameLength } = defaultLimits;
  expect(stated).toEqual([characters, depth, nodes, nameLength].map(grouped));
});
