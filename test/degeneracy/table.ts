/** The tables of docs/degeneracy.md: each row is a program, a point, and what is answered there. */
import { readFileSync } from "node:fs";
import { DataError } from "../../codegen/run/data.js";
import { evaluateAt } from "../../src/plan/evaluate.js";
import { LinearAlgebraError } from "../../codegen/runtime/errors.js";
import { deriveSource } from "../../src/derive.js";

export interface Row {
  readonly program: string;
  readonly inputs: unknown;
  readonly answer: string;
}

const cell = (text: string): string => text.trim().replace(/^`|`$/g, "").replaceAll("\\|", "|");

export function rows(): Row[] {
  const text = readFileSync(new URL("../../docs/degeneracy.md", import.meta.url), "utf8");
  return text
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => {
      const [program, inputs, answer] = line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map(cell) as [string, string, string];
      return { program, inputs: JSON.parse(inputs) as unknown, answer };
    });
}

/** The gradients, or the error by its code and message. */
export function answerTo({ program, inputs }: Omit<Row, "answer">): string {
  try {
    const { gradients } = evaluateAt(deriveSource(program), { inputs }, "adjoint");
    return JSON.stringify(gradients, (_, x: unknown) => (typeof x === "number" ? Number(x.toPrecision(6)) + 0 : x));
  } catch (error) {
    if (error instanceof LinearAlgebraError || error instanceof DataError) return `${error.code}: ${error.message}`;
    throw error;
  }
}
