/** The answer as text: shapes, variation, gradients, the where list, assumptions; and the steps. */
import type { Derivation } from "../../calculus/derivation.js";
import type { UnknownValue } from "../../expression/elaborate/elaborated.js";
import { name, shapeSyntax } from "../../expression/express.js";
import type { Node } from "../../expression/node/node.js";
import { sources } from "../../expression/catalogue/sources.generated.js";
import { citation, citationText } from "../../expression/rulefile/reference.js";
import type { NotationStyle } from "../../language/print/notation.js";
import { printShape } from "../../language/print/print-program.js";
import { printer, type NotationName } from "../../language/print/print.js";
import type { Syntax } from "../../language/syntax.js";
import { cotangentName, toAscii, toText } from "../../../grammar/names.js";
import { assumptionsOf } from "../assumptions.js";
import { formulasOf, type Equation, type Formulas } from "../formulas.js";
import { lossName, styleFor } from "../names-of-loss.js";
import type { PhaseName } from "../../../codegen/prepare/layout.js";
import type { Meaning } from "../meanings.js";
import { planLines } from "./plan.js";
import { LEAD, isAnswer, proofOf, type Line, type Passage, type Proof } from "../proof.js";

export interface TextOptions {
  readonly ascii: boolean;
  /** The report gives the plan of the kernel, the steps every substitution and every move in a line of its own. */
  readonly verbose: boolean;
  readonly style?: NotationStyle;
  /** Which phase the plan shows beside forward: backward unless the variation is asked for. */
  readonly form?: "adjoint" | "variation";
}

/** `Y = …`, its variation and its gradients. */
export function textReport(derivation: Derivation, options: TextOptions): string {
  const writer = new TextWriter(derivation, formulasOf(derivation), options);
  return writer.report();
}

/** The derivation, passage by passage. */
export function stepsReport(derivation: Derivation, options: TextOptions): string {
  const writer = new TextWriter(derivation, formulasOf(derivation), options);
  return writer.steps();
}

/** The shapes of inputs and outputs, a line each. */
export function shapeLines(derivation: Derivation, options: TextOptions): string[] {
  return new TextWriter(derivation, formulasOf(derivation), options).shapes().map((l) => l.trimStart());
}

/** The parts of a derivation in steps, for a report that goes on: what the names stand for, the lines, the gradients. */
export function proofSections(derivation: Derivation, proof: Proof, options: TextOptions): string {
  return new TextWriter(derivation, formulasOf(derivation), options).proofSections(proof);
}

/** Chains of equal formulas with their reasons. */
export function passageLines(derivation: Derivation, passages: readonly Passage[], options: TextOptions): string {
  const writer = new TextWriter(derivation, formulasOf(derivation), options);
  return passages.map((p) => writer.passage(p)).join("\n\n");
}

class TextWriter {
  private readonly notation: NotationName;
  private readonly style: NotationStyle;
  private readonly print: (syntax: Syntax) => string;

  constructor(
    private readonly derivation: Derivation,
    private readonly formulas: Formulas,
    private readonly options: TextOptions,
  ) {
    this.notation = options.ascii ? "ascii" : "text";
    this.style = styleFor(derivation, options.style);
    this.print = printer(this.notation, { style: this.style });
  }

  private equation(e: Equation): string {
    return `  ${e.left.map((l) => this.print(l)).join(", ")} = ${this.print(e.right)}`;
  }

  /** A line of the where list, with what its value is. */
  private definition(e: Equation): string {
    return this.equation(e) + (e.meaning ? `    (${this.meaning(e.meaning)})` : "");
  }

  private meaning(parts: Meaning): string {
    return parts
      .map((part) => {
        if (typeof part === "string") return part;
        const text = "sign" in part ? part.sign : part.formula.map((f) => this.print(f)).join(" = ");
        return this.options.ascii && "sign" in part ? asciiSign(text) : text;
      })
      .join("");
  }

  /** What the functions are that have no line of their own. */
  private explained(): string[] {
    return this.formulas.explained.map(({ call, meaning }) => `  ${this.print(call)}: ${this.meaning(meaning)}`);
  }

  /** What X̄ and Ȳ are. */
  private cotangents(): string[] {
    const { gradients, outputs } = this.derivation;
    if (gradients.length === 0 || (this.style.cotangent ?? "bar") !== "bar") return [];
    const loss = outputs.find((o) => o.cotangent.kind === "number")?.name ?? lossName(this.derivation);
    const print = printer(this.notation, { style: { ...this.style, loss, cotangent: "partial" } });
    const incoming = outputs.flatMap((o) => (o.cotangent.kind === "symbol" ? [o.cotangent.name] : []));
    const names = [cotangentName(gradients[0]!.input.name), ...incoming].map(name);
    return [`  (${names.map((n) => `${this.print(n)} = ${print(n)}`).join(", ")})`];
  }

  private section(title: string, lines: readonly string[]): string {
    return lines.length === 0 ? "" : `\n${title}\n${lines.join("\n")}\n`;
  }

  report(): string {
    const { formulas } = this;
    const outputs = formulas.program.map((e) => this.equation(e).trimStart());
    return (
      `${outputs.join("\n")}\n` +
      this.section("Shapes", this.shapes()) +
      this.section(
        formulas.variations.length > 1 ? "Variations" : "Variation",
        formulas.variations.map((e) => this.equation(e)),
      ) +
      this.section(this.gradientTitle(), [...this.gradients(), ...this.cotangents()]) +
      this.section("where", [...formulas.where.map((e) => this.definition(e)), ...this.explained()]) +
      this.section("Assumptions", this.assumptions()) +
      this.section("Plan", this.options.verbose ? this.plan() : [])
    );
  }

  private plan(): string[] {
    const phase: PhaseName = this.options.form === "variation" ? "variation" : "backward";
    return planLines(this.derivation, this.notation, phase);
  }

  private gradientTitle(): string {
    const loss = this.derivation.outputs.every((o) => o.cotangent.kind === "number");
    const riemannian = this.derivation.gradients.some((g) => g.riemannian);
    return `${riemannian ? "Riemannian " : ""}${loss ? "gradient" : "adjoint"}`.replace(/^./, (c) => c.toUpperCase());
  }

  private gradients(): string[] {
    return this.formulas.gradients.map((e, i) => {
      const unused = this.derivation.gradients[i]!.unused;
      return this.equation(e) + (unused ? "    (no output depends on it)" : "");
    });
  }

  private name(text: string): string {
    return this.options.ascii ? toAscii(text) : toText(text);
  }

  private shape(node: Node): string {
    return printShape(shapeSyntax(node), this.options.ascii ? "ascii" : "text");
  }

  /** The properties that say the most: those that no other one implies. */
  private properties(node: Node): string {
    const { catalogue } = this.derivation;
    return catalogue
      .told(node)
      .map((p) => ` ${p.name}`)
      .join("");
  }

  shapes(): string[] {
    const { program, outputs } = this.derivation;
    const inputs = program.inputs.map(
      (i) =>
        `  ${this.name(i.name)}: ${this.shape(i.node)}${this.properties(i.node)}${i.inferred ? "    (inferred)" : ""}`,
    );
    const unknown = program.unknown.map((f) => `  ${this.unknown(f)}`);
    return [
      ...inputs,
      ...unknown,
      ...outputs.map((o) => `  ${this.name(o.name)}: ${this.shape(o.node)}${this.properties(o.node)}`),
    ];
  }

  /** `K(θ): n×n spd`, `g: function`. */
  private unknown({ name, parameters, shape, properties }: UnknownValue): string {
    if (shape === undefined) return `${this.name(name)}: function`;
    const told = this.derivation.catalogue.told({ ...shape, properties }).map((p) => ` ${p.name}`);
    const sizes = printShape(shapeSyntax(shape), this.options.ascii ? "ascii" : "text");
    return `${this.name(name)}(${parameters.map((p) => this.name(p)).join(", ")}): ${sizes}${told.join("")}`;
  }

  assumptions(): string[] {
    return assumptionsOf(this.derivation, this.formulas, (s) => this.print(s)).map((text) => `  ${text}`);
  }

  steps(): string {
    const proof = proofOf(this.derivation, this.formulas, this.options.verbose);
    const outputs = this.formulas.program.map((e) => this.equation(e).trimStart());
    return `${outputs.join("\n")}\n${this.proofSections(proof)}${this.section("Assumptions", this.assumptions())}`;
  }

  proofSections({ definitions, passages }: Proof): string {
    const found = passages.filter(isAnswer);
    const chains = passages.filter((p) => !isAnswer(p));
    return (
      this.section(
        "with",
        definitions.map((e) => this.equation(e)),
      ) +
      this.section("Derivation", [chains.map((p) => this.passage(p)).join("\n\n")]) +
      this.section(
        this.gradientTitle(),
        found.map((p) => this.passage(p)),
      )
    );
  }

  passage(p: Passage): string {
    const left = this.print(p.left);
    const indent = " ".repeat(Array.from(left.replace(/\p{M}/gu, "")).length);
    return p.lines
      .map((l, i) => {
        const reason = [this.reason(l), ...l.citations.map((c) => this.cited(c))]
          .filter((text) => text !== "")
          .join("; ");
        return `  ${i === 0 ? left : indent} = ${this.print(l.formula)}${reason === "" ? "" : `    (${reason})`}`;
      })
      .join("\n");
  }

  private reason({ kind, rules, reason }: Line): string {
    return kind === "insert" ? LEAD.insert + rules.map((r) => this.print(name(r))).join(", ") : reason;
  }

  private cited(text: string): string {
    const cited = citationText(sources, citation(text));
    return this.options.ascii ? cited.normalize("NFD").replace(/\p{M}/gu, "").replace("§", "section ") : cited;
  }
}

/** A sign that is no formula in ASCII: `m×n`. */
const asciiSign = (text: string): string => toAscii(text.replaceAll("×", "x").replaceAll("−", "-"));
