/** How a variation comes about, as lines: the rules of the functions are inserted from the outside to the inside. */
import { sum, zeros } from "../expression/node/algebra.js";
import { postorder, type Node } from "../expression/node/node.js";
import { replace } from "../expression/node/replace.js";
import { deriveProgram, type Derivation } from "./derivation.js";
import { because, unique, type ValueLine } from "./passages.js";
import { differentialName } from "../../grammar/names.js";
import type { GaussNewton } from "./gauss-newton.js";
import { gradientProgram, writtenOut, type SecondOrder } from "./second.js";
import { DependenceGraph } from "./variation.js";

/** The lines of one variation, dY or dX̄: each value is equal to the one before it. */
export interface VariedPassage {
  /** The name of the variation, `dX̄`. */
  readonly name: string;
  readonly lines: readonly ValueLine[];
  /** What differential symbols in the lines are differentials of. */
  readonly differentials: ReadonlyMap<Node, Node>;
}

/** After as many rounds of insertion the rest is inserted at once. */
const MOST_ROUNDS = 12;

/** The variations of the outputs of a derivation. */
export const outputPassages = (derivation: Derivation): VariedPassage[] =>
  derivation.variations.map((v, i) => passageOf(derivation, derivation, derivation.outputs[i]!.node, v.node, v.name));

/** The variations of the gradients. */
export function gradientPassages(second: SecondOrder): VariedPassage[] {
  const { first, products } = second;
  const wrt = first.gradients.map((g) => g.input.name);
  const whole = deriveProgram(first.program, { wrt, order: "again" });
  const names = gradientProgram(second).variations.slice(first.outputs.length);
  return products.map(({ value }, i) => passageOf(first, whole, whole.gradients[i]!.value, value, names[i]!.name));
}

/** The variations of the outputs that a loss is a function of, for its Gauss–Newton matrix. */
export function lossOutputPassages({ first, lossOutputs }: GaussNewton): VariedPassage[] {
  const seeds = new Map<Node, Node>(first.gradients.map(({ input }) => [input.node, first.differentialOf(input.node)]));
  const differentials = first.variationRules.pushForwardAll(
    lossOutputs.map((o) => o.node),
    seeds,
  );
  return lossOutputs
    .filter(({ node }) => !seeds.has(node))
    .map(({ name, node }) => {
      const last = first.simplifier.simplify(differentials.get(node) ?? zeros(first.store, node));
      return passageOf(first, first, node, last, differentialName(name));
    });
}

function passageOf(first: Derivation, rules: Derivation, root: Node, last: Node, name: string): VariedPassage {
  const { store } = first;
  const inputs = new Set<Node>(first.gradients.map((g) => g.input.node));
  const graph = new DependenceGraph(rules.variationRules, inputs);
  const differentials = new Map<Node, Node>();
  const symbolOf = (node: Node): Node => {
    if (inputs.has(node)) return first.differentialOf(node);
    const symbol = store.symbol(`d#${node.id}`, "differential", node);
    differentials.set(symbol, node);
    return symbol;
  };
  const vary = (node: Node): Node => {
    const terms = graph.dependences(node).map(({ on, vary: along }) => along(symbolOf(on)));
    return terms.length > 0 ? sum(store, terms) : zeros(store, node);
  };
  const ruleOf = (node: Node): string =>
    node.kind === "apply" ? (first.catalogue.functions.get(node.fn)?.rule ?? node.fn) : "input";
  let value = inputs.has(root) || !graph.isActive(root) ? last : symbolOf(root);
  const lines: ValueLine[] = [{ value }];
  const open = (): Node[] => postorder([value], (n) => n.varies).filter((n) => differentials.has(n));
  for (let inside = open(), round = 0; inside.length > 0; inside = open(), round++) {
    const varied = inside.map((d) => differentials.get(d)!);
    const inserted = replace(store, value, new Map(inside.map((d, i) => [d, vary(varied[i]!)])));
    value = rules.simplifier.simplify(inserted);
    if (round < MOST_ROUNDS) lines.push({ value, reason: { kind: "variation", names: unique(varied.map(ruleOf)), citations: [] } }); // prettier-ignore
  }
  const longer = writtenOut(first, value);
  const written = first.simplifier.simplify(longer);
  const rulesFrom = (node: Node): string[] => first.simplifier.rulesFrom(node);
  if (written !== value) lines.push({ value: written, reason: because("write", rulesFrom(longer)) });
  if (written !== last) lines.push({ value: last, reason: because("simplify", rulesFrom(written)) });
  return { name, lines: withoutRepeated(lines), differentials };
}

/** Lines that are the same are one, with the reasons of the first. */
const withoutRepeated = (lines: readonly ValueLine[]): ValueLine[] =>
  lines.filter((l, i) => i === 0 || l.value !== lines[i - 1]!.value);
