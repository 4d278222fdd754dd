/** A derivation as one page of HTML with everything in it: no network, no scripts. */
import katex from "katex";
import type { Derivation } from "../../calculus/derivation.js";
import { sources } from "../../expression/catalogue/sources.generated.js";
import { citation, citationText } from "../../expression/rulefile/reference.js";
import { polynomialText } from "../../expression/express.js";
import { isScalar, isVector, type Node } from "../../expression/node/node.js";
import { printer } from "../../language/print/print.js";
import type { NotationStyle } from "../../language/print/notation.js";
import type { Syntax } from "../../language/syntax.js";
import { assumptionsOf } from "../assumptions.js";
import { formulasOf, type Equation } from "../formulas.js";
import { styleFor } from "../names-of-loss.js";
import { isAnswer, proofOf, type Line, type Passage } from "../proof.js";
import { stylesFor } from "./fonts.js";
import { STYLE } from "./style.js";

export interface HtmlOptions {
  readonly verbose: boolean;
  readonly style?: NotationStyle;
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** Needs the package katex, whose styles and fonts it reads. */
export function htmlPage(derivation: Derivation, options: HtmlOptions): string {
  const body = new PageWriter(derivation, options).body();
  const text = printer("text");
  const title = formulasOf(derivation).program.map((e) => `${e.left.map(text).join(", ")} = ${text(e.right)}`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; font-src data:">
<title>${escaped(title.join("; "))}</title>
<style>${stylesFor(body)}${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

class PageWriter {
  readonly #latex: (syntax: Syntax) => string;

  constructor(
    private readonly derivation: Derivation,
    private readonly options: HtmlOptions,
  ) {
    this.#latex = printer("latex", { style: styleFor(derivation, options.style) });
  }

  body(): string {
    const formulas = formulasOf(this.derivation);
    const { definitions, passages } = proofOf(this.derivation, formulas, this.options.verbose);
    const assumptions = assumptionsOf(this.derivation, formulas, printer("text"));
    const parts = [
      `<h1>Derivation</h1>\n${this.equations(formulas.program)}`,
      this.section("Shapes", [this.shapes()]),
      this.section("Adjoint", [this.equations(formulas.gradients)]),
      this.section("where", formulas.where.length > 0 ? [this.equations(formulas.where)] : []),
      this.section("Variation", [this.equations(formulas.variations)]),
      this.section("Derivation", [
        ...(definitions.length > 0 ? [this.equations(definitions)] : []),
        ...[...passages.filter((p) => !isAnswer(p)), ...passages.filter(isAnswer)].map((p) => this.passage(p)),
      ]),
      this.section("Assumptions", assumptions.length > 0 ? [list(assumptions.map(escaped))] : []),
    ];
    return parts.filter((p) => p !== "").join("\n");
  }

  private section(title: string, parts: readonly string[]): string {
    return parts.length === 0 ? "" : `<section>\n<h2>${title}</h2>\n${parts.join("\n")}\n</section>`;
  }

  private math(latex: string, displayMode = true): string {
    return katex.renderToString(latex, { displayMode, throwOnError: true, strict: "ignore" });
  }

  private equations(equations: readonly Equation[]): string {
    const rows = equations.map((e) => `${e.left.map(this.#latex).join(", ")} &= ${this.#latex(e.right)}`);
    return `<div class="display">${this.math(`\\begin{aligned}${rows.join(" \\\\ ")}\\end{aligned}`)}</div>`;
  }

  private shapes(): string {
    const { program, outputs, catalogue } = this.derivation;
    const told = (node: Node): string => [shapeText(node), ...catalogue.told(node).map((p) => p.name)].join(" ");
    const symbol = (name: string): string =>
      this.math(this.#latex({ kind: "name", name, spelling: name, span: { start: 0, end: 0 } }), false);
    const inputs = program.inputs.map((i) => `${symbol(i.name)}: ${told(i.node)}${i.inferred ? " (inferred)" : ""}`);
    return list([...inputs, ...outputs.map((o) => `${symbol(o.name)}: ${told(o.node)}`)]);
  }

  private passage({ left, lines }: Passage): string {
    const rows = lines.map((line, i) => {
      const formula = `${i === 0 ? this.#latex(left) : ""} = ${this.#latex(line.formula)}`;
      const reason = reasonText(line);
      return `<li><div class="display">${this.math(formula)}</div>${reason === "" ? "" : `<p>${reason}</p>`}</li>`;
    });
    return `<ol>\n${rows.join("\n")}\n</ol>`;
  }
}

const list = (items: readonly string[]): string => `<ul>\n${items.map((i) => `<li>${i}</li>`).join("\n")}\n</ul>`;

function reasonText({ reason, citations }: Line): string {
  const cited = citations.map((c) => citationText(sources, citation(c)));
  return [reason, ...cited]
    .filter((t) => t !== "")
    .map(escaped)
    .join(" · ");
}

function shapeText(node: Node): string {
  if (isScalar(node)) return "scalar";
  const rows = polynomialText(node.rows);
  return isVector(node) ? rows : `${rows}×${polynomialText(node.cols)}`;
}
