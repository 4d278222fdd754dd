/** Conditions on sizes: `needs m ≥ n`. */
import type { SizeOrder } from "../catalogue/catalogue.js";
import type { Block, RuleLine } from "./blocks.js";
import { RuleScope } from "./scope.js";

export function sizesOf(block: Block): SizeOrder[] {
  return block.lines.flatMap((line) => {
    const match = /^needs (\S+ ≥ \S+)$/.exec(line.text);
    return match ? orderOf(line, match[1]!)! : [];
  });
}

/** `m ≥ n`, or `m = n`: both ways round; undefined for what is no condition on sizes. */
export function orderOf(line: RuleLine, text: string): SizeOrder[] | undefined {
  const match = /^(\S+) (≥|=) (\S+)$/.exec(text);
  if (!match) return undefined;
  const scope = new RuleScope(undefined as never, [], line);
  const [left, right] = [scope.polynomial(match[1]!), scope.polynomial(match[3]!)];
  const order = { larger: left, smaller: right };
  return match[2] === "≥" ? [order] : [order, { larger: right, smaller: left }];
}
