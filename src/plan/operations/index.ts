/** How every kind of expression is computed: the closed table of kernel primitives. */
import type { Node } from "../../expression/node/node.js";
import { NoKernel, type Lowering, type Operation } from "../lowering.js";
import { emitProduct, productNeeds } from "../products.js";
import { scaledSum } from "../scaled.js";
import { emitSum, sumNeeds } from "../sums.js";
import { entrywiseOperations } from "./entrywise.js";
import { factorizationOperations } from "./factorizations.js";
import { loewnerOperations } from "./loewner.js";
import { partOperations } from "./parts.js";
import { scalarOperations } from "./scalars.js";
import { spectralOperations } from "./spectral.js";

const OPERATIONS: Readonly<Record<string, Operation>> = {
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

/** The operation for an expression. Throws NoKernel where there is none. */
export function operationOf(_: Lowering, node: Node): Operation {
  const operation = node.kind === "apply" ? OPERATIONS[node.fn] : undefined;
  if (!operation) throw new NoKernel(`there is no kernel for ${node.kind === "apply" ? node.fn : node.kind} yet`);
  return operation;
}
