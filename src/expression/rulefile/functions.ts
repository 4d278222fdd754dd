/** `function` and `infer` blocks: signatures and the lines about properties. */
import type { Syntax } from "../../language/syntax.js";
import type {
  Catalogue,
  FunctionRule,
  Parameter,
  PropertyInference,
  SizeOrder,
  VariationCase,
} from "../catalogue/catalogue.js";
import type { Dimension } from "../../../codegen/plan/sizes.js";
import type { PropertySet } from "../node/node.js";
import type { CaseCondition, Condition, Fragment } from "../../../grammar/rule-lines.js";
import { unknownWord } from "./problem.js";
import { linesOf, type FunctionBlock } from "./read.js";
import type { RuleLine } from "./rule-line.js";
import { RuleScope } from "./scope.js";
import { orderOf, propertySet, sizeOf, trialOf, wordsOf } from "./sizes.js";

interface Signature {
  readonly outputs: readonly string[];
  readonly head: string;
  readonly parameters: readonly Parameter[];
  readonly call: Syntax;
}

/** The names of a block, with mistakes placed in the given line. */
export function scopeOf(
  catalogue: Catalogue,
  heads: readonly string[],
  { formula }: FunctionBlock,
  line: RuleLine,
): RuleScope {
  const scope = new RuleScope(catalogue, heads, formula.at);
  scope.declare(formula.declarations);
  scope.at(line);
  return scope;
}

/** Reads `Y = X⁻¹`: the outputs' names, how the function is written, its parameters in order. */
function signatureOf(scope: RuleScope, { keyword, formula }: FunctionBlock): Signature {
  const statement = scope.definitionStatement(formula.equation);
  const call = statement.value;
  const named = call.kind === "apply" ? [...new Set(argumentNames(call))] : [];
  // The form of an `infer` block has sizes and constants in it that are none of its parameters.
  const parameters = keyword === "infer" ? named.filter((name) => scope.declared.has(name)) : named;
  const head = call.kind === "apply" ? headOf(scope, call) : call.kind === "name" ? call.name : "";
  return {
    outputs: statement.targets.map((t) => t.name),
    head,
    parameters: parameters.map((name) => parameter(scope, name, formula.equation.right)),
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

function parameter(scope: RuleScope, name: string, at: Fragment): Parameter {
  const declared = scope.declared.get(name);
  if (!declared) throw scope.error("undeclared", `the shape of ${name} is not declared`, at);
  const { kind, rows, cols, properties } = declared;
  return { name, kind, rows, cols, requires: properties };
}

/** The outputs of a block with everything but formulas: enough to type calls of them. */
export function signaturesOf(catalogue: Catalogue, heads: readonly string[], block: FunctionBlock): FunctionRule[] {
  const { formula, lines } = block;
  const scope = scopeOf(catalogue, heads, block, formula.at);
  const signature = signatureOf(scope, block);
  const { call, outputs } = signature;
  const isFunctionCall = call.kind === "apply" && scope.declared.get(call.head)?.kind === "function";
  const first = isFunctionCall ? [parameter(scope, call.head, formula.equation.right)] : [];
  const parameters = [...first, ...signature.parameters];
  const written = block.keyword === "infer" ? [] : [signature.head, ...alsoHeads(scope, block)];
  refuseUnknownOutputs(block, outputs);
  const flag = (name: string): boolean => linesOf(lines, "flag").some((l) => l.flag === name);
  const gauge = linesOf(lines, "gauge").flatMap((l) => l.outputs.map((o) => o.text));
  const common = {
    rule: block.name,
    outputs,
    heads: written,
    parameters,
    inferred: block.keyword === "infer",
    associative: flag("associative"),
    auxiliary: flag("auxiliary"),
    invariance: linesOf(lines, "parity")[0]?.sign ?? 0,
    cases: [],
    sizes: linesOf(lines, "order").flatMap((l) => orderOf(l.at, l)),
    trials: linesOf(lines, "check").map(trialOf),
    ...flopsOf(block),
    ...readsOf(block),
  } as const;
  return outputs.map((output, i) => {
    const { rows, cols, requires: properties } = parameter(scope, output, formula.equation.left);
    return {
      ...common,
      name: outputs.length === 1 ? block.name : `${block.name}.${output}`,
      output: i,
      rows,
      cols,
      properties,
      inferences: inferencesOf(catalogue, block, output, parameters),
      gauge: gauge.includes(output),
    };
  });
}

function readsOf({ lines }: FunctionBlock): { reads?: string } {
  const said = linesOf(lines, "reads").map((l) => l.text.text);
  return said.length > 0 ? { reads: said.join(", ") } : {};
}

/** Lines that speak of an output speak of one that the block has. */
function refuseUnknownOutputs({ name, lines }: FunctionBlock, outputs: readonly string[]): void {
  const check = (at: RuleLine, output: Fragment, known: readonly string[]): void => {
    if (!known.includes(output.text)) throw unknownWord(at, "output", output, `an output of ${name}`, known, true);
  };
  const varied = outputs.map((o) => `d${o}`);
  for (const line of lines) {
    switch (line.kind) {
      case "gauge":
        for (const output of line.outputs) check(line.at, output, outputs);
        break;
      case "inference":
      case "stands":
      case "twice":
        check(line.at, line.output, outputs);
        break;
      case "means":
        if (line.output) check(line.at, line.output, outputs);
        break;
      case "need":
        if (line.output) check(line.at, line.output, varied);
        break;
      case "equation":
        // `dZ = …` of what is no output would define a value that nothing uses.
        if (/^d\p{L}/u.test(line.left.text) && !line.left.text.includes(",")) check(line.at, line.left, varied);
        break;
    }
  }
}

function alsoHeads(scope: RuleScope, { lines, formula }: FunctionBlock): string[] {
  const heads = linesOf(lines, "also").map(({ at, value }) => {
    scope.at(at);
    const syntax = scope.syntax(value);
    if (syntax.kind !== "apply") throw scope.error("formula", "another way of writing is expected", value);
    return headOf(scope, syntax);
  });
  scope.at(formula.at);
  return heads;
}

function flopsOf({ lines }: FunctionBlock): { flops?: Dimension } {
  const [line] = linesOf(lines, "flops");
  return line ? { flops: sizeOf(line.at, line.value) } : {};
}

/** `Y is symmetric, psd when A, B are` · `Y is spd when A is spd, B is psd` · `Y is positive when A is`. */
function inferencesOf(
  catalogue: Catalogue,
  { lines }: FunctionBlock,
  output: string,
  parameters: readonly Parameter[],
): PropertyInference[] {
  return linesOf(lines, "inference")
    .filter((l) => l.output.text === output)
    .flatMap(({ at, sets, when }) =>
      sets.map((set) => {
        const property = propertySet(catalogue, at, wordsOf(set));
        return { property, ...conditions(catalogue, at, when, property, parameters) };
      }),
    );
}

/** A condition without a property asks for the result's. */
function conditions(
  catalogue: Catalogue,
  line: RuleLine,
  all: readonly Condition[],
  result: PropertySet,
  parameters: readonly Parameter[],
): Pick<PropertyInference, "when" | "sizes"> {
  const when: PropertyInference["when"][number][] = [];
  const sizes: SizeOrder[] = [];
  for (const condition of all) {
    if (condition.kind === "order") {
      sizes.push(...orderOf(line, condition));
      continue;
    }
    const properties = condition.set ? propertySet(catalogue, line, wordsOf(condition.set)) : result;
    for (const name of condition.names) when.push({ parameter: parameterIndex(line, name, parameters), properties });
  }
  return { when, sizes };
}

/** The place of a parameter in the call. */
export function parameterIndex(line: RuleLine, name: Fragment, parameters: readonly Parameter[]): number {
  const index = parameters.findIndex((p) => p.name === name.text);
  const known = parameters.map((p) => p.name);
  if (index < 0) throw unknownWord(line, "parameter", name, "a parameter", known, true);
  return index;
}

/** `X is symmetric or undeclared, p is even` · `f is exp`. */
export function caseConditions(
  catalogue: Catalogue,
  rule: FunctionRule,
  line: RuleLine,
  all: readonly CaseCondition[],
): Pick<VariationCase, "when" | "functions" | "undeclared"> {
  const when: { parameter: number; properties: PropertySet }[] = [];
  const functions: { parameter: number; name: string }[] = [];
  const undeclared: number[] = [];
  for (const condition of all) {
    const parameter = parameterIndex(line, condition.parameter, rule.parameters);
    const { text: name } = condition.value;
    if (rule.parameters[parameter]!.kind !== "function")
      when.push({ parameter, properties: propertySet(catalogue, line, [condition.value]) });
    else if (catalogue.scalars.has(name)) functions.push({ parameter, name });
    else if (catalogue.properties.has(name)) when.push({ parameter, properties: catalogue.set(name) });
    else throw unknownWord(line, "function", condition.value, "a scalar function", catalogue.scalars.keys());
    if (condition.undeclared) undeclared.push(parameter);
  }
  return { when, functions, undeclared };
}
