/**
 * Expressions written with the names of others: where the factors of a product that has a name, Y = A⁻¹B, stand next to each
 * other in a longer one, −A⁻ᵀȲ Bᵀ A⁻ᵀ, the name stands for them, −A⁻ᵀȲ Yᵀ; and the transpose of R = X − 𝟏μᵀ is Rᵀ.
 */
import { transpose } from "./algebra.js";
import { argsOf, isApply, isScalar, type ApplyNode, type Node, type Store } from "./node.js";

/** A factor as it is written: an expression, or the transpose of one that has a name. */
export interface Factor {
  readonly node: Node;
  readonly transposed: boolean;
}

/** The factors of a product that has a name, or of its transpose. */
interface Stretch {
  readonly whole: Node;
  readonly transposed: boolean;
  readonly scalars: readonly Node[];
  readonly chain: readonly Node[];
}

const NONE: readonly number[] = [];

export class NamedProducts {
  /** By the first factor, the longest first. */
  readonly #stretches = new Map<Node, Stretch[]>();
  readonly #originals = new Map<ApplyNode, Node>();
  readonly #factors = new Map<ApplyNode, readonly Factor[]>();

  /** @param named expressions with names; of two that are each other's transpose the first counts */
  constructor(store: Store, named: Iterable<Node>) {
    const known = new Set<Node>();
    for (const whole of named) {
      if (whole.kind !== "apply" || isScalar(whole) || isApply(whole, "transpose") || known.has(whole)) continue;
      // What is skew is its own transpose but for the sign.
      const turned = store.typing.transposeSign(whole.properties) === 0 ? transpose(store, whole) : whole;
      known.add(whole).add(turned);
      if (turned !== whole && turned.kind === "apply" && !isApply(turned, "transpose"))
        this.#originals.set(turned, whole);
      if (!isApply(whole, "product")) continue;
      this.#add(whole, whole, false);
      if (turned !== whole) this.#add(whole, turned, true);
    }
    for (const stretches of this.#stretches.values()) stretches.sort((a, b) => b.chain.length - a.chain.length);
  }

  #add(whole: Node, product: Node, transposed: boolean): void {
    const [scalars, chain] = parted(product);
    const [first] = chain;
    if (!first || chain.length < 2) return;
    const stretch = { whole, transposed, scalars, chain };
    this.#stretches.set(first, [...(this.#stretches.get(first) ?? []), stretch]);
  }

  /** The factors of a product as they are written: scalars, then the chain of matrices. */
  factorsOf(product: ApplyNode): readonly Factor[] {
    let factors = this.#factors.get(product);
    if (!factors) this.#factors.set(product, (factors = this.#folded(product)));
    return factors;
  }

  /** How many factors of a chain from a position on are those of a named product; several where there are several. */
  lengthsAt(chain: readonly Node[], at: number): readonly number[] {
    const stretches = this.#stretches.get(chain[at]!);
    if (!stretches) return NONE;
    return stretches.filter((s) => s.chain.every((f, k) => f === chain[at + k])).map((s) => s.chain.length);
  }

  /** The expression with a name of which this one is the transpose. */
  originalOf(node: Node): Node | undefined {
    return node.kind === "apply" ? this.#originals.get(node) : undefined;
  }

  /** What an expression is written with: its arguments, or named products in their place. */
  partsOf(node: Node): readonly Node[] {
    const original = this.originalOf(node);
    if (original) return [original];
    if (this.#stretches.size === 0 || !isApply(node, "product")) return argsOf(node);
    return this.factorsOf(node).map((f) => f.node);
  }

  #folded(product: ApplyNode): Factor[] {
    const [all, chain] = parted(product);
    const scalars = [...all];
    const factors: Factor[] = [];
    for (let i = 0; i < chain.length;) {
      const found = this.#stretches.get(chain[i]!)?.find((s) => s.whole !== product && standsAt(s, i, chain, scalars));
      factors.push(
        found ? { node: found.whole, transposed: found.transposed } : { node: chain[i]!, transposed: false },
      );
      for (const s of found?.scalars ?? []) scalars.splice(scalars.indexOf(s), 1);
      i += found?.chain.length ?? 1;
    }
    return [...scalars.map((node): Factor => ({ node, transposed: false })), ...factors];
  }
}

/** The scalars and the matrices of a product. */
function parted(product: Node): [Node[], Node[]] {
  const args = argsOf(product);
  return [args.filter(isScalar), args.filter((a) => !isScalar(a))];
}

/** Whether a product's factors, scalars wherever they are, include those of a named one from a position on. */
function standsAt(stretch: Stretch, at: number, chain: readonly Node[], scalars: readonly Node[]): boolean {
  if (!stretch.chain.every((f, k) => f === chain[at + k])) return false;
  const left = [...scalars];
  return stretch.scalars.every((s) => {
    const found = left.indexOf(s);
    if (found >= 0) left.splice(found, 1);
    return found >= 0;
  });
}
