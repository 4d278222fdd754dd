/** Sizes that are printed read back as the same sizes: declarations in every notation, and the shapes of a report. */
import { describe, expect, test } from "vitest";
import { deriveSource } from "../../src/derive.js";
import { emit } from "../../src/emit.js";
import { parseProgram } from "../../src/language/parse/parse.js";
import { printProgram } from "../../src/language/print/print-program.js";
import { functions, outlineStatement } from "./support.js";

const scope = { names: [], functions };

const SHAPES = [
  "m×n",
  "3×4",
  "n",
  "7",
  "scalar",
  "(m·n)×n",
  "m·n",
  "(m n)",
  "(m n)×(n m)",
  "(2m n)×3",
  "n²",
  "n²×m",
  "(n² m)×m",
  "n + 1",
  "(n + 1)×(m − 1)",
  "2(n + 1)×n",
  "2n×n",
  "(n/2)×(n²/2 + n/2)",
  "n²/2 + n/2",
  "(m n + p)×(m − n + p)",
  "min(m, n)×n",
];

describe.each(SHAPES)("X: %s", (shape) => {
  const source = `X: ${shape} positive\nX`;

  test.each(["text", "ascii", "latex"] as const)("in %s", (notation) => {
    const { program, diagnostics } = parseProgram(source, scope);
    expect(diagnostics).toEqual([]);
    const printed = printProgram(program, notation);
    const again = parseProgram(printed, scope);
    expect(again.diagnostics, printed).toEqual([]);
    expect(again.program.statements.map(outlineStatement), printed).toEqual(program.statements.map(outlineStatement));
  });

  test.each([false, true])("in a report, ascii %s", (ascii) => {
    const derivation = deriveSource(source);
    const line = /^ {2}(X: .+)$/m.exec(emit(derivation, "text", { ascii }))![1]!;
    const again = deriveSource(`${line}\nX`);
    const shapeOf = ({ program }: typeof derivation): string[] =>
      program.inputs.map(({ node }) => `${node.rows.key}×${node.cols.key}`);
    expect(shapeOf(again), line).toEqual(shapeOf(derivation));
    expect(again.program.inputs[0]!.node.properties).toBe(derivation.program.inputs[0]!.node.properties);
  });
});
