import { expect, test } from "vitest";
import { parseExpression } from "../../src/language/parse/parse.js";
import type { Syntax } from "../../src/language/syntax.js";
import { foldTree, operands, postorder, sameSyntax } from "../../src/language/traverse.js";
import { functions } from "./support.js";

const read = (source: string): Syntax => parseExpression(source, { functions }).expression!;

test("postorder visits operands first", () => {
  const heads = postorder(read("-A B + log(C)")).map((node) => (node.kind === "apply" ? node.head : "leaf"));
  expect(heads).toEqual(["leaf", "leaf", "product", "negate", "leaf", "log", "sum"]);
});

test("depth costs no stack", () => {
  let tree = read("A");
  for (let depth = 0; depth < 200_000; depth += 1) {
    tree = { kind: "apply", head: "transpose", args: [tree], elementwise: false, span: tree.span, at: tree.span };
  }
  expect(foldTree<Syntax, number>(tree, operands, (_, [depth = 0]) => depth + 1)).toBe(200_001);
  expect(sameSyntax(tree, tree)).toBe(true);
});

test("trees are the same but for spans and spellings", () => {
  expect(sameSyntax(read("Sigma  +  x_1"), read("Σ + x₁"))).toBe(true);
  expect(
    ["A + B", "A - B", "exp(A)", "exp.(A)", "A", "2", "norm(A, 2)", "norm(A, 'nuc')"].map((text) =>
      sameSyntax(read(text), read("A + B")),
    ),
  ).toEqual([true, ...Array(7).fill(false)]);
});
