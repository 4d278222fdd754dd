/** `function` and `infer` blocks: signature, property lines, variations by case. */
import type { Syntax } from "../../language/syntax.js";
import type {
  Catalogue,
  FunctionRule,
  Parameter,
  PropertyInference,
  Sample,
  SizeOrder,
  VariationCase,
} from "../catalogue/catalogue.js";
import type { Dimension } from "../../../codegen/plan/sizes.js";
import type { PropertySet, TransposeRule } from "../node/node.js";
import type { Template } from "../catalogue/template.js";
import { RuleError, sampleOf, splitDeclarations, trialsOf, type Block, type RuleLine } from "./blocks.js";
import { RuleScope } from "./scope.js";
import { orderOf, sizesOf } from "./sizes.js";
import { templateOf } from "./templates.js";

interface Signature {
  readonly outputs: readonly string[];
  readonly head: string;
  readonly parameters: readonly Parameter[];
  readonly call: Syntax;
}

function scopeOf(catalogue: Catalogue, heads: readonly string[], block: Block, line: RuleLine): RuleScope {
  const scope = new RuleScope(catalogue, heads, line);
  scope.declare(splitDeclarations(block.lines[0]!.text).declarations);
  return scope;
}

/** Reads `Y = X⁻¹`: the outputs' names, how the function is written, its parameters in order. */
function signatureOf(scope: RuleScope, block: Block): Signature {
  const line = block.lines[0];
  if (!line) throw new RuleError(block.head, "a function needs a formula Y = …");
  const statement = scope.definitionStatement(splitDeclarations(line.text).formula);
  const call = statement.value;
  const named = call.kind === "apply" ? [...new Set(argumentNames(call))] : [];
  // The form of an `infer` block has sizes and constants in it that are none of its parameters.
  const parameters = block.keyword === "infer" ? named.filter((name) => scope.declared.has(name)) : named;
  const head = call.kind === "apply" ? headOf(scope, call) : call.kind === "name" ? call.name : "";
  return {
    outputs: statement.targets.map((t) => t.name),
    head,
    parameters: parameters.map((name) => parameter(scope, line, name)),
    call,
  };
}

/** The names that a call is made of, values before sizes: those of a slice stand inside its ranges. */
function argumentNames(call: Syntax): string[] {
  if (call.kind === "name") return [call.name];
  if (call.kind !== "apply") return [];
  return call.args.flatMap((a) => argumentNames(a));
}

function headOf(scope: RuleScope, call: Extract<Syntax, { kind: "apply" }>): string {
  if (scope.declared.get(call.head)?.kind === "function") return call.elementwise ? "entrywise" : "matrix-function";
  const words = call.args.flatMap((a) => (a.kind === "word" || a.kind === "number" ? [a.text] : []));
  return [call.head, ...words].join("/");
}

function parameter(scope: RuleScope, line: RuleLine, name: string): Parameter {
  const declared = scope.declared.get(name);
  if (!declared) throw new RuleError(line, `${name} is not declared`);
  const { kind, rows, cols, properties } = declared;
  return { name, kind, rows, cols, requires: properties };
}

/** The outputs of a block with everything but formulas: enough to type calls of them. */
export function signaturesOf(catalogue: Catalogue, heads: readonly string[], block: Block): FunctionRule[] {
  const line = block.lines[0]!;
  const scope = scopeOf(catalogue, heads, block, line);
  const signature = signatureOf(scope, block);
  const { call } = signature;
  const isFunctionCall = call.kind === "apply" && scope.declared.get(call.head)?.kind === "function";
  const first = isFunctionCall ? [parameter(scope, line, call.head)] : [];
  const parameters = [...first, ...signature.parameters];
  const written = block.keyword === "infer" ? [] : [signature.head, ...alsoHeads(scope, block)];
  return signature.outputs.map((output, i) => {
    const result = scope.declared.get(output);
    if (!result) throw new RuleError(line, `the shape of ${output} is not declared`);
    const inferences = block.lines.flatMap((l) => inferencesOf(catalogue, l, output, parameters));
    return {
      name: signature.outputs.length === 1 ? block.name : `${block.name}.${output}`,
      rule: block.name,
      outputs: signature.outputs,
      output: i,
      heads: written,
      parameters,
      rows: result.rows,
      cols: result.cols,
      properties: result.properties,
      inferences,
      inferred: block.keyword === "infer",
      associative: block.lines.some((l) => l.text === "associative"),
      auxiliary: block.lines.some((l) => l.text === "auxiliary"),
      invariance: invarianceOf(block),
      cases: [],
      sizes: sizesOf(block),
      trials: trialsOf(block.lines),
      gauge: block.lines.some((l) => l.text.startsWith("gauge ") && l.text.slice(6).split(", ").includes(output)),
      ...flopsOf(block),
    };
  });
}

/** `even under transposition`: f(Aᵀ) = f(A); `odd …`: f(Aᵀ) = −f(A). */
function invarianceOf(block: Block): 1 | -1 | 0 {
  if (block.lines.some((l) => l.text === "even under transposition")) return 1;
  return block.lines.some((l) => l.text === "odd under transposition") ? -1 : 0;
}

function alsoHeads(scope: RuleScope, block: Block): string[] {
  return block.lines
    .filter((l) => l.text.startsWith("also "))
    .map((l) => {
      const s = scope.parse(l.text.slice("also ".length)).statements[0];
      if (s?.kind !== "expression" || s.value.kind !== "apply")
        throw new RuleError(l, "another way of writing is expected");
      return headOf(scope, s.value);
    });
}

function flopsOf(block: Block): { flops?: Dimension } {
  const line = block.lines.find((l) => l.text.startsWith("flops "));
  if (!line) return {};
  const scope = new RuleScope(undefined as never, [], line);
  return { flops: scope.polynomial(line.text.slice("flops ".length)) };
}

/** `Y is symmetric, psd when A, B are` · `Y is spd when A is spd, B is psd` · `Y is positive when A is`. */
function inferencesOf(
  catalogue: Catalogue,
  line: RuleLine,
  output: string,
  parameters: readonly Parameter[],
): PropertyInference[] {
  const match = /^(\S+) is (.+?) when (.+)$/.exec(line.text);
  if (!match || match[1] !== output) return [];
  const bits = (names: string): PropertySet =>
    names.split(" ").reduce((set, name) => {
      if (!catalogue.properties.has(name)) throw new RuleError(line, `${name} is not a property`);
      return catalogue.close(set | catalogue.bit(name));
    }, 0);
  return match[2]!.split(/, | and /).map((name) => {
    const property = bits(name);
    return { property, ...conditions(line, match[3]!, property, parameters, bits) };
  });
}

/**
 * `A, B are` · `A is spd, B is psd` · `s is positive, A is` · `A is lower unit, m ≥ n`: a condition without a property asks
 * for the result's.
 */
function conditions(
  line: RuleLine,
  text: string,
  property: PropertySet,
  parameters: readonly Parameter[],
  bits: (names: string) => PropertySet,
): Pick<PropertyInference, "when" | "sizes"> {
  const index = (name: string): number => {
    const i = parameters.findIndex((p) => p.name === name);
    if (i < 0) throw new RuleError(line, `${name} is not a parameter`);
    return i;
  };
  const all = /^(.+?) are(?: (.+?))?(?:, (.+))?$/.exec(text);
  const every = all ? all[1]!.split(", ").map((name) => `${name} is ${all[2] ?? ""}`.trim()) : [];
  const others = (all ? all[3] : text)?.split(", ") ?? [];
  const when: PropertyInference["when"][number][] = [];
  const sizes: SizeOrder[] = [];
  for (const part of [...every, ...others]) {
    const one = /^(\S+) is(?: (.+))?$/.exec(part);
    const order = one ? undefined : orderOf(line, part);
    if (one) when.push({ parameter: index(one[1]!), properties: one[2] === undefined ? property : bits(one[2]) });
    else if (order) sizes.push(...order);
    else throw new RuleError(line, `${part} is not a condition`);
  }
  return { when, sizes };
}

interface OpenCase {
  readonly line: RuleLine;
  readonly when: string;
  readonly lines: RuleLine[];
}

/** Everything about the outputs of a block, formulas included. */
export function compileFunction(catalogue: Catalogue, heads: readonly string[], block: Block): FunctionRule[] {
  const outputs = signaturesOf(catalogue, heads, block);
  const common: RuleLine[] = [];
  const cases: OpenCase[] = [];
  const citations: string[] = [];
  let transpose: { transpose: TransposeRule } | undefined;
  const means: RuleLine[] = [];
  for (const line of block.lines.slice(1)) {
    const { text } = line;
    if (text.startsWith("cite ")) citations.push(...text.slice(5).split(", "));
    else if (text.startsWith("when ")) cases.push({ line, when: text.slice(5), lines: [] });
    else if (text === "otherwise") cases.push({ line, when: "", lines: [] });
    else if (text.startsWith(`${outputs[0]!.outputs[0]!}ᵀ = `))
      transpose = { transpose: transposeOf(catalogue, heads, block, line, outputs[0]!) };
    else if (/^(\S+ )?means /.test(text)) means.push(line);
    else if (
      /^(also|flops|gauge|check|for scalars) |^needs \S+ ≥|^(associative|auxiliary)$| under transposition$| is .+ when /.test(
        text,
      )
    )
      continue;
    else (cases[cases.length - 1]?.lines ?? common).push(line);
  }
  if (cases.length === 0 && common.length > 0 && means.length === 0)
    cases.push({ line: common[0]!, when: "", lines: [] });
  return outputs.map((rule) => ({
    ...rule,
    ...transpose,
    ...(block.keyword === "infer"
      ? inferredForm(catalogue, heads, block)
      : meaningOf(catalogue, heads, block, rule, means, common)),
    ...scalarMeaningOf(catalogue, heads, block, rule),
    cases: cases.map((c) => compileCase(catalogue, heads, block, rule, c, [...common, ...c.lines], citations)),
  }));
}

/** `for scalars A`: what the function is of scalars. */
function scalarMeaningOf(
  catalogue: Catalogue,
  heads: readonly string[],
  block: Block,
  rule: FunctionRule,
): Pick<FunctionRule, "forScalars"> {
  const line = block.lines.find((l) => l.text.startsWith("for scalars "));
  if (!line) return {};
  const scope = new RuleScope(catalogue, heads, line);
  for (const p of rule.parameters) scope.declare(`${p.name}: ${p.kind === "value" ? "scalar" : p.kind}`);
  return { forScalars: templateOf(scope, scope.value(line.text.slice("for scalars ".length))) };
}

/** The expression that an output abbreviates, in the parameters and what the lines before define. */
function meaningOf(
  catalogue: Catalogue,
  heads: readonly string[],
  block: Block,
  rule: FunctionRule,
  lines: readonly RuleLine[],
  definitions: readonly RuleLine[],
): { means?: Template } {
  const output = rule.outputs[rule.output]!;
  for (const line of lines) {
    const match = /^(?:(\S+) )?means (.+)$/.exec(line.text)!;
    if (match[1] !== undefined && match[1] !== output) continue;
    const scope = scopeOf(catalogue, heads, block, line);
    for (const d of definitions) scope.define(d.text);
    return { means: templateOf(scope, scope.value(match[2]!)) };
  }
  return {};
}

/** The expression that an `infer` block is about. */
function inferredForm(catalogue: Catalogue, heads: readonly string[], block: Block): { means: Template } {
  const line = block.lines[0]!;
  const scope = scopeOf(catalogue, heads, block, line);
  const { formula } = splitDeclarations(line.text);
  return { means: templateOf(scope, scope.value(formula.slice(formula.indexOf(" = ") + 3))) };
}

function compileCase(
  catalogue: Catalogue,
  heads: readonly string[],
  block: Block,
  rule: FunctionRule,
  open: OpenCase,
  lines: readonly RuleLine[],
  citations: readonly string[],
): VariationCase {
  const output = rule.outputs[rule.output]!;
  const needs: string[] = [];
  const samples: Sample[] = [];
  let variation: Pick<VariationCase, "variation"> = {};
  let definition: Pick<VariationCase, "definition"> = {};
  let forms: Pick<VariationCase, "standsFor" | "twice"> = {};
  const scope = scopeOf(catalogue, heads, block, open.line);
  scope.refine(caseProperties(catalogue, rule, open));
  for (const line of lines) {
    const sample = sampleOf(catalogue, line);
    if (sample) {
      samples.push(sample);
      continue;
    }
    const need = /^(?:d(\S+) )?needs (.+)$/.exec(line.text);
    if (need) {
      if (need[1] === undefined || need[1] === output) needs.push(need[2]!);
      continue;
    }
    scope.at(line);
    const form = secondOrderForm(line, output);
    if (form) {
      forms = { ...forms, [form.kind]: templateOf(scope, scope.typedLine(form.formula)) };
      continue;
    }
    const target = /^([^=]+?)(?:\(t\))? = /.exec(line.text)?.[1] ?? "";
    if (target === `d${output}`) variation = { variation: templateOf(scope, scope.typedLine(line.text)) };
    else if (target === output) definition = { definition: templateOf(scope, scope.typedLine(line.text)) };
    else if (!rule.outputs.some((o) => target === `d${o}` || target === o)) scope.define(line.text);
  }
  const conditions = caseConditions(catalogue, rule, open);
  return { ...conditions, ...variation, ...definition, ...forms, needs, samples, citations };
}

/** `L stands for U (Γ ∘ (Uᵀ E U)) Uᵀ` · `twice Y = …`. */
function secondOrderForm(
  { text }: RuleLine,
  output: string,
): { readonly kind: "standsFor" | "twice"; readonly formula: string } | undefined {
  if (text.startsWith(`${output} stands for `))
    return { kind: "standsFor", formula: text.replace(" stands for ", " = ") };
  return text.startsWith(`twice ${output} = `) ? { kind: "twice", formula: text.slice("twice ".length) } : undefined;
}

/** `X is symmetric or undeclared, p is even` · `f is exp`. */
function caseConditions(catalogue: Catalogue, rule: FunctionRule, open: OpenCase) {
  const when: { parameter: number; properties: PropertySet }[] = [];
  const functions: { parameter: number; name: string }[] = [];
  const undeclared: number[] = [];
  if (open.when === "") return { when, functions, undeclared };
  for (const part of open.when.split(", ")) {
    const match = /^(\S+) is (\S+)( or undeclared)?$/.exec(part);
    const index = rule.parameters.findIndex((p) => p.name === match?.[1]);
    if (!match || index < 0) throw new RuleError(open.line, `${part} is not a condition on a parameter`);
    const name = match[2]!;
    if (rule.parameters[index]!.kind === "function" && catalogue.scalars.has(name))
      functions.push({ parameter: index, name });
    else if (catalogue.properties.has(name)) when.push({ parameter: index, properties: catalogue.set(name) });
    else throw new RuleError(open.line, `${name} is not a property`);
    if (match[3] !== undefined) undeclared.push(index);
  }
  return { when, functions, undeclared };
}

function caseProperties(catalogue: Catalogue, rule: FunctionRule, open: OpenCase): Map<string, PropertySet> {
  const { when } = caseConditions(catalogue, rule, open);
  return new Map(when.map((w) => [rule.parameters[w.parameter]!.name, w.properties]));
}

/** `Yᵀ = triu(Aᵀ)`: one function of the parameters, some of them transposed. */
function transposeOf(
  catalogue: Catalogue,
  heads: readonly string[],
  block: Block,
  line: RuleLine,
  rule: FunctionRule,
): TransposeRule {
  const scope = scopeOf(catalogue, heads, block, line);
  const template = templateOf(scope, scope.value(line.text.slice(line.text.indexOf(" = ") + 3)));
  const root = template[template.length - 1]!;
  const problem = new RuleError(line, "the transpose must be one function of the parameters or their transposes");
  if (root.op !== "apply") throw problem;
  const values = rule.parameters.filter((p) => p.kind !== "dimension");
  const flips = root.args.map((a, i) => {
    const step = template[a]!;
    if (step.op === "symbol" && step.name === values[i]?.name) return false;
    const inner = step.op === "apply" && step.fn === "transpose" ? template[step.args[0]!]! : undefined;
    if (inner?.op === "symbol" && inner.name === values[i]?.name) return true;
    throw problem;
  });
  return { fn: root.fn, flips };
}
