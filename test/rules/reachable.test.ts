/** Rules of one head are tried in their order; one that none reaches is a mistake in the rule files. */
import { readFileSync, readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { compileRules, type RuleFile } from "../../src/expression/rulefile/compile.js";

const folder = new URL("../../rules/", import.meta.url);
const files: readonly RuleFile[] = readdirSync(folder)
  .filter((name) => name.endsWith(".rules"))
  .sort()
  .map((name) => ({ name, text: readFileSync(new URL(name, folder), "utf8") }));
const differentiate = (): string => "1";

it("refuses a rule whose arguments an earlier one of the same head takes", () => {
  const late = "function entropy-of-vector\n  y = crossentropy(z, t)  z, t: n; y: scalar\n  means sum(t ∘ z)\n";
  const more = [...files, { name: "late.rules", text: late }];
  expect(() => compileRules(more, differentiate)).toThrow(
    "entropy-of-vector is never reached: cross-entropy-of-vector",
  );
});
