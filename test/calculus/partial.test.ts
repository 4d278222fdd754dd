/** The part of a variation in which one differential stands. Templates are made anew, since parts are kept for each. */
import { expect, test } from "vitest";
import { partIn } from "../../src/calculus/partial.js";
import type { Template, TemplateStep } from "../../src/expression/catalogue/template.js";

const symbol = (name: string): TemplateStep => ({ op: "symbol", name });
const apply = (fn: string, ...args: number[]): TemplateStep => ({ op: "apply", fn, args });

/** The formula of a template, for reading. */
function text(template: Template): string {
  const parts: string[] = [];
  for (const step of template) {
    if (step.op === "symbol") parts.push(step.name);
    else if (step.op === "apply") parts.push(`${step.fn}(${step.args.map((a) => parts[a]).join(", ")})`);
  }
  return parts[parts.length - 1]!;
}

/** dA B + A dB. */
const product = (): Template => [
  symbol("dA"),
  symbol("B"),
  apply("product", 0, 1),
  symbol("A"),
  symbol("dB"),
  apply("product", 3, 4),
  apply("sum", 2, 5),
];
/** f(dA) + dA B + A(dB + dC). */
const mixed = (): Template => [
  symbol("dA"),
  apply("f", 0),
  symbol("B"),
  apply("product", 0, 2),
  symbol("dB"),
  symbol("dC"),
  apply("sum", 4, 5),
  symbol("A"),
  apply("product", 7, 6),
  apply("sum", 1, 3, 8),
];

test("terms of other differentials are left out, and what only they need", () => {
  const [first, second] = [partIn(product(), ["A", "B"], 0), partIn(product(), ["A", "B"], 1)];
  expect(text(first.template)).toBe("product(dA, B)");
  expect([...first.names].sort()).toEqual(["B", "dA"]);
  expect(first.template).toHaveLength(3);
  expect(text(second.template)).toBe("product(A, dB)");
  expect([...second.names].sort()).toEqual(["A", "dB"]);
});

test("several terms stay a sum; a term with two differentials stays whole", () => {
  const names = ["A", "B", "C"];
  expect(text(partIn(mixed(), names, 0).template)).toBe("sum(f(dA), product(dA, B))");
  const part = partIn(mixed(), names, 2);
  expect(text(part.template)).toBe("product(A, sum(dB, dC))");
  expect([...part.names].sort()).toEqual(["A", "dB", "dC"]);
});

test("what is no sum, and what nothing can be left out of, is the template itself", () => {
  const single: Template = [symbol("dA"), apply("transpose", 0)];
  expect(partIn(single, ["A"], 0).template).toBe(single);
  const both: Template = [symbol("dA"), symbol("s"), apply("product", 1, 0), apply("sum", 0, 2)];
  expect(partIn(both, ["A"], 0).template).toBe(both);
  const constant: Template = [symbol("dB"), symbol("B"), apply("sum", 0, 1)];
  expect(partIn(constant, ["A", "B"], 0).template).toEqual([symbol("B")]);
});

test("where nothing varies, as in a definition, nothing is left out", () => {
  const template = product();
  const part = partIn(template, ["A", "B"], -1);
  expect(part.template).toBe(template);
  expect([...part.names].sort()).toEqual(["A", "B", "dA", "dB"]);
});

test("a part is found once for each template", () => {
  const template = product();
  expect(partIn(template, ["A", "B"], 0)).toBe(partIn(template, ["A", "B"], 0));
  expect(partIn(template, ["A", "B"], 0)).not.toBe(partIn(template, ["A", "B"], 1));
});
