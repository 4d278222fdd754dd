/** The derivation as a complete LaTeX document: a proposition with its assumptions, its proof, the references. */
import type { Derivation } from "../../calculus/derivation.js";
import { dimensionSyntax, name } from "../../expression/express.js";
import { ONE, type Dimension } from "../../../codegen/plan/sizes.js";
import { isScalar, type Node, type Shape } from "../../expression/node/node.js";
import type { Syntax } from "../../language/syntax.js";
import { assumptionsOf } from "../assumptions.js";
import { formulasOf, type Equation, type Formulas } from "../formulas.js";
import { isAnswer, proofOf, type Passage, type Proof } from "../proof.js";
import { bibliography, cite } from "./bibliography.js";
import { displayed, withoutLetterMacros } from "./displays.js";
import { equationRows, formula, pageOf, passageRows, type Page, type Rows } from "./layout.js";
import { usedMacros, type LatexReportOptions } from "./report.js";
import { notations } from "./sentences.js";
import { latexStyle } from "./weights.js";
import { words } from "./words.js";

/** Of a line, in em, less the space that the number of an equation takes. */
const WIDTH = 46;

/** A document that pdflatex compiles with the packages of a basic installation. */
export function latexDocument(derivation: Derivation, options: LatexReportOptions): string {
  return new DocumentWriter(derivation, options).document();
}

class DocumentWriter {
  readonly #formulas: Formulas;
  readonly #proof: Proof;
  readonly #page: Page;
  readonly #column: number | undefined;
  #equations = 0;

  constructor(
    private readonly derivation: Derivation,
    options: LatexReportOptions,
  ) {
    this.#formulas = formulasOf(derivation);
    this.#proof = proofOf(derivation, this.#formulas, options.verbose);
    const style = latexStyle(derivation, options.style, [...this.#formulas.where, ...this.#proof.definitions]);
    this.#page = pageOf(derivation, style, options, { env: "align", width: WIDTH, cite });
    this.#column = options.width;
  }

  document(): string {
    const { passages } = this.#proof;
    const citations = passages.flatMap((p) => p.lines.flatMap((l) => l.citations));
    const body = [...this.statement(), ...this.proof()];
    const parts = [
      "\\documentclass[10pt]{article}",
      `\\usepackage[${geometry(this.#column)}]{geometry}`,
      "\\usepackage{amsmath,amssymb,amsthm}",
      ...(this.#page.macros ? usedMacros(body.join("\n"), this.#page.style) : []),
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
    const text = formula(syntax, this.#page);
    return `$${this.#page.macros ? text : withoutLetterMacros(text)}$`;
  }

  private display(groups: readonly Rows[], label?: string): string {
    this.#equations += 1;
    return displayed(groups, this.#page, label ?? `eq:${this.#equations}`);
  }

  private rows(equations: readonly Equation[], end: string): Rows[] {
    return equationRows(equations, this.#page, end);
  }

  private statement(): string[] {
    const { program, gradients, where } = this.#formulas;
    const fixed = where.filter((e) => !e.node.varies);
    const assumptions = this.assumptions();
    return [
      "\\begin{proposition}\\label{prop:adjoint}",
      `Let ${listed(this.inputs())}, and let`,
      this.display(this.rows(program, "."), "eq:program"),
      ...notations(
        this.derivation,
        this.#formulas,
        this.#page,
        this.derivation.outputs.some((o) => o.cotangent.kind === "symbol"),
      ),
      ...(assumptions.length === 0
        ? []
        : ["It is assumed that", "\\begin{itemize}", ...assumptions.map((a) => `\\item ${a}.`), "\\end{itemize}"]),
      this.lead(),
      this.display(this.rows(gradients, fixed.length === 0 ? "." : ","), "eq:adjoint"),
      ...(fixed.length === 0 ? [] : ["where", this.display(this.rows(fixed, "."), "eq:where")]),
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
      const told = properties.length === 0 ? "" : `, ${properties.map((p) => ADJECTIVES[p] ?? p).join(", ")},`;
      return `${this.math(name(given)).slice(0, -1)} \\in ${this.space(node)}$${told}`;
    });
  }

  private space(shape: Shape): string {
    const size = (d: Dimension): string => formula(dimensionSyntax(d), this.#page);
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
      ...(own.length === 0 ? [] : ["Let further", this.display(this.rows(own, "."))]),
      ...passages.filter((p) => !isAnswer(p)).flatMap((p, i) => this.passage(p, i, outputs)),
      ...(answers.length === 0 ? [] : ["It remains to read off"]),
      ...(answers.length === 0 ? [] : [this.display(passageRows(answers, this.#page, "."))]),
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
    return [lead, this.display(passageRows([p], this.#page, "."))].filter((part) => part !== "");
  }
}

/** The page around a text: of an article, or so wide as lines are broken to. */
export const geometry = (column: number | undefined): string =>
  column === undefined ? "margin=1in" : `textwidth=${(column * 10).toFixed(1)}pt`;

/** Properties in words, where they are not such themselves. */
const ADJECTIVES: Readonly<Record<string, string>> = {
  spd: "symmetric positive definite",
  psd: "symmetric positive semidefinite",
  skew: "skew-symmetric",
  lower: "lower triangular",
  upper: "upper triangular",
  unit: "with unit diagonal",
  orthonormal: "with orthonormal columns",
  fullrank: "of full rank",
  rowstochastic: "row-stochastic",
};

const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]!}`;
