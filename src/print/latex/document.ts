/** The derivation as a complete LaTeX document: a proposition with its assumptions, its proof, the references. */
import type { Derivation } from "../../calculus/derivation.js";
import { dimensionSyntax, name } from "../../expression/express.js";
import { ONE, type Dimension } from "../../../codegen/plan/sizes.js";
import { isScalar, type Node, type Shape } from "../../expression/node/node.js";
import { latexMacros, letterMacros } from "../../language/print/notation-latex.js";
import type { Syntax } from "../../language/syntax.js";
import { assumptionsOf } from "../assumptions.js";
import { formulasOf, type Equation, type Formulas } from "../formulas.js";
import { styleFor } from "../names-of-loss.js";
import { isAnswer, proofOf, type Passage, type Proof } from "../proof.js";
import { bibliography, cite } from "./bibliography.js";
import { equationRows, formula, passageRows, type Page } from "./layout.js";
import type { LatexReportOptions } from "./report.js";
import { words } from "./words.js";

/** Of a line, in em, less the space that the number of an equation takes. */
const WIDTH = 42;

/** A document that pdflatex compiles with the packages of a basic installation. */
export function latexDocument(derivation: Derivation, options: LatexReportOptions): string {
  return new DocumentWriter(derivation, options).document();
}

class DocumentWriter {
  readonly #formulas: Formulas;
  readonly #proof: Proof;
  readonly #page: Page;
  #equations = 0;

  constructor(
    private readonly derivation: Derivation,
    options: LatexReportOptions,
  ) {
    this.#formulas = formulasOf(derivation);
    this.#proof = proofOf(derivation, this.#formulas, options.verbose);
    this.#page = { style: styleFor(derivation, options.style), width: WIDTH, cite };
  }

  document(): string {
    const { passages } = this.#proof;
    const citations = passages.flatMap((p) => p.lines.flatMap((l) => l.citations));
    const body = [...this.statement(), ...this.proof()];
    const parts = [
      "\\documentclass[10pt]{article}",
      "\\usepackage[margin=1in]{geometry}",
      "\\usepackage{amsmath,amssymb,amsthm}",
      ...latexMacros(this.#page.style),
      ...letterMacros(body.join("\n")),
      "\\allowdisplaybreaks",
      "\\emergencystretch=3em",
      "\\newtheorem{proposition}{Proposition}",
      "\\begin{document}",
      ...body,
      bibliography(citations).trimEnd(),
      "\\end{document}",
    ];
    return `${parts.filter((part) => part !== "").join("\n")}\n`;
  }

  private math(syntax: Syntax): string {
    return `$${formula(syntax, this.#page.style)}$`;
  }

  /** Numbered lines, the number at the last; unlike `aligned` in one equation they may go on on the next page. */
  private display(rows: readonly string[], label?: string): string {
    this.#equations += 1;
    const last = `${rows[rows.length - 1]!} \\label{${label ?? `eq:${this.#equations}`}}`;
    return `\\begin{align}\n${[...rows.slice(0, -1).map((row) => `${row} \\notag \\\\`), last].join("\n")}\n\\end{align}`;
  }

  private rows(equations: readonly Equation[]): string[] {
    return equationRows(equations, this.#page);
  }

  private statement(): string[] {
    const { program, gradients, where } = this.#formulas;
    const fixed = where.filter((e) => !e.node.varies);
    const assumptions = this.assumptions();
    return [
      "\\begin{proposition}\\label{prop:adjoint}",
      `Let ${listed(this.inputs())}, and let`,
      this.display(this.rows(program), "eq:program"),
      ...(assumptions.length === 0
        ? []
        : ["It is assumed that", "\\begin{itemize}", ...assumptions.map((a) => `\\item ${a}.`), "\\end{itemize}"]),
      this.lead(),
      this.display(this.rows(gradients), "eq:adjoint"),
      ...(fixed.length === 0 ? [] : ["where", this.display(this.rows(fixed), "eq:where")]),
      "\\end{proposition}",
    ];
  }

  /** What the formulas of the proposition are. */
  private lead(): string {
    const { outputs, gradients } = this.derivation;
    const several = gradients.length > 1;
    const riemannian = gradients.some((g) => g.riemannian) ? "Riemannian " : "";
    const symbols = outputs.flatMap(({ cotangent }) => (cotangent.kind === "symbol" ? [cotangent.name] : []));
    if (symbols.length === 0) return `Then its ${riemannian}gradient${several ? "s are" : " is"}`;
    const loss = this.math(name(this.#page.style.loss!));
    const given = symbols.length > 1 ? "cotangents" : "cotangent";
    const incoming = `${given} ${listed(symbols.map((c) => this.math(name(c))))} of the output${symbols.length > 1 ? "s" : ""}`;
    const found =
      riemannian === ""
        ? several
          ? "cotangents of the inputs are"
          : "cotangent of the input is"
        : `${riemannian}gradient${several ? "s are" : " is"}`;
    return `Let a scalar ${loss} depend on the output${symbols.length > 1 ? "s" : ""}, with the ${incoming}. Then the ${found}`;
  }

  private assumptions(): string[] {
    const marks: string[] = [];
    const mark = (s: Syntax): string => {
      const text = this.math(s);
      if (!marks.includes(text)) marks.push(text);
      return `\uE000${String(marks.indexOf(text))}\uE000`;
    };
    // Words are escaped, formulas are not.
    return assumptionsOf(this.derivation, this.#formulas, mark).map((text) =>
      words(text).replace(/\uE000(\d+)\uE000/g, (_, i: string) => marks[Number(i)]!),
    );
  }

  private inputs(): string[] {
    return this.derivation.program.inputs.map(({ name: given, node }) => {
      const properties = this.derivation.catalogue.told(node).map((p) => p.name);
      const told = properties.length === 0 ? "" : ` (${properties.join(", ")})`;
      return `$${formula(name(given), this.#page.style)} \\in ${this.space(node)}$${told}`;
    });
  }

  private space(shape: Shape): string {
    const size = (d: Dimension): string => formula(dimensionSyntax(d), this.#page.style);
    if (isScalar(shape)) return "\\mathbb{R}";
    const exponent = shape.cols === ONE ? size(shape.rows) : `${size(shape.rows)} \\times ${size(shape.cols)}`;
    return `\\mathbb{R}^{${exponent}}`;
  }

  private proof(): string[] {
    const { definitions, passages } = this.#proof;
    const listedAbove = new Set(this.#formulas.where.map((e) => e.node));
    const own = definitions.filter((e) => !listedAbove.has(e.node));
    const answers = passages.filter(isAnswer);
    const named = (node: Node): string => this.derivation.outputs.find((o) => o.node === node)?.name ?? "";
    const outputs = this.derivation.outputs.map((o) => this.math(name(named(o.node))));
    return [
      "\\begin{proof}",
      ...(own.length === 0 ? [] : ["Let further", this.display(this.rows(own))]),
      ...passages.filter((p) => !isAnswer(p)).flatMap((p, i) => this.passage(p, i, outputs)),
      ...(answers.length === 0 ? [] : ["It remains to read off"]),
      ...answers.map((p) => this.display(passageRows(p, this.#page))),
      "This is~\\eqref{eq:adjoint}.",
      "\\end{proof}",
    ];
  }

  private passage(p: Passage, index: number, outputs: readonly string[]): string[] {
    const lead = {
      restatement: "The output is rewritten:",
      cotangent: `The factor of what remains to be varied is named:`,
      gradient: "",
      riemannian: "",
      variation:
        index === 0
          ? `The variation of ${listed(outputs)} is inserted, and factors are moved:`
          : p.whole
            ? "Hence"
            : "Further,",
    }[p.kind];
    return [lead, this.display(passageRows(p, this.#page))];
  }
}

const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]!}`;
