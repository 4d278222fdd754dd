/** How every kind of expression is computed: the closed table of kernel primitives. */
import type { Primitive } from "../../expression/catalogue/primitives.generated.js";
import { isApply, isScalar, type Node } from "../../expression/node/node.js";
import { NoKernel, type Lowering, type Operation } from "../lowering.js";
import { emitProduct, productNeeds } from "../products.js";
import { scaledSum } from "../scaled.js";
import { joinedDeterminants } from "../determinants.js";
import { determinantTerms, lowRankOf } from "../low-rank.js";
import { distributed } from "../distribute.js";
import { logisticResidual, stableForm } from "../stable.js";
import { bases } from "./common.js";
import { emitSum, sumNeeds } from "../sums.js";
import { entrywiseOperations } from "./entrywise.js";
import { factorizationOperations } from "./factorizations.js";
import { loewnerOperations } from "./loewner.js";
import { partOperations } from "./parts.js";
import { scalarOperations } from "./scalars.js";
import { spectralOperations } from "./spectral.js";

/** Functions of the rules that stand for no other expression, but constants, and multiples, which products are. */
type Computed = Exclude<Primitive, "scale" | "identity" | "ones" | "zeros">;

/** Total: a function of the rules without a meaning and without an entry does not compile. */
const OPERATIONS: Readonly<Record<Computed, Operation>> = {
  sum: { needs: sumNeeds, emit: emitSum },
  product: {
    needs: (context, node) => {
      const other = scaledSum(context, node);
      return other ? [other] : productNeeds(context, node);
    },
    emit: (context, node) => {
      const other = scaledSum(context, node);
      return other ? context.valueOf(other) : emitProduct(context, node);
    },
  },
  ...entrywiseOperations,
  ...partOperations,
  ...scalarOperations,
  ...spectralOperations,
  ...loewnerOperations,
  ...factorizationOperations,
};

const isComputed = (fn: string): fn is Computed => Object.hasOwn(OPERATIONS, fn);

/** Computed as another expression. */
const as = (other: Node): Operation => ({
  needs: () => bases([other]),
  emit: (context) =>
    context.valueOrUndefined(other) ??
    (isScalar(other) ? context.emitter.assign(context.scalarOf(other)) : context.dense(other)),
});

/** The function that a node is a value of, or takes, of which only its name is known. */
function unknownIn({ typing }: Lowering["store"], node: Node): string | undefined {
  if (node.kind !== "apply") return undefined;
  for (const arg of node.args) {
    let f = arg;
    while (isApply(f, "derivative")) f = f.args[0]!;
    if (f.kind === "symbol" && f.role === "function" && typing.scalarFunction(f.name) === undefined) return f.name;
  }
  return undefined;
}

/** The operation for an expression. Throws NoKernel where there is none. */
export function operationOf(context: Lowering, node: Node): Operation {
  const unknown = unknownIn(context.store, node);
  if (unknown !== undefined)
    throw new NoKernel(`${unknown} is a function of which no formula is known: nothing computes it`);
  const stable =
    stableForm(context.store, node) ??
    joinedDeterminants(context.store, node, (x) => context.has(x, "spd") && !lowRankOf(context, x)) ??
    determinantTerms(context, node) ??
    (context.ofDerivative ? logisticResidual(context.store, node) : undefined) ??
    (node.kind === "apply" ? distributed(context, node) : undefined);
  if (stable) return as(stable);
  const operation = node.kind === "apply" && isComputed(node.fn) ? OPERATIONS[node.fn] : undefined;
  if (!operation) throw new NoKernel(`there is no kernel for ${node.kind === "apply" ? node.fn : node.kind} yet`);
  return operation;
}
