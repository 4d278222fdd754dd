/** docs/paper.md: the layers of the paper, its adjoints and the derived ones side by side, with their agreement. */
import { breakFormula } from "../../src/print/latex/break.js";
import { formulasOf } from "../../src/print/formulas.js";
import { readClaim } from "../../src/check/claim/claimed-formula.js";
import { verifyClaim } from "../../src/check/claim/verify.js";
import type { Derivation, Gradient } from "../../src/calculus/derivation.js";
import { deriveSource } from "../../src/derive.js";
import { sources } from "../../src/expression/catalogue/sources.generated.js";
import { sourceText } from "../../src/expression/rulefile/reference.js";
import { functionWords, loadCatalogue } from "../../src/expression/catalogue/load.js";
import { canonicalName, cotangentName } from "../../grammar/names.js";
import { parseProgram } from "../../src/language/parse/parse.js";
import { printExpression } from "../../src/language/print/print.js";
import type { Syntax } from "../../src/language/syntax.js";
import { GENERATED, code, display, table, type Page } from "./page.js";
import { LAYERS, type Layer } from "./paper-layers.js";

const PAPER = sources.find((s) => s.key === "ionescu2015")!;
/** Of a page, in em. */
const WIDTH = 46;

/** left = right, broken to the width of a page. */
const rowsOf = (left: string, right: string): string[] =>
  breakFormula(right, WIDTH).map((line, i) => (i === 0 ? `${left} &= ${line}` : `&${line}`));

const latex = (s: Syntax): string => printExpression(s, "latex");

export function paperPage(): Page {
  const sections = LAYERS.map((layer) => section(layer, deriveSource(layer.program)));
  const rows = sections.flatMap((s) => s.rows);
  const text =
    `# The layers of the paper\n\n${GENERATED}\n` +
    `${sourceText(PAPER)}\n\n` +
    "The paper derives the adjoints of the layers below by hand. Each is compared with the one that is derived here, at random\n" +
    "points with the declared structure and pairwise different dimensions; the error is relative. The *form* is *the same* where\n" +
    "both are one expression but for the order of terms and the names of intermediates; else it says which has fewer distinct\n" +
    "sub-expressions, and both numbers follow.\n\n" +
    table(["layer", "input", "form", "size, derived : paper", "verdict", "error"], rows) +
    sections.map((s) => s.text).join("");
  return { path: "docs/paper.md", text };
}

interface Section {
  readonly rows: readonly (readonly string[])[];
  readonly text: string;
}

function section(layer: Layer, derivation: Derivation): Section {
  const formulas = formulasOf(derivation);
  const rows: string[][] = [];
  let text = `\n## ${layer.title}\n\n${layer.place}${layer.remark === undefined ? "" : ` ${layer.remark}`}\n\n`;
  text += `\`\`\`text\n${layer.program.replaceAll("; ", "\n")}\n\`\`\`\n`;
  for (const [input, claim] of Object.entries(layer.adjoints)) {
    const i = derivation.gradients.findIndex((g) => g.input.name === canonicalName(input));
    const gradient: Gradient = derivation.gradients[i]!;
    const { verdict, relativeError, size } = verifyClaim(derivation, gradient, claim, { seed: 1 });
    const derived = formulas.gradients[i]!;
    const left = latex({ ...derived.left[0]!, name: cotangentName(gradient.input.name) } as Syntax);
    const paper = definitions(claim, left);
    const same = readClaim(derivation, gradient, claim).lines[0] === gradient.value;
    const longer = size.derived === size.claimed ? "as long" : "longer";
    const form = same ? "the same" : size.derived < size.claimed ? "shorter" : longer;
    rows.push([
      layer.title,
      code(input),
      form,
      `${size.derived} : ${size.claimed}`,
      verdict,
      relativeError.toExponential(1),
    ]);
    text += `\nThe paper:\n\n${display(paper)}\nDerived:\n\n${display(rowsOf(left, latex(derived.right)))}`;
  }
  const where = formulas.where.filter((e) => !e.node.varies);
  if (where.length > 0) {
    text += `\nwhere\n\n${display(where.flatMap((e) => rowsOf(e.left.map(latex).join(", "), latex(e.right))))}`;
  }
  return { rows, text };
}

function statements(claim: string) {
  const { program, diagnostics } = parseProgram(claim, { functions: functionWords(loadCatalogue()) });
  if (diagnostics.length > 0) throw new Error(`${claim}: ${diagnostics[0]!.message}`);
  return program.statements;
}

/** The claim's definitions and its last expression, as rows. */
function definitions(claim: string, left: string): string[] {
  return statements(claim).flatMap((s) => {
    if (s.kind === "definition") return rowsOf(s.targets.map((t) => latex(t)).join(", "), latex(s.value));
    if (s.kind === "expression") return rowsOf(left, latex(s.value));
    throw new Error(`${claim}: unexpected ${s.kind}`);
  });
}
