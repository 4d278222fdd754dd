/** Reading an expression as a function of one diagonal matrix. */
import { describe, expect, it } from "vitest";
import { deriveSource } from "../../src/derive.js";
import { isApply, postorder, type Node } from "../../src/expression/node/node.js";
import { functionBody } from "../../src/simplify/function-of.js";

/** The program's value, read as a function of the diagonal matrix that it calls Λ. */
function bodyOf(program: string): Node | undefined {
  const derivation = deriveSource(`Λ: n×n diagonal\nA: n×n\nε: scalar\n${program}`);
  const { store, outputs, program: source } = derivation;
  const diagonal = source.inputs.find((i) => i.spelling === "Λ")!.node;
  return functionBody(store, outputs[0]!.node, diagonal);
}

describe("an expression is a function of Λ", () => {
  it("where it is made of Λ, I and scalars by operations that act on each eigenvalue", () => {
    const body = bodyOf("Λ² + ε I");
    expect(body).toBeDefined();
    expect(postorder([body!]).some((n) => n.kind === "symbol" && n.role === "bound")).toBe(true);
    expect(isApply(body!, "sum")).toBe(true);
  });

  it("and not where another matrix takes part", () => {
    expect(bodyOf("Λ² + A")).toBeUndefined();
    expect(bodyOf("Λ A")).toBeUndefined();
  });

  it("unless it has so many parts that to read each such expression would take the square of its length", () => {
    const nested = (depth: number): string => `${"sin(".repeat(depth)}Λ${")".repeat(depth)} + A − A`;
    expect(bodyOf(nested(20))).toBeDefined();
    expect(bodyOf(nested(500))).toBeUndefined();
  });
});
