/** The formulas of `function` and `infer` blocks: variations by case, meanings, transposes. */
import type { CaseCondition, FunctionLine } from "../../../grammar/rule-lines.js";
import type { Catalogue, FunctionRule, Sample, VariationCase } from "../catalogue/catalogue.js";
import type { Template } from "../catalogue/template.js";
import type { TransposeRule } from "../node/node.js";
import { caseConditions, scopeOf, signaturesOf } from "./functions.js";
import { linesOf, type FunctionBlock, type Said } from "./read.js";
import type { RuleLine } from "./rule-line.js";
import { RuleScope } from "./scope.js";
import { sampleOf } from "./sizes.js";
import { templateOf } from "./templates.js";

type Line = Said<FunctionLine>;

interface OpenCase {
  readonly line: RuleLine;
  readonly when: readonly CaseCondition[];
  readonly lines: Line[];
}

/** Lines that belong to a case, where they stand below one. */
const OF_A_CASE: ReadonlySet<Line["kind"]> = new Set(["equation", "need", "sample", "stands", "twice"]);

/** Everything about the outputs of a block, formulas included. */
export function compileFunction(catalogue: Catalogue, heads: readonly string[], block: FunctionBlock): FunctionRule[] {
  const outputs = signaturesOf(catalogue, heads, block);
  const { lines, keyword } = block;
  const common: Line[] = [];
  const cases: OpenCase[] = [];
  let transpose: { transpose: TransposeRule } | undefined;
  for (const line of lines) {
    if (line.kind === "case") cases.push({ line: line.at, when: line.when, lines: [] });
    else if (line.kind === "equation" && line.left.text === `${outputs[0]!.outputs[0]!}ᵀ`)
      transpose = { transpose: transposeOf(catalogue, heads, block, line, outputs[0]!) };
    else if (OF_A_CASE.has(line.kind)) (cases[cases.length - 1]?.lines ?? common).push(line);
  }
  const means = linesOf(lines, "means");
  const citations = linesOf(lines, "cite").flatMap((l) => l.sources.map((s) => s.text));
  if (cases.length === 0 && common.length > 0 && means.length === 0)
    cases.push({ line: common[0]!.at, when: [], lines: [] });
  return outputs.map((rule) => ({
    ...rule,
    ...transpose,
    ...(keyword === "infer" ? inferredForm(catalogue, heads, block) : meaningOf(catalogue, heads, block, rule, common)),
    ...scalarMeaningOf(catalogue, heads, block, rule),
    cases: cases.map((c) => compileCase(catalogue, heads, block, rule, c, [...common, ...c.lines], citations)),
  }));
}

/** `for scalars A`: what the function is of scalars. */
function scalarMeaningOf(
  catalogue: Catalogue,
  heads: readonly string[],
  { lines }: FunctionBlock,
  rule: FunctionRule,
): Pick<FunctionRule, "forScalars"> {
  const [line] = linesOf(lines, "scalars");
  if (!line) return {};
  const scope = new RuleScope(catalogue, heads, line.at);
  for (const p of rule.parameters) scope.declareKind(p.name, p.kind);
  return { forScalars: templateOf(scope, scope.value(line.value)) };
}

/** The expression that an output abbreviates, in the parameters and what the lines before define. */
function meaningOf(
  catalogue: Catalogue,
  heads: readonly string[],
  block: FunctionBlock,
  rule: FunctionRule,
  definitions: readonly Line[],
): { means?: Template } {
  const output = rule.outputs[rule.output]!;
  for (const line of linesOf(block.lines, "means")) {
    if (line.output !== null && line.output.text !== output) continue;
    const scope = scopeOf(catalogue, heads, block, line.at);
    for (const d of linesOf(definitions, "equation")) {
      scope.at(d.at);
      scope.defineBy(d);
    }
    scope.at(line.at);
    return { means: templateOf(scope, scope.value(line.value)) };
  }
  return {};
}

/** The expression that an `infer` block is about. */
function inferredForm(catalogue: Catalogue, heads: readonly string[], block: FunctionBlock): { means: Template } {
  const scope = scopeOf(catalogue, heads, block, block.formula.at);
  return { means: templateOf(scope, scope.value(block.formula.equation.right)) };
}

function compileCase(
  catalogue: Catalogue,
  heads: readonly string[],
  block: FunctionBlock,
  rule: FunctionRule,
  open: OpenCase,
  lines: readonly Line[],
  citations: readonly string[],
): VariationCase {
  const output = rule.outputs[rule.output]!;
  const needs: string[] = [];
  const samples: Sample[] = [];
  let formulas: Pick<VariationCase, "variation" | "definition" | "standsFor" | "twice"> = {};
  const conditions = caseConditions(catalogue, rule, open.line, open.when);
  const scope = scopeOf(catalogue, heads, block, open.line);
  scope.refine(new Map(conditions.when.map((w) => [rule.parameters[w.parameter]!.name, w.properties])));
  for (const line of lines) {
    scope.at(line.at);
    switch (line.kind) {
      case "sample":
        samples.push(sampleOf(catalogue, line));
        break;
      case "need":
        if (line.output === null || line.output.text === `d${output}`) needs.push(line.text.text);
        break;
      case "stands":
      case "twice": {
        if (line.output.text !== output) break;
        const kind = line.kind === "stands" ? "standsFor" : "twice";
        formulas = { ...formulas, [kind]: templateOf(scope, scope.valueLike(line.output, line.value)) };
        break;
      }
      case "equation": {
        const target = line.left.text.replace(/\(t\)$/, "");
        if (target === `d${output}`) formulas = { ...formulas, variation: templateOf(scope, scope.typedLine(line)) };
        else if (target === output) formulas = { ...formulas, definition: templateOf(scope, scope.typedLine(line)) };
        else if (!rule.outputs.some((o) => target === `d${o}` || target === o)) scope.defineBy(line);
        break;
      }
    }
  }
  return { ...conditions, ...formulas, needs, samples, citations };
}

/** `Yᵀ = triu(Aᵀ)`: one function of the parameters, some of them transposed. */
function transposeOf(
  catalogue: Catalogue,
  heads: readonly string[],
  block: FunctionBlock,
  { at, right }: Extract<Line, { kind: "equation" }>,
  rule: FunctionRule,
): TransposeRule {
  const scope = scopeOf(catalogue, heads, block, at);
  const template = templateOf(scope, scope.value(right));
  const root = template[template.length - 1]!;
  const problem = (): Error =>
    scope.error("transpose", "the transpose must be one function of the parameters or their transposes", right);
  if (root.op !== "apply") throw problem();
  const values = rule.parameters.filter((p) => p.kind !== "dimension");
  const flips = root.args.map((a, i) => {
    const step = template[a]!;
    if (step.op === "symbol" && step.name === values[i]?.name) return false;
    const inner = step.op === "apply" && step.fn === "transpose" ? template[step.args[0]!]! : undefined;
    if (inner?.op === "symbol" && inner.name === values[i]?.name) return true;
    throw problem();
  });
  return { fn: root.fn, flips };
}
