/** Which of several rules applies to arguments. */
import { substitute, type Dimension } from "../../../codegen/plan/sizes.js";
import type { Shape } from "../node/node.js";
import { bindSizes } from "./bind-sizes.js";
import type { Catalogue, FunctionRule } from "./catalogue.js";

/** The first rule for a way of writing whose parameters have the shapes of the arguments. */
export function chooseRule(
  catalogue: Catalogue,
  head: string,
  args: readonly Shape[],
  dims: readonly Dimension[],
): FunctionRule | undefined {
  return catalogue.byHead.get(head)?.find((rule) => {
    const values = rule.parameters.filter((p) => p.kind !== "dimension");
    if (values.length !== args.length || rule.parameters.length !== args.length + dims.length) return false;
    const sizes = bindSizes(rule.parameters, args, dims);
    const same = (form: Dimension, actual: Dimension): boolean => substitute(form, sizes) === actual;
    return values.every(
      (p, i) => p.kind === "function" || (same(p.rows, args[i]!.rows) && same(p.cols, args[i]!.cols)),
    );
  });
}
