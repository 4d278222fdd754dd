/** Expressions compared at random points of the prime field. */
import type { Derivation } from "../../calculus/derivation.js";
import type { Catalogue } from "../../expression/catalogue/catalogue.js";
import { isApply, postorder, type Node, type Store } from "../../expression/node/node.js";
import { Random } from "../random.js";
import { NotApplicable, Unlucky } from "../rational/field.js";
import { NoRoot } from "./draws.js";
import { ExactModel, type ModelOptions } from "./evaluate.js";
import { add } from "./field.js";
import { equal, inner } from "./matrix.js";

export interface ExactOptions {
  readonly sizes: ReadonlyMap<string, number>;
  readonly seed: number;
  readonly points?: number;
}

/** Points that are no good (a division by zero, a root that does not exist) are drawn again this often. */
const ATTEMPTS = 32;
/** After as many, roots are left free. */
const STRICT = 24;

/** Whether two values are the same; `undecided` where they differ but need not be the same in the model. */
export type Comparison = "equal" | "different" | "undecided";

/** Draws models until one can be evaluated. The reason is given where none can. */
export function atGoodPoint<T>(
  catalogue: Catalogue,
  options: Omit<ModelOptions, "random" | "freeRoots">,
  seed: number,
  use: (model: ExactModel) => T,
): T | string {
  let reason = "";
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const random = new Random(seed * 7919 + attempt);
    const model = new ExactModel(catalogue, { ...options, random, freeRoots: attempt >= STRICT });
    try {
      return use(model);
    } catch (error) {
      if (error instanceof NotApplicable) return error.message;
      if (!(error instanceof Unlucky || error instanceof NoRoot)) throw error;
      reason = error.message;
    }
  }
  return `no random point can be evaluated: ${reason}`;
}

/** Two sums of inner products. */
export type Sides = readonly [readonly (readonly [Node, Node])[], readonly (readonly [Node, Node])[]];

export class ExactChecking {
  constructor(
    private readonly store: Store,
    private readonly model: ExactModel,
  ) {}

  values(a: Node, b: Node): Comparison {
    const same = equal(this.model.value(this.store, a), this.model.value(this.store, b));
    if (same) return "equal";
    // log(xy) = log(x) + log(y) is no relation of the field: its multiplicative group has another order than the additive.
    return postorder([a, b]).some(isLogarithm) ? "undecided" : this.difference([a, b]);
  }

  pairings([left, right]: Sides): Comparison {
    const total = (pairs: Sides[0]): bigint =>
      pairs.reduce((s, [a, b]) => add(s, inner(this.model.value(this.store, a), this.model.value(this.store, b))), 0n);
    return total(left) === total(right) ? "equal" : this.difference([...left, ...right].flat());
  }

  private difference(nodes: readonly Node[]): Comparison {
    if (nodes.some((n) => this.model.isIndependent(this.store, n))) return "undecided";
    // step(s t) = step(t) for a positive s is no relation of the field, which has no order.
    return postorder(nodes).some(isOfSigns) ? "undecided" : "different";
  }
}

const isOfSigns = (n: Node): boolean =>
  n.kind === "symbol" && n.role === "function" && (n.name === "step" || n.name === "sign");

const isLogarithm = (n: Node): boolean =>
  isApply(n, "log-determinant") || (n.kind === "symbol" && n.role === "function" && n.name === "log");

/** The inputs of which the differential symbols are the differentials, by the symbols' names. */
export const tangentsOf = (derivation: Derivation): ReadonlyMap<string, Node> =>
  new Map(
    derivation.gradients.map((g): [string, Node] => {
      const d = derivation.differentialOf(g.input.node);
      return [d.kind === "symbol" ? d.name : "", g.input.node];
    }),
  );
