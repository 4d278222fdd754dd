/** Jacobians, Hessians and products with Hessians as formulas, with names for what they share: what printers print. */
import { express } from "../../expression/express.js";
import { isScalar, isVector, type Node } from "../../expression/node/node.js";
import { nameParts, type WhereList } from "../../calculus/naming.js";
import type { Derivation } from "../../calculus/derivation.js";
import { hessianOf, jacobianOf, mentions, quadraticForm, type Block, type Layout } from "../../calculus/blocks.js";
import { gradientProgram, type SecondOrder } from "../../calculus/second.js";
import type { Syntax } from "../../language/syntax.js";
import { differentialName } from "../../../grammar/names.js";
import { lossName } from "../names-of-loss.js";
import { formulasOf, equationOf, type Equation, type Formulas } from "../formulas.js";

/** The derivative of one expression by one input: `∂ of / ∂ by`, to the first or second order. */
export interface Derivative {
  readonly kind: "jacobian" | "hessian";
  readonly of: { readonly name: string; readonly shape: Node };
  readonly by: { readonly name: string; readonly shape: Node };
  readonly layout: Layout;
}

/** A line of the answer; `label` where its left side is no expression of the language. */
export interface Line {
  readonly label: Derivative | { readonly kind: "name"; readonly name: string };
  readonly right: Syntax;
  readonly node: Node;
  /** What the line says: a matrix, or the map from a differential. */
  readonly as: "matrix" | "operator" | "quadratic form" | "product";
}

export interface SecondFormulas {
  readonly derivation: Derivation;
  /** The program's own lines, the first derivatives, and what is taken for granted. */
  readonly first: Formulas;
  readonly lines: readonly Line[];
  readonly where: readonly Equation[];
  /** What the reader must know of names, and what is seen of the derivatives: sentences without a full stop. */
  readonly remarks: readonly Remark[];
}

export type Remark =
  | { readonly kind: "layout"; readonly layout: Layout }
  | { readonly kind: "commutation" }
  | { readonly kind: "definite"; readonly input: string; readonly word: string };

/** dX̄ for every input. */
export function productFormulas(second: SecondOrder): SecondFormulas {
  const lines = productLines(second);
  return written(gradientProgram(second), lines, []);
}

const productLines = (second: SecondOrder): Draft[] =>
  gradientProgram(second)
    .variations.slice(second.first.outputs.length)
    .map((v) => ({ label: { kind: "name", name: v.name }, node: v.node, as: "product" }));

/** The Hessian as matrices where it has such a form, and as a quadratic form. */
export function hessianFormulas(second: SecondOrder, layout: Layout): SecondFormulas {
  const blocks = hessianOf(second, layout);
  const without = new Set(blocks.filter((b) => !b.matrix).map((b) => b.of.name));
  const products = productLines(second).filter((_, i) => without.has(second.products[i]!.input.name));
  const quadratic: Draft = {
    label: { kind: "name", name: `d²${lossName(second.first)}` },
    node: quadraticForm(second),
    as: "quadratic form",
  };
  const remarks = blocks.flatMap((b): Remark[] =>
    b.definiteness ? [{ kind: "definite", input: b.by.name, word: b.definiteness }] : [],
  );
  const drafts = [...matrices("hessian", blocks, layout), ...products, quadratic];
  return written(gradientProgram(second), drafts, [...conventions(blocks, layout), ...remarks]);
}

/** The Jacobian as matrices where it has such a form, else as the map dX ↦ dY. */
export function jacobianFormulas(derivation: Derivation, layout: Layout): SecondFormulas {
  const blocks = jacobianOf(derivation, layout);
  const operators = blocks.flatMap((b): Draft[] =>
    b.matrix ? [] : [{ label: { kind: "name", name: differentialName(b.of.name) }, node: b.operator, as: "operator" }],
  );
  const drafts = [...matrices("jacobian", blocks, layout), ...operators];
  return written(derivation, drafts, conventions(blocks, layout));
}

type Draft = Omit<Line, "right">;

const matrices = (kind: "jacobian" | "hessian", blocks: readonly Block[], layout: Layout): Draft[] =>
  blocks.flatMap((b): Draft[] => {
    if (!b.matrix) return [];
    const label: Derivative = { kind, of: b.of, by: { name: b.by.name, shape: b.by.node }, layout };
    return [{ label, node: b.matrix, as: "matrix" }];
  });

function conventions(blocks: readonly Block[], layout: Layout): Remark[] {
  const formed = blocks.flatMap((b) => (b.matrix ? [b.matrix] : []));
  const remarks: Remark[] = formed.some((m) => !isScalar(m)) ? [{ kind: "layout", layout }] : [];
  if (formed.some((m) => mentions(m, "commutation-matrix"))) remarks.push({ kind: "commutation" });
  return remarks;
}

function written(derivation: Derivation, drafts: readonly Draft[], remarks: readonly Remark[]): SecondFormulas {
  const { catalogue, store, program, definitions, outputs, differentials } = derivation;
  const first = formulasOf(derivation);
  const roots = [...derivation.gradients.map((g) => g.value), ...drafts.map((d) => d.node)];
  const taken = [...program.inputs.map((i) => i.name), ...program.dimensions];
  const known = [...definitions, ...outputs];
  const naming = nameParts(derivation, roots, known, store.functionNames, taken, differentials);
  const spell = (node: Node, definition = false): Syntax => express(catalogue, naming, node, definition);
  return {
    derivation,
    first: { ...first, naming, gradients: first.gradients.map((g) => ({ ...g, right: spell(g.node, true) })) },
    lines: drafts.map((d) => ({ ...d, right: spell(d.node) })),
    where: whereOf(derivation, naming, spell),
    remarks,
  };
}

/** The where list without the gradients, which have lines of their own. */
function whereOf(
  derivation: Derivation,
  naming: WhereList,
  spell: (n: Node, definition?: boolean) => Syntax,
): Equation[] {
  const own = new Set(derivation.gradients.map((g) => g.value));
  return naming.entries.filter((e) => !own.has(e.node)).map((e) => equationOf(derivation, e, spell));
}

/** Whether something is differentiated as it is, and not as its vec. */
export const isPlain = (node: Node): boolean => isScalar(node) || isVector(node);
