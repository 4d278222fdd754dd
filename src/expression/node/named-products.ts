/**
 * Expressions written with the names of others: where the factors of a product that has a name, Y = A⁻¹B, stand next to each
 * other in a longer one, −A⁻ᵀȲ Bᵀ A⁻ᵀ, the name stands for them, −A⁻ᵀȲ Yᵀ; and the transpose of R = X − 𝟏μᵀ is Rᵀ.
 */
import Fraction from "fraction.js";
import { transpose } from "./algebra.js";
import { argsOf, isApply, isScalar, type ApplyNode, type Node, type Store } from "./node.js";

/** A factor as it is written: an expression, or the transpose of one that has a name. */
export interface Factor {
  readonly node: Node;
  readonly transposed: boolean;
}

/** The number, the other scalars and the matrices of a product. */
interface Factors {
  readonly number: Fraction;
  readonly scalars: readonly Node[];
  readonly chain: readonly Node[];
}

/** The factors of a product that has a name, or of its transpose. */
interface Stretch {
  readonly whole: Node;
  readonly transposed: boolean;
  readonly number: Fraction;
  /** The other scalars. */
  readonly scalars: readonly Node[];
  /** How many factors it has besides. */
  readonly length: number;
}

/** Stretches by their factors, one after the other. */
interface Branch {
  readonly next: Map<Node, Branch>;
  readonly ends: Stretch[];
}

const emptyBranch = (): Branch => ({ next: new Map(), ends: [] });

const NONE: readonly Stretch[] = [];
const ONE = new Fraction(1);

export class NamedProducts {
  readonly #named = new Set<Node>();
  /** What is known with its transpose. */
  readonly #seen = new Set<Node>();
  readonly #stretches = emptyBranch();
  readonly #originals = new Map<ApplyNode, Node>();
  readonly #factors = new Map<ApplyNode, readonly Factor[]>();

  /** @param named expressions with names; of two that are each other's transpose the first counts */
  constructor(
    private readonly store: Store,
    named: Iterable<Node>,
  ) {
    for (const whole of named) this.add(whole);
  }

  /** One more expression that has a name. */
  add(whole: Node): void {
    const { store } = this;
    this.#named.add(whole);
    this.#factors.clear();
    if (whole.kind !== "apply" || isScalar(whole) || isApply(whole, "transpose") || this.#seen.has(whole)) return;
    // What is skew is its own transpose but for the sign.
    const turned = store.typing.transposeSign(whole.properties) === 0 ? transpose(store, whole) : whole;
    this.#seen.add(whole).add(turned);
    if (turned !== whole && turned.kind === "apply" && !isApply(turned, "transpose"))
      this.#originals.set(turned, whole);
    if (!isApply(whole, "product")) return;
    const factors = parted(whole);
    this.#add(whole, factors, false);
    // The transpose of what has a name is one node; written out it is still that.
    const reversed = factors.chain.map((f) => transpose(store, f)).reverse();
    if (turned !== whole) this.#add(whole, { ...factors, chain: reversed }, true);
  }

  #add(whole: Node, { number, scalars, chain }: Factors, transposed: boolean): void {
    if (chain.length < 2) return;
    let branch = this.#stretches;
    for (const factor of chain) {
      let next = branch.next.get(factor);
      if (!next) branch.next.set(factor, (next = emptyBranch()));
      branch = next;
    }
    branch.ends.push({ whole, transposed, number, scalars, length: chain.length });
  }

  /** The named products whose factors stand in a chain from a position on, the longest first. */
  #at(chain: readonly Node[], at: number): readonly Stretch[] {
    let branch = this.#stretches.next.get(chain[at]!);
    if (!branch) return NONE;
    const found: Stretch[] = [];
    for (let i = at + 1; branch; branch = i < chain.length ? branch.next.get(chain[i++]!) : undefined)
      found.unshift(...branch.ends);
    return found;
  }

  /** Whether an expression has a name: its value is there. */
  isNamed(node: Node): boolean {
    return this.#named.has(node);
  }

  /** The factors of a product as they are written: scalars, then the chain of matrices. */
  factorsOf(product: ApplyNode): readonly Factor[] {
    let factors = this.#factors.get(product);
    if (!factors) this.#factors.set(product, (factors = this.#folded(product)));
    return factors;
  }

  /** How many factors of a chain from a position on are those of a named product; several where there are several. */
  lengthsAt(chain: readonly Node[], at: number): readonly number[] {
    return this.#at(chain, at).map((s) => s.length);
  }

  /** The expression with a name of which this one is the transpose. */
  originalOf(node: Node): Node | undefined {
    return node.kind === "apply" ? this.#originals.get(node) : undefined;
  }

  /** What an expression is written with: its arguments, or named products in their place. */
  partsOf(node: Node): readonly Node[] {
    const original = this.originalOf(node);
    if (original) return [original];
    if (this.#stretches.next.size === 0 || !isApply(node, "product")) return argsOf(node);
    return this.factorsOf(node).map((f) => f.node);
  }

  #folded(product: ApplyNode): Factor[] {
    const { chain, ...rest } = parted(product);
    const scalars = [...rest.scalars];
    let { number } = rest;
    const factors: Factor[] = [];
    for (let i = 0; i < chain.length;) {
      const found = this.#at(chain, i).find((s) => s.whole !== product && hasScalars(s, scalars, number));
      factors.push(
        found ? { node: found.whole, transposed: found.transposed } : { node: chain[i]!, transposed: false },
      );
      for (const s of found?.scalars ?? []) scalars.splice(scalars.indexOf(s), 1);
      if (found) number = number.div(found.number);
      i += found?.length ?? 1;
    }
    if (factors.length === chain.length) return product.args.map((node) => ({ node, transposed: false }));
    const coefficient = number.equals(1) ? [] : [this.store.number(number)];
    return [...[...coefficient, ...scalars].map((node): Factor => ({ node, transposed: false })), ...factors];
  }
}

/** The number, the other scalars and the matrices of a product. */
function parted(product: Node): Factors {
  const args = argsOf(product);
  const number = args.find((a) => a.kind === "number")?.value ?? ONE;
  const scalars = args.filter((a) => isScalar(a) && a.kind !== "number");
  return { number, scalars, chain: args.filter((a) => !isScalar(a)) };
}

/** Whether the number and the scalars of a product include those of a named one. */
function hasScalars(stretch: Stretch, scalars: readonly Node[], number: Fraction): boolean {
  // Not Y/2 for A B where Y = 2A B.
  if (number.div(stretch.number).d > number.d) return false;
  const left = [...scalars];
  return stretch.scalars.every((s) => {
    const found = left.indexOf(s);
    if (found >= 0) left.splice(found, 1);
    return found >= 0;
  });
}
