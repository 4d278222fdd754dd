/** What a simplifier is told of the program and of sizes. */
import type { Sizes } from "../../codegen/plan/sizes.js";
import type { NamedProducts } from "../expression/node/named-products.js";
import type { Node } from "../expression/node/node.js";
import type { WrittenSums } from "./written-sums.js";

/** Sizes, and what the program takes there. */
export interface Regime {
  readonly sizes: Sizes;
  readonly forward?: number;
}

/** What a simplifier takes for granted. */
export interface Circumstances {
  /** Products that need not be computed, and are not written otherwise. */
  readonly known?: NamedProducts | undefined;
  /** What the program computes, with a name or without. */
  readonly computed?: NamedProducts;
  /** Expressions that several others use. */
  readonly shared?: Iterable<Node>;
  /** Sums that stay whole unless what is written out cancels. */
  readonly written?: WrittenSums;
  /** The sizes at which nothing may become dearer. */
  readonly regimes?: readonly Regime[];
}
