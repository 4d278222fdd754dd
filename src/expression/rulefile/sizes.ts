/** Conditions on sizes: `needs m ≥ n`. */
import type { FunctionRule } from "../catalogue.js";
import type { Block } from "./blocks.js";
import { RuleScope } from "./scope.js";

export function sizesOf(block: Block): FunctionRule["sizes"] {
  return block.lines.flatMap((line) => {
    const match = /^needs (\S+) ≥ (\S+)$/.exec(line.text);
    if (!match) return [];
    const scope = new RuleScope(undefined as never, [], line);
    return [{ larger: scope.polynomial(match[1]!), smaller: scope.polynomial(match[2]!) }];
  });
}
