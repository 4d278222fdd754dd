/** The data of templates: what a rule's expression is compiled to, and what its names stand for. */
import type { Dimension } from "../../../codegen/plan/sizes.js";
import type { Node } from "../node/terms.js";

/** One step of a template; arguments are indices of earlier steps. The last step is the value. */
export type TemplateStep =
  | { readonly op: "number"; readonly value: string }
  | { readonly op: "symbol"; readonly name: string }
  | { readonly op: "function"; readonly name: string }
  | { readonly op: "bound" }
  | { readonly op: "dimension"; readonly of: Dimension }
  | {
      readonly op: "apply";
      readonly fn: string;
      readonly args: readonly number[];
      /** Left out where there are none. */
      readonly dims?: readonly Dimension[];
      /** There where the value is 1×1. */
      readonly scalar?: true;
    };

export type Template = readonly TemplateStep[];

/** What the names of a rule stand for. */
export interface Bindings {
  readonly nodes: ReadonlyMap<string, Node>;
  readonly dims: ReadonlyMap<string, Dimension>;
}
