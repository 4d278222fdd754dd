/** The derivation as a complete LaTeX document: a proposition with its assumptions, its proof, the references. */
import type { Derivation } from "../../src/calculus/derivation.js";
import { dimensionSyntax, name } from "../../src/expression/express.js";
import { ONE, type Dimension } from "../../src/expression/dimension.js";
import { isScalar, type Node, type Shape } from "../../src/expression/node.js";
import { latexMacros } from "../../src/language/notation-latex.js";
import type { Syntax } from "../../src/language/syntax.js";
import { assumptionsOf } from "../assumptions.js";
import { formulasOf, type Equation, type Formulas } from "../formulas.js";
import { styleFor } from "../loss.js";
import { proofOf, type Passage, type Proof } from "../lines.js";
import { bibliography, cite } from "./bibliography.js";
import { aligned, equationRows, formula, passageRows, type Page } from "./layout.js";
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
    const parts = [
      "\\documentclass[10pt]{article}",
      "\\usepackage[margin=1in]{geometry}",
      "\\usepackage{amsmath,amssymb,amsthm}",
      ...latexMacros(this.#page.style),
      "\\allowdisplaybreaks",
      "\\emergencystretch=3em",
      "\\newtheorem{proposition}{Proposition}",
      "\\begin{document}",
      ...this.statement(),
      ...this.proof(),
      bibliography(citations).trimEnd(),
      "\\end{document}",
    ];
    return `${parts.filter((part) => part !== "").join("\n")}\n`;
  }

  private math(syntax: Syntax): string {
    return `$${formula(syntax, this.#page.style)}$`;
  }

  /** A numbered display; a page may be turned between two of its lines where it is long. */
  private equation(rows: readonly string[], label?: string): string {
    this.#equations += 1;
    const name = label ?? `eq:${this.#equations}`;
    return `\\begin{equation}\\label{${name}}\n${aligned(rows)}\n\\end{equation}`;
  }

  /** The lines of a chain, with its number at the last one; unlike `aligned`, `align` may go on on the next page. */
  private chain(rows: readonly string[]): string {
    this.#equations += 1;
    const ends = rows.map((row, i) =>
      i === rows.length - 1 ? `${row} \\label{eq:${this.#equations}}` : `${row} \\notag \\\\`,
    );
    return `\\begin{align}\n${ends.join("\n")}\n\\end{align}`;
  }

  private rows(equations: readonly Equation[]): string[] {
    return equationRows(equations, this.#page);
  }

  private statement(): string[] {
    const { program, gradients, where } = this.#formulas;
    const loss = this.derivation.outputs.every((o) => o.cotangent.kind === "number");
    const cotangents = this.derivation.outputs.flatMap(({ cotangent }) =>
      cotangent.kind === "symbol" ? [this.math(name(cotangent.name))] : [],
    );
    const found = loss
      ? "Its gradient is"
      : `For a scalar loss with the cotangents ${listed(cotangents)} of the outputs, the cotangents of the inputs are`
          .replace(cotangents.length === 1 ? "cotangents " : "\0", "cotangent ")
          .replace(cotangents.length === 1 ? "of the outputs" : "\0", "of the output");
    const fixed = where.filter((e) => !e.node.varies);
    const assumptions = this.assumptions();
    return [
      "\\begin{proposition}\\label{prop:adjoint}",
      `Let ${listed(this.inputs())}, and let`,
      this.equation(this.rows(program), "eq:program"),
      ...(assumptions.length === 0
        ? []
        : ["It is assumed that", "\\begin{itemize}", ...assumptions.map((a) => `\\item ${a}.`), "\\end{itemize}"]),
      found,
      this.equation(this.rows(gradients), "eq:adjoint"),
      ...(fixed.length === 0 ? [] : ["where", this.equation(this.rows(fixed), "eq:where")]),
      "\\end{proposition}",
    ];
  }

  private assumptions(): string[] {
    const marks: string[] = [];
    const sentences = assumptionsOf(this.derivation, this.#formulas, (s) => {
      marks.push(this.math(s));
      return `\uE000${String(marks.length - 1)}\uE000`;
    });
    // Words are escaped, formulas are not.
    return sentences.map((text) => words(text).replace(/\uE000(\d+)\uE000/g, (_, i: string) => marks[Number(i)]!));
  }

  private inputs(): string[] {
    return this.derivation.program.inputs.map(({ name: given, node }) => {
      const properties = this.derivation.catalogue.strongest(node.properties).map((p) => p.name);
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
    const answers = passages.filter((p) => p.kind === "gradient");
    const named = (node: Node): string => this.derivation.outputs.find((o) => o.node === node)?.name ?? "";
    const outputs = this.derivation.outputs.map((o) => this.math(name(named(o.node))));
    return [
      "\\begin{proof}",
      ...(own.length === 0 ? [] : ["Let further", this.equation(this.rows(own))]),
      ...passages.filter((p) => p.kind !== "gradient").flatMap((p, i) => this.passage(p, i, outputs)),
      ...(answers.length === 0 ? [] : ["The cotangents of the inputs are read off:"]),
      ...answers.map((p) => this.chain(passageRows(p, this.#page))),
      "This is~\\eqref{eq:adjoint}.",
      "\\end{proof}",
    ];
  }

  private passage(p: Passage, index: number, outputs: readonly string[]): string[] {
    const lead = {
      restatement: "The output is rewritten:",
      cotangent: `The factor of what remains to be varied is named:`,
      gradient: "",
      variation:
        index === 0
          ? `The variation of ${listed(outputs)} is inserted, and factors are moved:`
          : p.whole
            ? "Hence"
            : "Further,",
    }[p.kind];
    return [lead, this.chain(passageRows(p, this.#page))];
  }
}

const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]!}`;
