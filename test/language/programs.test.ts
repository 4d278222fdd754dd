/** The programs of the oracle, typed as they are given and as they are printed in each notation. */
import { describe, expect, test } from "vitest";
import { parse } from "../../src/derive.js";
import { functionWords, loadCatalogue } from "../../src/expression/catalogue/load.js";
import { isScalar, isVector } from "../../src/expression/node/node.js";
import { greekWords } from "../../grammar/letters.js";
import { canonicalName } from "../../grammar/names.js";
import { parseProgram } from "../../src/language/parse/parse.js";
import { printProgram } from "../../src/language/print/print-program.js";
import type { NotationName } from "../../src/language/print/print.js";
import { oracleCases } from "../oracle/cases.js";
import { structureOf } from "../structure.js";

const functions = functionWords(loadCatalogue());
const printed = (source: string, notation: NotationName): string =>
  printProgram(parseProgram(source, { functions }).program, notation);

const isAscii = (text: string): boolean => /^[\n -~]*$/.test(text);

describe.each(["text", "ascii", "latex"] as const)("printed in %s and read again", (notation) => {
  test.each(oracleCases.map(({ id, program }) => [id, program] as const))("%s is the same program", (_, program) => {
    const text = printed(program, notation);
    if (notation !== "text") expect(isAscii(text), text).toBe(true);
    expect(structureOf(parse(text)), text).toEqual(structureOf(parse(program)));
    expect(printed(text, notation), "printing is stable").toBe(text);
  });

  test.each([...greekWords.keys()])("%s is itself, plain, as a differential, with index and accent", (letter) => {
    for (const name of [letter, `${letter}₁`, `${letter}_xy`, `${letter}̂`, `d${letter}`]) {
      const program = `${name}: m×n\nB: m×n\ntr(${name}ᵀ B) + ‖${name}‖²`;
      const text = printed(program, notation);
      expect(structureOf(parse(text)), text).toEqual(structureOf(parse(program)));
    }
  });
});

test("every program of the oracle has the inputs that its numbers are for, of their shapes", () => {
  for (const { id, program, inputs } of oracleCases) {
    if (!inputs) continue;
    const typed = parse(program).inputs;
    expect(typed.map((i) => i.name).sort(), id).toEqual(Object.keys(inputs).map(canonicalName).sort());
    for (const [name, value] of Object.entries(inputs)) {
      const { node, matrix } = typed.find((i) => i.name === canonicalName(name))!;
      const levels = matrix ? 2 : isScalar(node) ? 0 : isVector(node) ? 1 : 2;
      expect(depth(value), `${id}: ${name}`).toBe(levels);
    }
  }
});

const depth = (value: unknown): number => (Array.isArray(value) ? 1 + depth(value[0]) : 0);
