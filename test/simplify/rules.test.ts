/** The invariants that stand at the head of rules/simplify.rules. */
import { expect, test } from "vitest";
import { loadCatalogue } from "../../src/expression/catalogue/load.js";
import { Store } from "../../src/expression/node/node.js";
import { isLess, measure } from "../../src/simplify/alternatives.js";
import { Simplifier } from "../../src/simplify/rewrite.js";
import { Overlaps } from "./overlaps.js";

const catalogue = loadCatalogue();
const { rewrites } = catalogue.data;
const overlaps = new Overlaps(catalogue, rewrites);

/** The head of the rule file says what the moves bring out. */
test("a rule lowers the cost, or at the same cost the size, or is one of the moves that are listed", async () => {
  const higher = rewrites.filter((rule) => {
    const store = new Store(catalogue);
    const [before, after] = overlaps.sides(store, rule)!;
    const simplifier = new Simplifier(store, catalogue, "derivative");
    const [was, now] = [measure(simplifier, before), measure(simplifier, after)];
    return !was || !now || !isLess(now, was);
  });
  const names = higher.map((rule) => rule.name).sort();
  await expect(`${names.join("\n")}\n`).toMatchFileSnapshot("moves.txt");
});

/**
 * Both ends are computed, so that this finds rules that undo each other, too: simplification would not end. What the engine
 * does is the first of the two; pairs of which the other would be cheaper are marked.
 */
test("where two rules apply to one term, both lead to the same, but for the pairs that are listed", async () => {
  const apart = new Set<string>();
  for (const rule of rewrites) {
    for (const { first, second, store, ends } of overlaps.pairsOf(rule)) {
      const simplifier = new Simplifier(store, catalogue, "derivative");
      const [one, other] = ends.map((end) => measure(simplifier, end)!.cost) as [number, number];
      apart.add(`${first}, not ${second}${other < one ? ", which would be cheaper" : ""}`);
    }
  }
  await expect(`${[...apart].sort().join("\n")}\n`).toMatchFileSnapshot("apart.txt");
});
