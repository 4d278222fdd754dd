/** Jacobians, Hessians and products with Hessians as formulas, with names for what they share: what printers print. */
import type { Named } from "../../expression/elaborate/program.js";
import { apply, express, name } from "../../expression/express.js";
import { isApply, isScalar, isVector, postorder, type Node } from "../../expression/node/node.js";
import { nameParts, outputsAmong, type WhereList } from "../../calculus/naming.js";
import type { Derivation } from "../../calculus/derivation.js";
import {
  hessianOf,
  jacobianOf,
  mentions,
  quadraticForm,
  type Block,
  type HessianBlock,
  type Layout,
} from "../../calculus/blocks.js";
import { isConvexOfAffine, type GaussNewton, type LossOutput } from "../../calculus/gauss-newton.js";
import { isZero } from "../../expression/node/constants.js";
import {
  gradientPassages,
  lossOutputPassages,
  outputPassages,
  type VariedPassage,
} from "../../calculus/second-steps.js";
import { curvatureIn } from "../../calculus/curvature.js";
import { isSmooth } from "../../calculus/smooth.js";
import { gradientProgram, type SecondOrder } from "../../calculus/second.js";
import type { Syntax } from "../../language/syntax.js";
import { differentialName } from "../../../grammar/names.js";
import { explained as explanation, proofOf, type Passage, type Proof } from "../proof.js";
import { lossName } from "../names-of-loss.js";
import { formulasOf, equationOf, type Equation, type Formulas } from "../formulas.js";

/** The derivative of one expression by one input: `∂ of / ∂ by`, to the first or second order. */
export interface Derivative {
  readonly kind: "jacobian" | "hessian" | "gauss-newton";
  readonly of: Side;
  readonly by: Side;
  readonly layout: Layout;
}

/** What is differentiated, or by what; a matrix by its vec unless it is by its vech. */
export interface Side {
  readonly name: string;
  readonly shape: Node;
  readonly half?: boolean;
}

export type Label =
  | Derivative
  | { readonly kind: "name"; readonly name: string }
  /** ⟨dx, G dx⟩, or G dx alone: the rows of G that belong to an input. */
  | { readonly kind: "form" }
  | { readonly kind: "applied"; readonly to: string };

/** A line of the answer; `label` where its left side is no expression of the language. */
export interface Line {
  readonly label: Label;
  readonly right: Syntax;
  readonly node: Node;
  /** What the line says: a matrix, or the map from a differential. */
  readonly as: "outer" | "matrix" | "half" | "operator" | "quadratic form" | "product";
}

export interface SecondFormulas {
  readonly derivation: Derivation;
  /** The program's own lines, the first derivatives, and what is taken for granted. */
  readonly first: Formulas;
  /** How the gradients are derived, and then the variations: in steps, where they were asked for. */
  readonly proof?: Proof;
  readonly passages: readonly Passage[];
  readonly lines: readonly Line[];
  readonly where: readonly Equation[];
  /** What the reader must know of names, and what is seen of the derivatives: sentences without a full stop. */
  readonly remarks: readonly Remark[];
}

export type Remark =
  | { readonly kind: "layout"; readonly layout: Layout }
  | { readonly kind: "commutation" }
  | { readonly kind: "duplication" }
  /** What H and J are, and whether H is the identity. */
  | { readonly kind: "gauss-newton"; readonly outputs: readonly string[] }
  /** The loss is a convex function of an affine one of all these inputs. */
  | { readonly kind: "convex"; readonly inputs: readonly string[] }
  /** The loss is made of functions that are convex, or concave, in one input. */
  | { readonly kind: "composed"; readonly input: string; readonly word: "convex" | "concave" }
  | { readonly kind: "definite"; readonly of: DefiniteMatrix; readonly input: string; readonly word: string };

export type DefiniteMatrix = "Hessian" | "Gauss–Newton matrix";

/** dX̄ for every input. */
export function productFormulas(second: SecondOrder, steps = false): SecondFormulas {
  const lines = productLines(second);
  return written(gradientProgram(second), lines, [], { ...PLAIN, ...(steps ? explained(second) : {}) });
}

/** The derivation of the gradients, and how they vary. */
const explained = (second: SecondOrder): Pick<Surroundings, "gradients" | "chains" | "proof"> => ({
  // The derivation ends with them.
  gradients: false,
  chains: gradientPassages(second),
  proof: proofOf(second.first, formulasOf(second.first)),
});

const productLines = (second: SecondOrder): Draft[] =>
  gradientProgram(second)
    .variations.slice(second.first.outputs.length)
    .map((v) => ({ label: { kind: "name", name: v.name }, node: v.node, as: "product" }));

/** The Hessian as matrices where it has such a form, and as a quadratic form. */
export function hessianFormulas(second: SecondOrder, layout: Layout, steps = false): SecondFormulas {
  const blocks = hessianOf(second, layout);
  const without = new Set(blocks.filter((b) => !b.matrix).map((b) => b.of.name));
  const products = productLines(second).filter((_, i) => without.has(second.products[i]!.input.name));
  const quadratic: Draft = {
    label: { kind: "name", name: `d²${lossName(second.first)}` },
    node: quadraticForm(second),
    as: "quadratic form",
  };
  const drafts = [...matrices("hessian", blocks, layout), ...products, quadratic];
  const seen = isSmooth(second.first)
    ? [...definiteRemarks(blocks, "Hessian"), ...convexity(second.first, blocks)]
    : [];
  const surroundings = { ...PLAIN, ...(steps ? explained(second) : {}) };
  const remarks = [...conventions(blocks, layout), ...seen, ...composed(second.first, seen)];
  return written(gradientProgram(second), drafts, remarks, surroundings);
}

/** What the make of a loss says of inputs of which its Hessian says nothing. */
function composed(first: Derivation, seen: readonly Remark[]): Remark[] {
  const said = new Set(seen.flatMap((r) => (r.kind === "definite" ? [r.input] : r.kind === "convex" ? r.inputs : [])));
  return first.gradients.flatMap(({ input }): Remark[] => {
    if (said.has(input.name)) return [];
    const word = curvatureIn(first, input.node);
    return word === "convex" || word === "concave" ? [{ kind: "composed", input: input.name, word }] : [];
  });
}

const definiteRemarks = (blocks: readonly HessianBlock[], of: DefiniteMatrix): Remark[] =>
  blocks.flatMap((b): Remark[] =>
    b.definiteness ? [{ kind: "definite", of, input: b.by.name, word: b.definiteness }] : [],
  );

/** That a loss is convex in all inputs together, unless that is said of the only one. */
function convexity(first: Derivation, blocks: readonly HessianBlock[]): Remark[] {
  const inputs = first.gradients.map((g) => g.input.name);
  if (inputs.length === 1 && blocks.some((b) => b.definiteness)) return [];
  return isConvexOfAffine(first) ? [{ kind: "convex", inputs }] : [];
}

/** JᵀHJ as matrices where it has such a form, as a quadratic form, and what it is made of. */
export function gaussNewtonFormulas(second: GaussNewton, layout: Layout, steps = false): SecondFormulas {
  const { first, lossOutputs, outer } = second;
  const blocks = hessianOf(second, layout);
  const isInput = new Set<Node>(first.program.inputs.map((i) => i.node));
  const side = ({ name, node }: LossOutput): Side => ({ name, shape: node });
  const definitions = lossOutputs
    .filter(({ node }) => !isInput.has(node))
    .map(({ name, node }): Draft => ({ label: { kind: "name", name }, node, as: "outer" }));
  const hessians = outer.flatMap(({ of, by, matrix }): Draft[] =>
    matrix && !isZero(matrix)
      ? [{ label: { kind: "hessian", of: side(of), by: side(by), layout: "numerator" }, node: matrix, as: "outer" }]
      : [],
  );
  const maps = second.products
    .filter(({ input }) => blocks.some((b) => b.of.name === input.name && !b.matrix))
    .map(({ input, value }): Draft => ({ label: { kind: "applied", to: input.name }, node: value, as: "operator" }));
  const quadratic: Draft = { label: { kind: "form" }, node: quadraticForm(second), as: "quadratic form" };
  const remarks: Remark[] = [
    { kind: "gauss-newton", outputs: lossOutputs.map((o) => o.name) },
    ...definiteRemarks(blocks, "Gauss–Newton matrix"),
  ];
  const drafts = [...definitions, ...hessians, ...matrices("gauss-newton", blocks, layout), ...maps, quadratic];
  const all = [...conventions(blocks, layout), ...remarks];
  const chains = steps ? { chains: lossOutputPassages(second) } : {};
  return written(gradientProgram(second), drafts, all, { gradients: true, named: lossOutputs, ...chains });
}

/** The Jacobian as matrices where it has such a form, else as the map dX ↦ dY. */
export function jacobianFormulas(derivation: Derivation, layout: Layout, steps = false): SecondFormulas {
  const blocks = jacobianOf(derivation, layout);
  const operators = blocks.flatMap((b): Draft[] =>
    b.matrix ? [] : [{ label: { kind: "name", name: differentialName(b.of.name) }, node: b.operator, as: "operator" }],
  );
  const drafts = [...matrices("jacobian", blocks, layout), ...operators];
  const chains = steps ? { chains: outputPassages(derivation) } : {};
  return written(derivation, drafts, conventions(blocks, layout), { gradients: false, named: [], ...chains });
}

type Draft = Omit<Line, "right">;

const matrices = (kind: Derivative["kind"], blocks: readonly Block[], layout: Layout): Draft[] =>
  blocks.flatMap((b): Draft[] => {
    if (!b.matrix) return [];
    const by = { name: b.by.name, shape: b.by.node };
    const whole: Draft = { label: { kind, of: b.of, by, layout }, node: b.matrix, as: "matrix" };
    if (!b.half) return [whole];
    const [ofHalf, byHalf] = [b.half.of, b.half.by];
    const label: Derivative = { kind, of: { ...b.of, half: ofHalf }, by: { ...by, half: byHalf }, layout };
    return [whole, { label, node: b.half.matrix, as: "half" }];
  });

function conventions(blocks: readonly Block[], layout: Layout): Remark[] {
  const formed = blocks.flatMap((b) => (b.matrix ? [b.matrix] : []));
  const remarks: Remark[] = formed.some((m) => !isScalar(m)) ? [{ kind: "layout", layout }] : [];
  if (formed.some((m) => mentions(m, "commutation-matrix"))) remarks.push({ kind: "commutation" });
  if (blocks.some((b) => b.half)) remarks.push({ kind: "duplication" });
  return remarks;
}

/** What the lines are written with besides their own nodes. */
interface Surroundings {
  /** Whether the gradients are shown, too. */
  readonly gradients: boolean;
  /** Names that lines of their own give. */
  readonly named: readonly { readonly name: string; readonly node: Node }[];
  /** How the variations come about. */
  readonly chains?: readonly VariedPassage[];
  /** The derivation of the gradients, whose names are kept. */
  readonly proof?: Proof;
}

const PLAIN: Surroundings = { gradients: true, named: [] };

function written(
  derivation: Derivation,
  drafts: readonly Draft[],
  remarks: readonly Remark[],
  { gradients, named, chains = [], proof }: Surroundings,
): SecondFormulas {
  const { catalogue, store, program, definitions, outputs } = derivation;
  const differentials = new Map([...derivation.differentials, ...chains.flatMap((c) => [...c.differentials])]);
  const first = formulasOf(derivation);
  const own = new Set(named.map((n) => n.node));
  const lines = drafts.map((d) => d.node).filter((n) => !own.has(n));
  const values = chains.flatMap((c) => [...c.lines.map((l) => l.value), ...c.differentials.values()]);
  const needing = postorder(values).filter((n) => !n.varies && needsName(derivation, n));
  const roots = [...(gradients ? derivation.gradients.map((g) => g.value) : []), ...lines, ...needing];
  const kept = keptNames(derivation, proof, roots);
  const taken = [...program.inputs.map((i) => i.name), ...program.dimensions, ...kept.map((k) => k.name)];
  const given = named.map(({ name, node }) => ({ name, spelling: name, node }));
  const known = [...given, ...kept, ...definitions, ...outputs];
  const naming = nameParts(derivation, roots, known, store.functionNames, taken, differentials, lines);
  const spell = (node: Node, definition = false): Syntax => express(catalogue, naming, node, definition);
  // Steps are written out: a name in them would hide what varies.
  const nameOf = (node: Node): string | undefined => (node.varies ? undefined : naming.nameOf(node));
  const step = (node: Node, index: number): Syntax => {
    const varied = index === 0 ? differentials.get(node) : undefined;
    const spelled = (n: Node, root: boolean): Syntax => express(catalogue, { ...naming, nameOf }, n, root);
    return varied ? apply("d", [spelled(varied, true)]) : spelled(node, false);
  };
  const shown = new Set(proof?.definitions.map((e) => e.node));
  return {
    derivation,
    first: { ...first, naming, gradients: first.gradients.map((g) => ({ ...g, right: spell(g.node, true) })) },
    ...(proof ? { proof } : {}),
    passages: chains.map((c) => ({
      kind: "gradient",
      whole: false,
      left: name(c.name),
      lines: c.lines.map((l, i) => ({ formula: step(l.value, i), ...explanation(l.reason) })),
    })),
    lines: drafts.map((d) => ({ ...d, right: spell(d.node, own.has(d.node)) })),
    where: whereOf(derivation, naming, spell, own).filter((e) => !shown.has(e.node)),
    remarks,
  };
}

/** Whether an expression is written by a name: a function given by its body, one of the outputs of a factorization. */
const needsName = ({ catalogue }: Derivation, node: Node): boolean =>
  isApply(node, "lambda") || (node.kind === "apply" && (catalogue.functions.get(node.fn)?.outputs.length ?? 1) > 1);

/** The names that the derivation of the gradients gives to parts of the expressions. */
function keptNames({ catalogue }: Derivation, proof: Proof | undefined, roots: readonly Node[]): Named[] {
  if (!proof) return [];
  const outputsOf = outputsAmong(catalogue, postorder([...roots, ...proof.definitions.map((e) => e.node)]));
  return proof.definitions.flatMap(({ left, node }) =>
    left.flatMap((l, i): Named[] => {
      const of = left.length === 1 ? node : outputsOf(node)[i];
      return of && l.kind === "name" ? [{ name: l.name, spelling: l.spelling, node: of }] : [];
    }),
  );
}

/** The where list without the gradients and what else has lines of its own. */
function whereOf(
  derivation: Derivation,
  naming: WhereList,
  spell: (n: Node, definition?: boolean) => Syntax,
  lines: ReadonlySet<Node>,
): Equation[] {
  const own = new Set<Node>([...derivation.gradients.map((g) => g.value), ...lines]);
  return naming.entries.filter((e) => !own.has(e.node)).map((e) => equationOf(derivation, e, spell));
}

/** Whether something is differentiated as it is, and not as its vec. */
export const isPlain = (node: Node): boolean => isScalar(node) || isVector(node);
