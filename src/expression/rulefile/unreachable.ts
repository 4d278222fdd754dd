/** Rules that nothing reaches, since another that stands before them takes all that they would. */
import { symbolic } from "../../../codegen/plan/sizes.js";
import type { Catalogue, RewriteRule } from "../catalogue/catalogue.js";
import { chooseRule } from "../catalogue/choose-rule.js";
import { formsOf, shadows } from "./alike.js";
import { eachOf, ruleError } from "./problem.js";
import type { FunctionBlock, LawBlock } from "./read.js";

/** Of two rules of one kind that match alike, only the first would ever be applied. */
export function refuseShadowed(blocks: readonly LawBlock[], rules: readonly RewriteRule[]): void {
  const forms = rules.map(formsOf);
  eachOf(blocks, ({ formula }, i) => {
    // A rule that waits for what is cheaper may leave a term to the next.
    const first = forms.findIndex((f, j) => j < i && !rules[j]!.unlessDearer && shadows(f, forms[i]!));
    const other = blocks[first];
    if (!other) return;
    const { file, line, start, text } = other.formula.at;
    throw ruleError(
      formula.at,
      "alike",
      `${rules[i]!.name} matches nothing that ${other.name} does not match before it`,
      {
        at: formula.equation.left,
        hint: `join the two, or ask for more in ${file.name}:${line}`,
        related: [{ span: { start, end: start + text.length }, message: `${other.name} stands first`, source: file }],
      },
    );
  });
}

/** Rules of one head are tried in their order: one whose arguments an earlier one takes would never be used. */
export function refuseUnreachable(catalogue: Catalogue, blocks: readonly FunctionBlock[]): void {
  eachOf(
    [...catalogue.byHead].flatMap(([head, rules]) => rules.map((rule) => ({ head, rule }))),
    ({ head, rule }) => {
      const values = rule.parameters.filter((p) => p.kind !== "dimension");
      const dims = rule.parameters.filter((p) => p.kind === "dimension").map((p) => symbolic(p.name));
      const first = chooseRule(catalogue, head, values, dims);
      if (!first || first === rule) return;
      const block = blocks.find((b) => b.name === rule.rule)!;
      const message = `${rule.rule} is never reached: ${first.rule} takes its arguments before it`;
      throw ruleError(block.formula.at, "alike", message, { at: block.formula.equation.right });
    },
  );
}
