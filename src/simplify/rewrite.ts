/**
 * Simplification: every sub-expression is brought to a form to which no rewrite rule applies, arguments first.
 * Each rule lowers a measure (see docs/simplification.md); fuel guards against a pair of rules that undo each
 * other. The steps taken are kept for the derivation.
 */
import type { Catalogue, RewriteRule } from "../expression/catalogue/catalogue.js";
import { construct } from "../expression/node/construct.js";
import { isIdentity, isOnes, isZero, product, sum, transpose } from "../expression/node/algebra.js";
import { define, opened } from "../expression/node/definitions.js";
import {
  argsOf,
  isApply,
  isScalar,
  postorder,
  type ApplyNode,
  type Node,
  type Store,
} from "../expression/node/node.js";
import type { NamedProducts } from "../expression/node/named-products.js";
import { NodeMap } from "../expression/node/node-map.js";
import { instantiate } from "../expression/catalogue/template.js";
import type { Application, CostModel } from "./nominal-cost.js";
import { alignments, cancellation, compare, expansions, isCheaperAtAll, isLess, measure } from "./alternatives.js";
import { factor } from "./factor.js";
import { isAppliedToVector, isOfOuterProducts, seesNames } from "./look.js";
import { matchRule } from "./match.js";
import { compileRewrite, type CompiledRewrite } from "./pattern.js";
import { Trail, type RewriteStep } from "./trail.js";
import type { Circumstances } from "./circumstances.js";
import type { WrittenSums } from "./written-sums.js";
import { candidates, factorsOf, RuleSet, summaryOf, type RulesByFunction } from "./prefilter.js";

/** How many expansions may be looked at inside one another. */
const DEEPEST = 2;

/**
 * What is rewritten: the program, with a search for smooth composites; what is derived of it; what is derived of it to be
 * derived again, with that search; or a result that is to be shown, by the few rules for that.
 */
export type Phase = "program" | "derivative" | "again" | "presentation";

/** How often rules may fire below one expression, and for each of its parts, before a loop is suspected. */
const FUEL = 10_000;
const FUEL_FOR_EACH_PART = 100;

export class Simplifier {
  readonly #normal = new NodeMap<Node>();
  readonly #trail = new Trail();
  readonly #rules: RulesByFunction;
  readonly #recognitions: ReadonlySet<RewriteRule>;
  readonly #expansions: RulesByFunction;
  readonly #shared: Set<Node>;
  readonly #written: WrittenSums | undefined;
  readonly known: NamedProducts | undefined;
  readonly computed: NamedProducts | undefined;
  readonly regimes: readonly CostModel[];
  readonly work = new Map<Node, Application>();
  #lookingAhead = 0;

  constructor(
    readonly store: Store,
    readonly catalogue: Catalogue,
    private readonly phase: Phase,
    /** What the program computes anyway, the sizes to compare at, and the sums that stay whole. */
    { known, computed = known, shared, regimes = [], written }: Circumstances = {},
  ) {
    this.known = known;
    this.computed = computed;
    this.#shared = new Set(shared);
    this.#written = written;
    const common = { catalogue, computed, shared: this.#shared };
    this.regimes = regimes.map((regime) => ({ ...common, ...regime, work: new Map() }));
    const compiled = compiledRules(catalogue);
    this.#rules = compiled[phase];
    this.#recognitions = compiled.recognitions;
    this.#expansions = compiled.expansions;
  }

  simplify(root: Node): Node {
    const stack: Node[] = [root];
    const becomes = new Map<Node, Node>();
    let fuel = FUEL;
    let fuelled = false;
    while (stack.length > 0) {
      const node = stack[stack.length - 1]!;
      if (this.#normalOf(node)) {
        stack.pop();
        continue;
      }
      const next = becomes.get(node);
      if (next) {
        const normal = this.#normalOf(next);
        if (normal) {
          this.#settle(node, normal);
          stack.pop();
          continue;
        }
        if (--fuel < 0 && !fuelled) {
          fuel += FUEL_FOR_EACH_PART * postorder([root]).length;
          fuelled = true;
        }
        if (fuel < 0)
          throw new Error(`simplification does not end: ${this.#trail.stepAt(node)?.rule ?? "?"} at ${node.id}`);
        stack.push(next);
        continue;
      }
      const depth = stack.length;
      for (const a of argsOf(node)) if (!this.#normalOf(a)) stack.push(a);
      if (stack.length > depth) continue;
      const result = this.#step(node);
      if (result === node) {
        this.#normal.set(node, node);
        stack.pop();
      } else {
        becomes.set(node, result);
        this.#trail.became(node, result);
      }
    }
    return this.#normalOf(root)!;
  }

  /** The normal form of a node where it is known already; numbers, symbols and what has a name are their own. */
  #normalOf(node: Node): Node | undefined {
    return node.kind === "apply" && !this.known?.isNamed(node) ? this.#normal.get(node) : node;
  }

  /** Says that one more expression has been computed, which changes what others take. */
  addKnown(node: Node): void {
    for (const products of new Set([this.known, this.computed])) products?.add(node);
    for (const model of [this, ...this.regimes]) model.work?.clear();
  }

  get shared(): ReadonlySet<Node> {
    return this.#shared;
  }

  /** The normal form has the name that the node has. */
  #settle(node: Node, normal: Node): void {
    this.#normal.set(node, normal);
    if (this.store.isDefinition(node)) define(this.store, normal);
    if (this.#shared.has(node)) this.#shared.add(normal);
  }

  /** The rewrite of one node whose arguments are in normal form; the node itself where no rule applies. */
  #step(node: Node): Node {
    if (node.kind !== "apply" || isApply(node, "lambda")) return node;
    if (node.args.some((a) => this.#normalOf(a) !== a)) {
      const args = node.args.map((a) => this.#normalOf(a)!);
      return construct(this.store, node.fn, args, node.dims);
    }
    const folded = this.#folded(node);
    if (folded) return this.#by("definition", node, folded);
    const closed = new Set<CompiledRewrite>();
    for (const compiled of candidates(this.#rules, node.fn, factorsOf(node))) {
      // Smooth composites are found whatever has a name.
      const looking = this.#recognitions.has(compiled.rule) ? "into names" : "at names";
      const redex = matchRule(this.store, compiled, node, looking, () => closed.add(compiled));
      if (!redex) continue;
      const value = instantiate(this.store, compiled.rule.after, redex.bindings, construct);
      const after = redex.replace(value);
      if (after === node || (compiled.rule.unlessDearer && this.#staysDearer(after, node))) continue;
      this.#trail.took(node, { rule: compiled.rule.name, before: redex.focus, after: value });
      return after;
    }
    if (this.phase === "presentation") return node;
    return (
      this.#throughNames(node, closed) ?? (isApply(node, "sum") ? this.#collected(node) : this.#expanded(node)) ?? node
    );
  }

  /** A product with names for the factors of those that have names, where that takes no more for any sizes. */
  #folded(node: ApplyNode): Node | undefined {
    if (!isApply(node, "product") || !this.known || this.phase === "program") return undefined;
    const factors = this.known.factorsOf(node);
    if (factors.length === node.args.length) return undefined;
    const turned = factors.map((f) => (f.transposed ? transpose(this.store, f.node) : f.node));
    const value = product(this.store, turned);
    if (value === node) return undefined;
    const verdict = compare(this, value, node);
    return verdict === "alike" || verdict === "cheaper" ? value : undefined;
  }

  /** A sum with common factors taken out, or brought to a form in which terms meet. */
  #collected(node: ApplyNode): Node | undefined {
    const factored = factor(this.store, this, node);
    const written = this.phase === "program";
    if (factored && factored !== node && (!written || compare(this, factored, node) === "cheaper"))
      return this.#by("distributive law", node, factored);
    return this.#rearranged(node);
  }

  /**
   * The node with names written out, where something then cancels or becomes cheaper.
   * @param closed the rules that a name has kept from applying
   */
  #throughNames(node: ApplyNode, closed: Iterable<CompiledRewrite>): Node | undefined {
    if (this.#lookingAhead >= DEEPEST || !seesNames(this.store, node)) return undefined;
    const written = opened(this.store, node);
    if (written !== node && this.#promises(written, node)) {
      const after = this.#lookAhead(written);
      // Where only the order of a product becomes freer, that has to pay for all sizes.
      const isReordered = after === written && isApply(after, "product") && isApply(node, "product");
      if (after !== node && (isReordered ? isCheaperAtAll(this, after, node) : this.#isBetter(after, node)))
        return this.#by("definition", node, after, written);
    }
    for (const compiled of closed) {
      const redex = matchRule(this.store, compiled, node, "into names");
      if (!redex) continue;
      const next = redex.replace(instantiate(this.store, compiled.rule.after, redex.bindings, construct));
      const after = this.#lookAhead(next);
      if (after !== node && this.#isBetter(after, node)) return this.#by(compiled.rule.name, node, after, next);
    }
    return undefined;
  }

  /** Whether writing names out may lead to less: terms meet, factors cancel, a rule applies, or the product is cheaper. */
  #promises(written: Node, node: ApplyNode): boolean {
    if (written.kind !== "apply" || written.fn !== node.fn) return true;
    if (isApply(written, "sum") || isApply(written, "hadamard")) return written.args.length <= node.args.length;
    return this.#mayRewrite(written) || compare(this, written, node) === "cheaper";
  }

  /** Whether it is dearer as it is and when it has been simplified itself, which may be more of the same. */
  #staysDearer(after: Node, before: Node): boolean {
    if (!this.#isDearer(after, before)) return false;
    return this.#lookingAhead >= DEEPEST || this.#isDearer(this.#lookAhead(after), before);
  }

  #isDearer(after: Node, before: Node): boolean {
    return compare(this, after, before) === "dearer";
  }

  #by(rule: string, before: Node, after: Node, longer?: Node): Node {
    this.#trail.took(before, { rule, before, after }, longer);
    return after;
  }

  /** The node written out, where that leads to something cheaper. */
  #expanded(node: ApplyNode): Node | undefined {
    if (this.#lookingAhead >= DEEPEST) return undefined;
    for (const { rule, terms, over } of expansions(this.store, this.#expansions, node)) {
      // Entrywise products are written out only where factors cancel.
      const promising = isApply(node, "hadamard") || terms.length === 1 || isAppliedToVector(node);
      if (!promising && !terms.some((factors) => this.#shortens(factors)) && !node.args.some(isOfOuterProducts))
        continue;
      if (!measure(this, node)) return undefined;
      const written = terms.map((factors) => product(this.store, factors));
      const longer = sum(this.store, written);
      const after = this.#lookAhead(longer);
      if (over && this.#written?.mayLoseDigits(over) && !this.#cancels(node, over, after)) continue;
      if (this.#isBetter(after, node)) return this.#by(rule, node, after, longer);
    }
    return undefined;
  }

  /**
   * Whether writing an author's sum out leaves nothing to be subtracted: one term at most, and no other difference that it is
   * multiplied by. Of ZᵀZ with centred Z, XᵀZ would have the rounding of Z times what is large in X.
   */
  #cancels(node: ApplyNode, over: Node, after: Node): boolean {
    if (isZero(after)) return true;
    if (isSum(after)) return false;
    const others = node.args.filter((a) => a !== over);
    return !others.some((a) => this.#written!.mayLoseDigits(a) && !argsOf(a).some(isIdentity));
  }

  /** The sum with terms brought to the same function, or written out, where that leads to something cheaper. */
  #rearranged(node: ApplyNode): Node | undefined {
    if (this.#lookingAhead >= DEEPEST) return undefined;
    const written = cancellation(this.store, node);
    const ways = alignments(this.store, this.#expansions, node);
    if (written) ways.unshift({ rule: "distributive law", value: written });
    for (const { rule, value } of ways) {
      const after = this.#lookAhead(value);
      if (this.#isBetter(after, node)) return this.#by(rule, node, after, value);
    }
    return undefined;
  }

  #lookAhead(node: Node): Node {
    this.#lookingAhead += 1;
    const simple = this.simplify(node);
    this.#lookingAhead -= 1;
    return simple;
  }

  /** What the author wrote is written out only where that saves work, not because it is shorter. */
  #isBetter(after: Node, before: Node): boolean {
    if (this.phase === "program") return compare(this, after, before) === "cheaper";
    const [now, was] = [measure(this, after), measure(this, before)];
    if (!now || !was || now.cost > was.cost) return false;
    const verdict = compare(this, after, before);
    return verdict !== "dearer" && (isLess(now, was) || verdict === "cheaper");
  }

  /** Whether a rule applies to a term that was written out, so that it is worth looking further. */
  #shortens(factors: readonly Node[]): boolean {
    if (factors.length > 1 && !this.#mayShorten(factors)) return false;
    const term = product(this.store, factors);
    if (term.kind !== "apply") return true;
    if (isZero(term)) return true;
    // 𝟏ᵀ𝟏 has become a number.
    if (countOnes([term]) < countOnes(factors)) return true;
    if (this.#mayRewrite(term)) return true;
    return factors.length === 1 && isApply(term, "product") && term.args.some((a) => this.#mayRewrite(a));
  }

  #mayRewrite(node: Node): boolean {
    if (node.kind !== "apply") return false;
    const rules = candidates(this.#rules, node.fn, factorsOf(node));
    return rules.some((c) => matchRule(this.store, c, node) !== undefined);
  }

  /** Whether a product of the factors may be anything but a product to which no rule applies. */
  #mayShorten(factors: readonly Node[]): boolean {
    const flat = summaryOf(factors.flatMap((f) => (isApply(f, "product") ? f.args : f)));
    if (flat.functions.includes("identity")) return true;
    if (countOnes(factors) > 1) return true;
    return candidates(this.#rules, "product", flat).length > 0;
  }

  /** Every rule that was applied. */
  get steps(): Iterable<RewriteStep> {
    return this.#trail.steps;
  }

  /** The rules by which an expression came to its normal form, but in parts that were seen (`Trail`). */
  rulesFrom(root: Node, seen = new Set<Node>()): string[] {
    return this.#trail.rulesFrom(root, (node) => this.#normalOf(node) === node, seen);
  }
}

/** Whether terms are left to be added. */
const isSum = (node: Node): boolean =>
  isApply(node, "sum") ||
  (isApply(node, "product") &&
    node.args.some(
      (a) => isApply(a, "sum") && isScalar(a) === isScalar(node) && node.args.every((b) => a === b || isScalar(b)),
    ));

/** How many vectors of ones stand among the factors. */
const countOnes = (factors: readonly Node[]): number =>
  factors.reduce((n, f) => n + (isApply(f, "product") ? f.args.filter(isOnes).length : isOnes(f) ? 1 : 0), 0);

type CompiledRules = Readonly<Record<Phase | "expansions", RulesByFunction>> & {
  readonly recognitions: ReadonlySet<RewriteRule>;
};

const cache = new WeakMap<Catalogue, CompiledRules>();

/** The rules by the function at the root of their left-hand side; smooth composites are sought in programs only. */
function compiledRules(catalogue: Catalogue): CompiledRules {
  let rules = cache.get(catalogue);
  if (!rules) {
    const { rewrites, recognitions, expansions, presentations } = catalogue.data;
    const smooth = byFunction(catalogue, [...rewrites, ...recognitions]);
    rules = {
      program: smooth,
      again: smooth,
      derivative: byFunction(catalogue, rewrites),
      presentation: byFunction(catalogue, presentations),
      expansions: byFunction(catalogue, expansions),
      recognitions: new Set(recognitions),
    };
    cache.set(catalogue, rules);
  }
  return rules;
}

function byFunction(catalogue: Catalogue, rules: readonly RewriteRule[]): RulesByFunction {
  const transposeOf = (fn: string): string => catalogue.transposeRule(fn)?.fn ?? fn;
  const result = new Map<string, CompiledRewrite[]>();
  for (const rule of rules) {
    const compiled = compileRewrite(rule, transposeOf);
    const { fn } = compiled.pattern;
    result.set(fn, [...(result.get(fn) ?? []), compiled]);
  }
  return new Map([...result].map(([fn, list]) => [fn, new RuleSet(list)]));
}
