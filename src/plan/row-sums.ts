/** Sums of the rows of an entrywise product with a product of matrices, (A ∘ B C)𝟏 = diag(A CᵀBᵀ), where that takes less. */
import { isOnes, product, transpose } from "../expression/node/algebra.js";
import { construct } from "../expression/node/construct.js";
import { isApply, isScalar, type ApplyNode, type Node } from "../expression/node/node.js";
import { ONE } from "../../codegen/plan/sizes.js";
import { chainCosts, isCheaper, passes, totalOf, type Costs } from "./estimates.js";
import type { Lowering } from "./lowering.js";

/** The factors of a product with such sums in that form. */
export function withRowSums(context: Lowering, chain: readonly Node[]): readonly Node[] {
  const at = chain.findIndex((f, i) => isApply(f, "hadamard") && isColumnOfOnes(chain[i + 1]));
  if (at < 0 || !context.ofDerivative) return chain;
  const factor = chain[at] as ApplyNode;
  const { choices } = context.emitter;
  let form = choices.get(factor);
  if (!form) choices.set(factor, (form = diagonalForm(context, factor) ?? factor));
  return form === factor ? chain : [...chain.slice(0, at), form, ...chain.slice(at + 2)];
}

const isColumnOfOnes = (f: Node | undefined): boolean => f !== undefined && isOnes(f) && f.cols === ONE;

function diagonalForm(context: Lowering, { args }: ApplyNode): Node | undefined {
  const { store } = context;
  if (args.length !== 2 || args.some((a) => a.rows === ONE || a.cols === ONE)) return undefined;
  for (const [i, factor] of args.entries()) {
    if (!isApply(factor, "product") || context.valueOrUndefined(factor) || context.isShared(factor)) continue;
    const inner = factor.args.filter((a) => !isScalar(a));
    if (inner.length < 2) continue;
    const chain = turnedChain(context, args[1 - i]!, inner);
    context.hasSums = true;
    const written = totalOf(context, [chainCosts(context, inner), passes(context, 2, factor)]);
    const cuts = chain.slice(1).map((_, k) => cutCosts(context, chain, k + 1));
    const mayShare = (cut: Costs): boolean =>
      context.writesSumsOut && cut.every((c, r) => c <= HARDLY_MORE * written[r]!);
    if (!cuts.some((cut) => isCheaper(context, cut, written) || mayShare(cut))) continue;
    return construct(store, "diagonal", [product(store, [...factor.args.filter(isScalar), ...chain])]);
  }
  return undefined;
}

const HARDLY_MORE = 1.1;

const turnedChain = ({ store }: Lowering, other: Node, inner: readonly Node[]): Node[] => [
  other,
  ...inner.map((f) => transpose(store, f)).reverse(),
];

/** The products of which such sums would be the diagonals. */
export function chainsOfRowSums(context: Lowering, { args }: ApplyNode): Node[][] {
  return args.flatMap((f, i) => {
    if (!isApply(f, "hadamard") || f.args.length !== 2 || !isColumnOfOnes(args[i + 1])) return [];
    return f.args.flatMap((p, k) =>
      isApply(p, "product")
        ? [
            turnedChain(
              context,
              f.args[1 - k]!,
              p.args.filter((a) => !isScalar(a)),
            ),
          ]
        : [],
    );
  });
}

/** What the diagonal of a product takes that is cut in two. */
function cutCosts(context: Lowering, chain: readonly Node[], at: number): Costs {
  const { rows } = chain[0]!;
  const dots = context.sizes.map((s) => 2 * s.sizes(rows) * s.sizes(chain[at]!.rows));
  return totalOf(context, [chainCosts(context, chain.slice(0, at)), chainCosts(context, chain.slice(at)), dots]);
}
