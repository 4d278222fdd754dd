/**
 * A derivation as an author writes it down. The variations of the engine's steps are inserted into the inner product
 * with the cotangent, a stage at a time: a stage varies one named expression (or all outputs of a factorization)
 * and what only it is made of, moves the factors, and collects. A cotangent that is longer than a name gets one.
 */
import type { FunctionRule } from "../expression/catalogue/catalogue.js";
import type { Naming } from "../expression/express.js";
import { sum } from "../expression/node/algebra.js";
import { argsOf, isApply, postorder, type Node, type Store } from "../expression/node/node.js";
import type { Input } from "../expression/elaborate/program.js";
import { replace } from "../expression/node/replace.js";
import { cotangentName } from "../../grammar/names.js";
import { transposeLinear, type Move, type Pairing } from "./adjoint.js";
import type { Derivation, VariationStep } from "./derivation.js";
import type { NameSupply } from "./naming.js";
import { countOccurrences, differentialsIn, termCount } from "./occurrences.js";
import {
  because,
  unique,
  type Exposition,
  type ExpositionPassage,
  type PairingLine,
  type Reason,
  type ValueLine,
} from "./passages.js";
import { identities, oneMove, oneRound } from "./rounds.js";

/** Expressions of at most this many parts are written out rather than named. */
const SHORT = 3;
/** A variation that is no longer than this, dXᵀ or −dX, is inserted wherever it is used. */
const RENAMED = 3;
/** The longest variation that is written in one piece, in parts and in terms. */
const LONGEST = { parts: 40, terms: 8 } as const;
/** Around a sum no more than this many parts, which would be repeated for each term. */
const LONGEST_AROUND_SUM = 12;
/** Beyond this many inner products only the results are shown. */
const MANY = 24;

/** Writes a derivation down. `verbose` shows each substitution and each move in a line of its own. */
export function expose(derivation: Derivation, naming: Naming, supply: NameSupply, verbose: boolean): Exposition {
  return new Exposing(derivation, naming, supply, verbose).run();
}

interface Root {
  readonly step: VariationStep;
  readonly cotangent: Node;
}

class Exposing {
  readonly #store: Store;
  /** How each expression varies, outputs first. */
  readonly #order: readonly VariationStep[];
  readonly #steps: ReadonlyMap<Node, VariationStep>;
  readonly #varied = new Map<Node, Node>();
  readonly #uses: ReadonlyMap<Node, number>;
  readonly #outputs: ReadonlySet<Node>;
  readonly #names = new Map<Node, string>();
  readonly #contributions = new Map<Node, Node[]>();
  /** Cotangents that have names, with what the names stand for. */
  readonly #symbols = new Map<Node, Node>();
  readonly #passages: ExpositionPassage[] = [];

  constructor(
    private readonly derivation: Derivation,
    private readonly naming: Naming,
    private readonly supply: NameSupply,
    private readonly verbose: boolean,
  ) {
    const { steps, gradients, outputs } = derivation;
    this.#store = derivation.store;
    this.#order = steps.filter((s) => s.kind === "variation");
    this.#steps = new Map(this.#order.map((s) => [s.about, s]));
    for (const s of this.#order) this.#varied.set(s.differential, s.about);
    for (const { input } of gradients) this.#varied.set(derivation.differentialOf(input.node), input.node);
    this.#outputs = new Set(outputs.map((o) => o.node));
    this.#uses = this.countUses();
  }

  run(): Exposition {
    const { steps } = this.derivation;
    this.derivation.program.outputs.forEach(({ name, node: before }, i) => {
      const after = this.derivation.outputs[i]!.node;
      const rewritten = steps.find((s) => s.kind === "rewrite" && s.phase === "forward" && s.before === before);
      const rules = rewritten?.kind === "rewrite" ? rewritten.rules : [];
      const lines = [{ value: before }, { value: after, reason: because("simplify", rules) }];
      if (after !== before) this.#passages.push({ kind: "restatement", name, lines });
    });
    for (const o of this.derivation.outputs) {
      if (this.#steps.has(o.node) || this.isInput(o.node)) this.contribute(o.node, o.cotangent);
    }
    const inlined = new Set<Node>();
    for (const group of this.groups()) {
      const reached = group.filter((s) => this.#contributions.has(s.about) && !inlined.has(s.about));
      if (reached.length > 0) this.stage(reached, inlined);
    }
    this.finish();
    return { passages: this.#passages, names: this.#names };
  }

  /** In how many variations each expression's differential occurs. */
  private countUses(): Map<Node, number> {
    const uses = new Map<Node, number>();
    for (const { start } of this.#order) {
      for (const d of differentialsIn(start.linear)) {
        const node = this.#varied.get(d);
        if (node) uses.set(node, (uses.get(node) ?? 0) + 1);
      }
    }
    return uses;
  }

  /** The steps in order; the outputs of one factorization together, where the last of them is due. */
  private groups(): VariationStep[][] {
    const groups = new Map<string, VariationStep[]>();
    for (const step of this.#order) {
      const key = this.groupOf(step.about);
      const members = [...(groups.get(key) ?? []), step];
      // Set anew, so that the group stands where its last member is.
      groups.delete(key);
      groups.set(key, members);
    }
    const place = (s: VariationStep): number => this.ruleOf(s.about)?.output ?? 0;
    return [...groups.values()].map((members) => members.sort((a, b) => place(a) - place(b)));
  }

  private ruleOf(node: Node): FunctionRule | undefined {
    return node.kind === "apply" ? this.derivation.catalogue.functions.get(node.fn) : undefined;
  }

  private groupOf(node: Node): string {
    const rule = this.ruleOf(node);
    if (node.kind !== "apply" || !rule || rule.outputs.length === 1) return String(node.id);
    return `${rule.rule}(${node.args.map((a) => a.id).join()};${node.dims.map((d) => d.key).join()}`;
  }

  private isInput(node: Node): boolean {
    return this.derivation.gradients.some((g) => g.input.node === node);
  }

  private contribute(to: Node, cotangent: Node): void {
    this.#contributions.set(to, [...(this.#contributions.get(to) ?? []), cotangent]);
  }

  private simplify(node: Node): Node {
    return this.derivation.simplifier.simplify(node);
  }

  /** The rules by which the engine simplified these, but in parts of which that was told. */
  private rulesFrom(nodes: readonly Node[], told = new Set<Node>()): string[] {
    return unique(nodes.flatMap((node) => this.derivation.simplifier.rulesFrom(node, told)));
  }

  private total(parts: readonly Node[]): Node {
    return parts.length === 1 ? parts[0]! : sum(this.#store, parts);
  }

  /** Named by the program or in the answer. */
  private isNamed(node: Node): boolean {
    return this.naming.nameOf(node) !== undefined || this.#outputs.has(node);
  }

  private nameOf(node: Node): string {
    const known = this.naming.nameOf(node) ?? this.#names.get(node);
    if (known !== undefined) return known;
    const output = this.derivation.outputs.find((o) => o.node === node)?.name;
    const name = output ?? this.supply.freshFor(this.derivation.catalogue, node);
    this.#names.set(node, name);
    return name;
  }

  private stage(steps: readonly VariationStep[], inlined: Set<Node>): void {
    const roots = steps.map((step): Root => ({ step, cotangent: this.cotangentOf(step.about) }));
    for (const { step } of roots) this.#contributions.delete(step.about);
    const whole = this.#contributions.size === 0;
    const lines: PairingLine[] = [
      { terms: roots.map(({ step, cotangent }) => ({ cotangent, linear: step.differential })) },
    ];
    const starts = this.insertVariations(roots, inlined, lines);
    this.moveAll(starts, lines);
    if (lines.length > 1) {
      this.#passages.push({ kind: "variation", about: steps.map((s) => s.about), whole, lines });
    }
  }

  /** The cotangent of an expression: short ones as they are, others by a name that is introduced here. */
  private cotangentOf(node: Node): Node {
    const parts = this.#contributions.get(node)!;
    const total = this.total(parts);
    const value = this.simplify(total);
    const named = this.naming.nameOf(value) !== undefined;
    if (named || value.kind !== "apply" || this.sizeOf(value) <= SHORT) return value;
    const name = cotangentName(this.nameOf(node));
    const symbol = this.#store.symbol(this.supply.fresh([name]), "cotangent", node);
    this.#symbols.set(symbol, value);
    const lines: ValueLine[] = [{ value: total }];
    const kind = parts.length > 1 ? "collect" : "simplify";
    if (value !== total) lines.push({ value, reason: because(kind, this.rulesFrom([total])) });
    this.#passages.push({ kind: "cotangent", symbol, lines });
    return symbol;
  }

  /** The variations of the roots and of what only they are made of, as long as they stay readable. */
  private insertVariations(roots: readonly Root[], inlined: Set<Node>, lines: PairingLine[]): Pairing[] {
    let current = roots.map(({ step, cotangent }): Pairing => ({ cotangent, linear: step.start.linear }));
    let [names, citations]: [string[], string[]] = [[], []];
    const write = (): void => {
      lines.push({ terms: current, reason: { kind: "variation", names: unique(names), citations: unique(citations) } });
      [names, citations] = [[], []];
    };
    for (const { step } of roots) {
      names.push(step.rule);
      citations.push(...step.citations);
    }
    for (const root of roots.keys()) {
      for (let next = this.inlinable(current[root]!.linear); next; next = this.inlinable(current[root]!.linear)) {
        if (this.verbose && this.sizeOf(next.step.start.linear) > RENAMED) {
          this.nameVaried(current);
          write();
        }
        inlined.add(next.step.about);
        names.push(next.step.rule, ...next.rules);
        citations.push(...next.step.citations);
        current = current.map((p, i) => (i === root ? { ...p, linear: next!.linear } : p));
      }
    }
    write();
    return current;
  }

  /** Names for everything that varies in a line. */
  private nameVaried(terms: readonly Pairing[]): void {
    for (const d of terms.flatMap((t) => differentialsIn(t.linear))) {
      const node = this.#varied.get(d)!;
      if (!this.isInput(node)) this.nameOf(node);
    }
  }

  /** A variation that can be inserted into a linear expression, with the result. */
  private inlinable(linear: Node): { step: VariationStep; linear: Node; rules: readonly string[] } | undefined {
    const occurrences = countOccurrences(linear);
    const short = (d: Node): number => Number(this.lengthOf(d) > RENAMED);
    for (const [differential, count] of [...occurrences].sort(([a], [b]) => short(a) - short(b))) {
      const node = this.#varied.get(differential);
      const step = node && this.#steps.get(node);
      if (!step || this.isNamed(node)) continue;
      const renamed = this.sizeOf(step.start.linear) <= RENAMED;
      if (!renamed && (count !== 1 || this.#uses.get(node) !== 1)) continue;
      if (termCount(step.start.linear) > 1 && this.sizeAround(linear, differential) > LONGEST_AROUND_SUM) continue;
      const written = replace(this.#store, linear, new Map([[differential, step.start.linear]]));
      const inserted = this.simplify(written);
      if (this.sizeOf(inserted) > LONGEST.parts || termCount(inserted) > LONGEST.terms) continue;
      return { step, linear: inserted, rules: this.rulesFrom([written]) };
    }
    return undefined;
  }

  /** The size of the term in which a differential stands. */
  private sizeAround(linear: Node, differential: Node): number {
    const terms = isApply(linear, "sum") ? linear.args : [linear];
    return Math.max(...terms.filter((t) => differentialsIn(t).includes(differential)).map((t) => this.sizeOf(t))) - 1;
  }

  /** The length of the variation of what varies by a differential. */
  private lengthOf(differential: Node): number {
    const step = this.#steps.get(this.#varied.get(differential)!);
    return step ? this.sizeOf(step.start.linear) : 0;
  }

  /** Moves every factor to the other side, a line for each round of moves, and collects. */
  private moveAll(starts: readonly Pairing[], lines: PairingLine[]): void {
    const { catalogue } = this.derivation;
    const told = new Set<Node>();
    const moves = new Map<Pairing, Move>();
    const collected = new Map<Node, Node[]>();
    for (const start of starts) {
      const { results, moves: made } = transposeLinear(this.#store, catalogue, start);
      for (const move of made) moves.set(move.before, move);
      for (const [differential, values] of results) {
        collected.set(differential, [...(collected.get(differential) ?? []), ...values]);
      }
    }
    const occurrences = [...collected.values()].reduce((n, values) => n + values.length, 0);
    if (occurrences > MANY) lines.length = 1;
    else lines.push(...this.rounds(starts, moves, told));
    const terms: Pairing[] = [];
    const totals: Node[] = [];
    for (const [differential, values] of collected) {
      const total = this.total(values);
      const cotangent = this.simplify(total);
      totals.push(total);
      terms.push({ cotangent, linear: differential });
      const node = this.#varied.get(differential)!;
      if (!this.isInput(node)) this.nameOf(node);
      this.contribute(node, cotangent);
    }
    if (terms.length <= MANY) lines.push({ terms, reason: because("collect", this.rulesFrom(totals, told)) });
  }

  private rounds(starts: readonly Pairing[], moves: ReadonlyMap<Pairing, Move>, told: Set<Node>): PairingLine[] {
    const lines: PairingLine[] = [];
    let terms = starts;
    while (terms.some((t) => moves.has(t))) {
      const made: Move[] = [];
      terms = this.verbose ? oneMove(terms, moves, made) : terms.flatMap((t) => oneRound(t, moves, made));
      const tidy = terms.map((t) => ({ ...t, cotangent: this.simplify(t.cotangent) }));
      const reason = identities(made);
      const rules = this.rulesFrom(
        terms.map((t) => t.cotangent),
        told,
      );
      lines.push({ terms: tidy, reason: { ...reason, names: unique([...reason.names, ...rules]) } });
    }
    return lines;
  }

  /** What is left of dL, in the differentials of the inputs; then the gradients are read off. */
  private finish(): void {
    const { gradients } = this.derivation;
    const used = gradients.filter((g) => this.#contributions.has(g.input.node));
    const term = (input: Input, cotangent: Node): Pairing => ({
      cotangent,
      linear: this.derivation.differentialOf(input.node),
    });
    const partsOf = (input: Input): readonly Node[] => this.#contributions.get(input.node)!;
    const [last] = this.#passages.slice(-1);
    const chain = last?.kind === "variation" && last.whole ? last : undefined;
    const lines: PairingLine[] = [];
    const values = used.map(({ input }) => this.simplify(this.total(partsOf(input))));
    if (!chain && used.length <= MANY) {
      const rules = this.rulesFrom(used.map(({ input }) => this.total(partsOf(input))));
      lines.push({ terms: used.map(({ input }) => term(input, this.total(partsOf(input)))) });
      lines.push({ terms: used.map(({ input }, i) => term(input, values[i]!)), reason: because("collect", rules) });
    }
    const structures: string[] = [];
    const projected = used.map(({ input }, i) =>
      this.derivation.projections(input.node).reduce((value, p) => {
        const after = p.of(value);
        if (after !== value) structures.push(p.property);
        return after;
      }, values[i]!),
    );
    if (structures.length > 0) {
      const reason: Reason = { kind: "structure", names: unique(structures), citations: [] };
      lines.push({ terms: used.map(({ input }, i) => term(input, projected[i]!)), reason });
    }
    if (chain) this.#passages[this.#passages.length - 1] = { ...chain, lines: [...chain.lines, ...lines] };
    else if (lines.length > 1) this.#passages.push({ kind: "variation", about: [], whole: true, lines });
    for (const { input, value, riemannian } of gradients) {
      const index = used.findIndex((g) => g.input === input);
      const lines = this.readOff(projected[index], riemannian?.euclidean ?? value);
      this.#passages.push({ kind: "gradient", input, lines });
      if (!riemannian) continue;
      const { name, citations } = riemannian.geometry;
      const reason: Reason = { kind: "riemannian", names: [name], citations };
      this.#passages.push({ kind: "riemannian", input, lines: [{ value: riemannian.rule }, { value, reason }] });
    }
  }

  private readOff(found: Node | undefined, value: Node): ValueLine[] {
    if (found === undefined || found === value) return [{ value }];
    const names = this.symbolsIn(found);
    const reason: Reason =
      names.length > 0 ? { kind: "insert", names, citations: [] } : because("simplify", this.rulesFrom([found]));
    return [{ value: found }, { value, reason }];
  }

  /** The names of cotangents that an expression is written with, and those that they are made of. */
  private symbolsIn(found: Node): string[] {
    const names: string[] = [];
    const roots = [found];
    const seen = new Set<Node>();
    for (let root = roots.pop(); root; root = roots.pop()) {
      for (const n of postorder([root], (m) => !seen.has(m))) {
        seen.add(n);
        const value = this.#symbols.get(n);
        if (!value || n.kind !== "symbol") continue;
        names.push(n.name);
        roots.push(value);
      }
    }
    return names;
  }

  /** The number of parts of an expression as it is written. */
  private sizeOf(root: Node): number {
    const sizes = new Map<Node, number>();
    const isLeaf = (n: Node): boolean => this.naming.nameOf(n) !== undefined || this.#names.has(n);
    for (const node of postorder([root], (n) => n === root || !isLeaf(n))) {
      sizes.set(
        node,
        argsOf(node).reduce((n, a) => n + (sizes.get(a) ?? 1), 1),
      );
    }
    return sizes.get(root)!;
  }
}
