/**
 * Templates: expressions in the names of a rule, compiled from the rule's text when the project is built and
 * filled in with actual expressions when the rule is applied.
 */
import { dimensionNumber } from "../node/algebra.js";
import { parseDecimal } from "../node/fractions.js";
import { substitute, type Dimension } from "../../../codegen/plan/sizes.js";
import type { Bindings, Template } from "./template-data.js";
import { SCALAR, type Node, type Store } from "../node/node.js";

export type { Bindings, Template, TemplateStep } from "./template-data.js";

const sized = new WeakMap<Template, boolean>();

/** Whether a template speaks of sizes, so that they must be bound. */
export function speaksOfSizes(template: Template): boolean {
  let known = sized.get(template);
  if (known === undefined) {
    known = template.some((s) => s.op === "dimension" || (s.op === "apply" && s.dims !== undefined));
    sized.set(template, known);
  }
  return known;
}

/** Builds an application; `construct` does so in normal form. */
export type Build = (store: Store, fn: string, args: readonly Node[], dims: readonly Dimension[]) => Node;

const NO_SIZES: readonly Dimension[] = [];

/** Fills a template in. Throws when a name has no binding: a mistake in the rule. */
export function instantiate(store: Store, template: Template, bindings: Bindings, build: Build): Node {
  const values: Node[] = [];
  for (const step of template) {
    switch (step.op) {
      case "number":
        values.push(store.number(parseDecimal(step.value)));
        break;
      case "symbol": {
        const node = bindings.nodes.get(step.name);
        if (!node) throw new Error(`rule template: ${step.name} is not bound`);
        values.push(node);
        break;
      }
      case "function":
        values.push(functionSymbol(store, step.name));
        break;
      case "bound":
        values.push(boundVariable(store));
        break;
      case "dimension":
        values.push(dimensionNumber(store, substitute(step.of, bindings.dims)));
        break;
      case "apply": {
        const args = step.args.map((i) => values[i]!);
        const dims = step.dims === undefined ? NO_SIZES : step.dims.map((d) => substitute(d, bindings.dims));
        values.push(build(store, step.fn, args, dims));
        break;
      }
    }
  }
  return values[values.length - 1]!;
}

/** A scalar function of the catalogue as an argument. */
export function functionSymbol(store: Store, name: string): Node {
  return store.symbol(name, "function", SCALAR, store.typing.ofFunction(name));
}

/** The variable t of a scalar function's body: as a function of itself it is odd. */
export const boundVariable = (store: Store): Node => store.symbol("t", "bound", SCALAR, store.typing.ofBound);
