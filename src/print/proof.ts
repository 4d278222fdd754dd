/** The derivation as lines of formulas with reasons, for every printer. */
import type { Pairing } from "../calculus/adjoint.js";
import type { Derivation } from "../calculus/derivation.js";
import { expose } from "../calculus/exposition.js";
import type { Exposition, ExpositionPassage, Reason } from "../calculus/passages.js";
import { isTrivial, outputsAmong, type NameSupply } from "../calculus/naming.js";
import { product } from "../expression/node/algebra.js";
import { apply, express, name, type Naming } from "../expression/express.js";
import { isScalar, postorder, type Node } from "../expression/node/node.js";
import type { Input } from "../expression/elaborate/program.js";
import { cotangentName, differentialName } from "../../grammar/names.js";
import type { Syntax } from "../language/syntax.js";
import { sameSyntax } from "../language/traverse.js";
import { definitionsOf } from "./definitions.js";
import { lossName } from "./names-of-loss.js";
import { formulasOf, type Equation, type Formulas } from "./formulas.js";

/** One formula, equal to the one before it for the reason given. */
export interface Line {
  readonly formula: Syntax;
  /** The reason in words; empty in the first line of a passage. */
  readonly reason: string;
  readonly kind?: Reason["kind"];
  /** Names of the rules or identities used, or of what is inserted. */
  readonly rules: readonly string[];
  /** Keys of the bibliography, each with the place that is cited, `higham2008 Thm 3.11`. */
  readonly citations: readonly string[];
}

/** A chain of equal formulas. */
export interface Passage {
  readonly kind: ExpositionPassage["kind"];
  /** Whether `left` is dL, or the variation of the loss that the program defines. */
  readonly whole: boolean;
  readonly left: Syntax;
  readonly lines: readonly Line[];
}

/** Whether a passage ends in an answer. */
export const isAnswer = ({ kind }: Passage): boolean => kind === "gradient" || kind === "riemannian";

/** A derivation in full. Every formula is in the names of the program and of `definitions`. */
export interface Proof {
  /** What the names stand for that the derivation and the answer use, in order. */
  readonly definitions: readonly Equation[];
  readonly passages: readonly Passage[];
}

/** Writes the derivation down. `verbose` shows each substitution and each move in a line of its own. */
export function proofOf(derivation: Derivation, formulas: Formulas, verbose = false): Proof {
  return new Writer(derivation, formulas, verbose).proof();
}

/** The lines of a derivation as expressions, in the order in which `proofOf` writes them. */
export function expositionOf(derivation: Derivation): Exposition {
  return new Writer(derivation, formulasOf(derivation), false).exposition;
}

/** Names for Riemannian gradients. */
const TANGENT_NAMES = ["ξ", "η", "ζ"];

class Writer {
  readonly exposition: Exposition;
  readonly #names = new Map<Node, string>();
  readonly #supply: NameSupply;
  /** Expressions by their differentials. */
  readonly #varied: ReadonlyMap<Node, Node>;
  readonly #loss: Syntax;
  readonly #tangents = new Map<Input, string>();

  constructor(
    private readonly derivation: Derivation,
    private readonly formulas: Formulas,
    verbose: boolean,
  ) {
    const supply = (this.#supply = formulas.naming.supply.copy());
    for (const { name: taken } of [...derivation.definitions, ...derivation.outputs]) supply.take(taken);
    const paired = [...derivation.outputs, ...derivation.gradients.map((g) => g.input)];
    for (const { name: taken } of paired) supply.take(cotangentName(taken));
    const loss = derivation.outputs.find((o) => o.cotangent.kind === "number")?.name;
    this.#loss = name(differentialName(loss ?? supply.take(lossName(derivation))));
    const varied = derivation.steps.filter((s) => s.kind === "variation");
    this.#varied = new Map(varied.map((s) => [s.differential, s.about]));
    this.nameFactors(varied.map((step) => step.start.linear));
    this.nameDefinitions();
    this.exposition = expose(derivation, this.naming, supply, verbose);
    for (const [node, given] of this.exposition.names) this.#names.set(node, given);
    for (const { about, differential } of varied) {
      const known = derivation.outputs.find((o) => o.node === about)?.name ?? this.nameOf(about);
      if (known !== undefined) this.#names.set(differential, differentialName(known));
    }
  }

  /** Outputs of factorizations have the names that the answer gives them, or the letters of their rule. */
  private nameFactors(linear: readonly Node[]): void {
    const { catalogue, outputs, definitions } = this.derivation;
    const nodes = postorder([...outputs.map((o) => o.node), ...linear]);
    const outputsOf = outputsAmong(catalogue, nodes);
    for (const { left, node } of this.formulas.where) {
      if (left.length === 1 || node.kind !== "apply") continue;
      outputsOf(node).forEach((n, i) => {
        const letter = left[i]!;
        if (n && this.nameOf(n) === undefined && letter.kind === "name") this.#names.set(n, letter.name);
      });
    }
    for (const node of nodes) {
      const rule = node.kind === "apply" ? catalogue.functions.get(node.fn) : undefined;
      if (!rule || rule.outputs.length === 1 || this.nameOf(node) !== undefined) continue;
      const given = definitions.find((d) => d.node === node)?.name;
      this.#names.set(node, given ?? this.#supply.fresh([rule.outputs[rule.output]!]));
    }
  }

  /** What the program names is called by that name here, even where the answer does not use it. */
  private nameDefinitions(): void {
    for (const { node, name: given } of this.derivation.definitions) {
      if (node.kind === "apply" && !isTrivial(node) && this.nameOf(node) === undefined) this.#names.set(node, given);
    }
  }

  private get naming(): Naming {
    return { nameOf: (node) => this.nameOf(node), products: this.formulas.naming.products };
  }

  /** The parts that expressions are written with, what others are made of first. */
  private written(roots: readonly Node[]): Node[] {
    const { products } = this.formulas.naming;
    return postorder(roots, undefined, products && ((node) => products.partsOf(node)));
  }

  /** What the answer's variation names is written out: factors are moved there. */
  private nameOf(node: Node): string | undefined {
    if (node.kind === "apply" && node.varies) return undefined;
    return this.formulas.naming.nameOf(node) ?? this.#names.get(node);
  }

  proof(): Proof {
    const passages: Passage[] = [];
    for (const passage of this.exposition.passages.map((p) => this.passage(p))) {
      const previous = passages[passages.length - 1];
      if (previous && continues(previous, passage)) {
        passages[passages.length - 1] = { ...previous, lines: [...previous.lines, ...passage.lines.slice(1)] };
      } else passages.push(passage);
    }
    return { passages, definitions: this.definitions() };
  }

  private spell(node: Node, definition = false): Syntax {
    return express(this.derivation.catalogue, this.naming, node, definition);
  }

  /** The `where` list of the answer and what only the derivation names, what others are made of first. */
  private definitions(): Equation[] {
    const { where } = this.formulas;
    const outputs = new Set(this.derivation.outputs.map((o) => o.node));
    const outputsOf = outputsAmong(this.derivation.catalogue, this.#names.keys());
    const beside = where.flatMap(({ left, node }) => (left.length > 1 ? outputsOf(node) : []));
    const defined = new Set([...where.map((e) => e.node), ...beside]);
    const own = [...this.#names].filter(([node]) => node.kind === "apply" && !outputs.has(node) && !defined.has(node));
    const { catalogue } = this.derivation;
    const spell = (node: Node): Syntax => this.spell(node, true);
    const listed = [...where.map((e) => this.respelled(e)), ...definitionsOf(catalogue, own, spell, this.#supply)];
    const equations = new Map<Node, Equation>(listed.map((e) => [e.node, e]));
    const used = new Set(this.written(this.roots()));
    return this.written([...equations.keys()]).flatMap((n) =>
      used.has(n) && !n.varies ? (equations.get(n) ?? []) : [],
    );
  }

  /** The expressions of all lines. */
  private roots(): Node[] {
    return this.exposition.passages.flatMap((p) =>
      p.kind === "variation"
        ? p.lines.flatMap((l) => l.terms.flatMap((t) => [t.cotangent, t.linear, ...this.variedIn(t.linear)]))
        : p.lines.map((l) => l.value),
    );
  }

  /** What the differentials in an expression are differentials of. */
  private variedIn(linear: Node): Node[] {
    return postorder([linear], (n) => n.varies).flatMap((n) => this.#varied.get(n) ?? []);
  }

  /** A definition of the answer in the names of the derivation. */
  private respelled(e: Equation): Equation {
    const isFunction = e.left[0]?.kind === "apply";
    return isFunction ? e : { ...e, right: this.spell(e.node, true) };
  }

  private passage(p: ExpositionPassage): Passage {
    switch (p.kind) {
      case "restatement":
        return this.chain(p.kind, name(p.name), p.lines, (l) => this.spell(l.value, true));
      case "cotangent":
        return this.chain(p.kind, this.spell(p.symbol), p.lines, (l) => this.spell(l.value));
      case "gradient":
      case "riemannian": {
        const last = p.lines.length - 1;
        const answer = this.formulas.gradients.find((e) => e.node === p.lines[last]!.value)?.right;
        const left = p.kind === "gradient" ? name(cotangentName(p.input.name)) : name(this.tangentName(p.input));
        return this.chain(p.kind, left, p.lines, (l, i) => (i === last && answer ? answer : this.spell(l.value)));
      }
      case "variation": {
        const first = p.whole ? [] : p.lines.slice(0, 1);
        const left = p.whole ? this.#loss : this.pairings(first[0]!.terms);
        const lines = p.whole ? p.lines : p.lines.slice(1);
        const chain = this.chain(p.kind, left, lines, (l) => this.pairings(l.terms));
        const [start, ...rest] = chain.lines;
        // dL = dL says nothing.
        const trivial = p.whole && rest.length > 0 && sameSyntax(start!.formula, left);
        return { ...chain, whole: p.whole, lines: trivial ? rest : chain.lines };
      }
    }
  }

  /** The name of a Riemannian gradient beside the Euclidean one, X̄. */
  private tangentName(input: Input): string {
    let given = this.#tangents.get(input);
    if (given === undefined) this.#tangents.set(input, (given = this.#supply.fresh(TANGENT_NAMES)));
    return given;
  }

  /** Lines that read the same are one. */
  private chain<L extends { readonly reason?: Reason }>(
    kind: Passage["kind"],
    left: Syntax,
    lines: readonly L[],
    formulaOf: (line: L, index: number) => Syntax,
  ): Passage {
    const written: Line[] = [];
    lines.forEach((line, i) => {
      const formula = formulaOf(line, i);
      const previous = written[written.length - 1];
      const same = previous !== undefined && sameSyntax(previous.formula, formula);
      if (same) return;
      written.push({ formula, ...explained(line.reason) });
    });
    return { kind, whole: false, left, lines: written };
  }

  private pairings(terms: readonly Pairing[]): Syntax {
    const parts = terms.map((t) => this.pairing(t));
    return parts.length === 1 ? parts[0]! : apply("sum", parts.flatMap(termsOf));
  }

  private pairing({ cotangent, linear }: Pairing): Syntax {
    if (cotangent.kind === "number" && cotangent.value.equals(1)) return this.spell(linear);
    if (isScalar(linear)) return this.spell(product(this.derivation.store, [cotangent, linear]));
    const [g, l] = [this.spell(cotangent), this.spell(linear)];
    return isHead(g, "negate") ? apply("negate", [apply("inner", [g.args[0]!, l])]) : apply("inner", [g, l]);
  }
}

/** Whether a passage takes up the last formula of the one before it. */
const continues = (previous: Passage, next: Passage): boolean =>
  next.kind === "variation" &&
  previous.kind === "variation" &&
  sameSyntax(previous.left, next.left) &&
  sameSyntax(previous.lines[previous.lines.length - 1]!.formula, next.lines[0]!.formula);

const isHead = (s: Syntax, head: string): s is Extract<Syntax, { kind: "apply" }> =>
  s.kind === "apply" && s.head === head;

const termsOf = (s: Syntax): readonly Syntax[] => (isHead(s, "sum") ? s.args : [s]);

/** A reason in words. */
export function explained(reason: Reason | undefined): Omit<Line, "formula"> {
  if (!reason) return { reason: "", rules: [], citations: [] };
  const { kind, names, citations } = reason;
  return { reason: wordsFor(reason), kind, rules: names, citations };
}

/** What stands before the names of a reason. */
export const LEAD: Readonly<Record<Reason["kind"], string>> = {
  variation: "variation: ",
  identity: "",
  collect: "collect: ",
  structure: "projection onto the structure: ",
  insert: "insert ",
  simplify: "simplify: ",
  riemannian: "Riemannian gradient: ",
  write: "written out: ",
};

const wordsFor = ({ kind, names }: Reason): string => LEAD[kind] + names.join(", ");
