/** A derivation as plain values for a page: formulas as text and LaTeX, shapes, steps, what they take for granted. */
import { assumptionList } from "../print/assumptions.js";
import { formulasOf, type Equation, type Formulas } from "../print/formulas.js";
import { styleFor } from "../print/names-of-loss.js";
import { isAnswer, proofOf, type Passage } from "../print/proof.js";
import { totalFlops } from "../../codegen/plan/flops.js";
import { schedule } from "../plan/schedule.js";
import type { Derivation } from "../calculus/derivation.js";
import { name as nameSyntax, polynomialText } from "../expression/express.js";
import { postorder, type Node } from "../expression/node/node.js";
import { chapters } from "../expression/catalogue/reference.generated.js";
import { sources } from "../expression/catalogue/sources.generated.js";
import { citation, citationText } from "../expression/rulefile/reference.js";
import type { NotationStyle } from "../language/print/notation.js";
import {
  markedLatex,
  printMarked,
  printMarkedLatex,
  printer,
  type Mark,
  type PrintOptions,
} from "../language/print/print.js";
import type { Span, Syntax } from "../language/syntax.js";
import { nodeView, shapeText, type NodeView } from "./nodes.js";

export interface Printed {
  readonly text: string;
  readonly latex: string;
  /** The parts of the text by the expressions that they show. */
  readonly marks: readonly Mark[];
  /** The LaTeX with the same marks, as `\\htmlData` for KaTeX. */
  readonly marked: string;
}

export interface PrintedEquation {
  readonly left: Printed;
  readonly right: Printed;
}

/** An input or an output with its shape and what is known of it. */
export interface Variable {
  /** The name as it is compared with others. */
  readonly key: string;
  readonly name: Printed;
  /** `m×n`, `n`, `scalar`, as a declaration states it. */
  readonly shape: string;
  readonly properties: readonly string[];
  readonly inferred: boolean;
}

/** What is taken for granted; of an input, as properties that its declaration can state. */
export interface AssumptionView {
  readonly text: string;
  readonly input?: string;
  readonly properties?: readonly string[];
}

/** A rule as its file has it; `file` is empty for a name that is no rule. */
export interface RuleView {
  readonly name: string;
  readonly file: string;
  readonly text: string;
}

/** One line of a derivation. */
export interface StepView {
  readonly formula: Printed;
  /** What of the formula before is not in this one, and what of this one was not in it, by their expressions. */
  readonly focus: { readonly leaves: readonly number[]; readonly enters: readonly number[] };
  readonly reason: string;
  /** The rules that the reason names. */
  readonly using: readonly RuleView[];
  readonly citations: readonly string[];
}

export interface PassageView {
  readonly left: Printed;
  readonly lines: readonly StepView[];
  /** Whether the passage ends in an answer. */
  readonly answer: boolean;
}

export interface View {
  readonly inputs: readonly Variable[];
  readonly outputs: readonly Variable[];
  readonly dimensions: readonly string[];
  readonly program: readonly PrintedEquation[];
  readonly where: readonly PrintedEquation[];
  readonly variations: readonly PrintedEquation[];
  readonly gradients: readonly PrintedEquation[];
  readonly assumptions: readonly AssumptionView[];
  readonly definitions: readonly PrintedEquation[];
  readonly passages: readonly PassageView[];
  /** Every expression that is marked, and what those are made of, by number. */
  readonly nodes: readonly NodeView[];
  /** What the program computes, and what only the gradients need. */
  readonly graph: { readonly outputs: readonly number[]; readonly gradients: readonly number[] };
  /** Where in the source expressions stand. */
  readonly occurrences: readonly { readonly node: number; readonly span: Span }[];
  readonly notes: readonly string[];
  readonly cost: { readonly forward: string; readonly backward: string } | null;
}

type Print = (syntax: Syntax) => Printed;

/** What prints in a style. */
export function printIn(options: PrintOptions): Print {
  const latex = printer("latex", options);
  return (syntax) => ({
    ...printMarked(syntax, "text", options),
    latex: latex(syntax),
    marked: printMarkedLatex(syntax, options),
  });
}

/** Names of a factorization side by side. */
function together(parts: readonly Printed[]): Printed {
  const [first, ...rest] = parts;
  if (first && rest.length === 0) return first;
  const marks: Mark[] = [];
  let at = 0;
  for (const part of parts) {
    marks.push(...part.marks.map((m) => ({ ...m, start: m.start + at, end: m.end + at })));
    at += part.text.length + 2;
  }
  const joined = (of: (part: Printed) => string): string => parts.map(of).join(", ");
  return { text: joined((p) => p.text), latex: joined((p) => p.latex), marked: joined((p) => p.marked), marks };
}

/** The expressions that names stand for, by number. */
function nodesByName(derivation: Derivation, formulas: Formulas): ReadonlyMap<string, number> {
  const { program, outputs } = derivation;
  const shared = postorder(formulas.where.map((e) => e.node)).flatMap((node): [string, number][] => {
    const name = formulas.naming.nameOf(node);
    return name === undefined ? [] : [[name, node.id]];
  });
  const derived = [...formulas.gradients, ...formulas.variations].flatMap(({ left: [first, ...rest], node }) =>
    first?.kind === "name" && rest.length === 0 ? [[first.name, node.id] as const] : [],
  );
  const own = [...program.inputs, ...outputs].map((o) => [o.name, o.node.id] as const);
  return new Map([...shared, ...derived, ...own]);
}

/** A name alone, marked with the expression that it stands for. */
function markedName(name: Printed, syntax: Syntax, named: ReadonlyMap<string, number>): Printed {
  const node = syntax.kind === "name" ? named.get(syntax.name) : undefined;
  if (node === undefined || name.marks.length > 0) return name;
  const { text, latex } = name;
  return { text, latex, marked: markedLatex(latex, node), marks: [{ start: 0, end: text.length, node }] };
}

/** The derivation in the signs of a style, or in those of the project. */
export function viewOf(derivation: Derivation, style: NotationStyle = {}): View {
  const { program, outputs } = derivation;
  const options = { style: styleFor(derivation, style) };
  const printed = printIn(options);
  const formulas = formulasOf(derivation);
  const named = nodesByName(derivation, formulas);
  const equation = ({ left, right }: Equation): PrintedEquation => ({
    left: together(left.map((syntax) => markedName(printed(syntax), syntax, named))),
    right: printed(right),
  });
  const { definitions, passages } = proofOf(derivation, formulas);
  const variable = (name: string, spelling: string, node: Node, inferred: boolean): Variable => ({
    key: name,
    name: markedName(printed({ ...nameSyntax(name), spelling }), nameSyntax(name), named),
    shape: shapeText(node),
    properties: derivation.catalogue.told(node).map((p) => p.name),
    inferred,
  });
  return {
    inputs: program.inputs.map((i) => variable(i.name, i.spelling, i.node, i.inferred)),
    outputs: outputs.map((o) => variable(o.name, o.spelling, o.node, false)),
    dimensions: program.dimensions,
    program: formulas.program.map(equation),
    where: formulas.where.map(equation),
    variations: formulas.variations.map(equation),
    gradients: formulas.gradients.map(equation),
    assumptions: assumptionList(derivation, formulas, printer("text", options)).map((a) => ({
      text: a.text,
      ...(a.input === undefined || a.properties === undefined
        ? {}
        : { input: a.input, properties: derivation.catalogue.strongest(a.properties).map((p) => p.name) }),
    })),
    definitions: definitions.map(equation),
    passages: passages.map((p) => passageView(p, printed)),
    cost: costOf(derivation),
    nodes: nodesOf(derivation, formulas),
    graph: {
      outputs: outputs.map((o) => o.node.id),
      gradients: derivation.gradients.map((g) => g.value.id),
    },
    occurrences: program.occurrences.map(({ node, span }) => ({ node: node.id, span })),
    notes: program.notes.map((n) => n.message),
  };
}

/** What the outputs and the gradients are made of, parts before the whole. */
function nodesOf(derivation: Derivation, formulas: Formulas): NodeView[] {
  const { program, outputs, gradients, variations } = derivation;
  const roots = [...outputs.map((o) => o.node), ...gradients.map((g) => g.value), ...variations.map((v) => v.node)];
  const named = [...program.definitions, ...derivation.definitions, ...formulas.where].map((d) => d.node);
  const nameOf = (node: Node): string | undefined => formulas.naming.nameOf(node);
  return postorder([...roots, ...named, ...program.occurrences.map((o) => o.node)]).map((n) =>
    nodeView(program, n, nameOf),
  );
}

function passageView(passage: Passage, printed: Print): PassageView {
  const left = printed(passage.left);
  let before = left;
  const lines = passage.lines.map((line) => {
    const formula = printed(line.formula);
    const view: StepView = {
      formula,
      focus: { leaves: missing(before, formula), enters: missing(formula, before) },
      reason: line.reason,
      using: line.rules.map((name) => ruleView(name, line.kind === "identity" ? "identity" : "function")),
      citations: line.citations.map((c) => citationText(sources, citation(c))),
    };
    before = formula;
    return view;
  });
  return { left, answer: isAnswer(passage), lines };
}

/** The rule of a name, of the kind where there are several. */
function ruleView(name: string, kind: "identity" | "function"): RuleView {
  const found = chapters.flatMap(({ file, rules }) =>
    rules.filter((r) => r.name === name).map((r) => ({ file, ...r })),
  );
  const rule = found.find((r) => r.kind === kind) ?? found[0];
  return { name, file: rule?.file ?? "", text: rule?.lines.map((l) => l.text).join("\n") ?? "" };
}

/** The largest marked parts of one formula, less than all of it, that are nowhere in another: equal expressions are one node. */
function missing({ text: all, marks }: Printed, from: Printed): number[] {
  const there = new Set(from.marks.map((m) => m.node));
  const found: number[] = [];
  let covered = 0;
  for (const { start, end, node } of marks) {
    const whole = end - start === all.length && marks.length > 1;
    if (whole || start < covered || there.has(node)) continue;
    found.push(node);
    covered = end;
  }
  return [...new Set(found)];
}

/** Floating-point operations of the kernel; none where there is no kernel for the program. */
function costOf(derivation: Derivation): View["cost"] {
  try {
    const { forward, backward } = schedule(derivation);
    return { forward: polynomialText(totalFlops(forward)), backward: polynomialText(totalFlops(backward)) };
  } catch {
    return null;
  }
}
