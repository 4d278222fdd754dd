/**
 * Compiles rule files into the catalogue, in stages: properties and scalar functions by name, the signatures of
 * all functions, then every formula, typed against those signatures. A mistake is an error with its line.
 */
import { symbolic } from "../../../codegen/plan/sizes.js";
import { Catalogue, type CatalogueData, type ScalarRule } from "../catalogue/catalogue.js";
import { chooseRule } from "../elaborate/build.js";
import type { Syntax } from "../../language/syntax.js";
import { parseProgram } from "../../language/parse/parse.js";
import { readBlocks, RuleError, type Block } from "./blocks.js";
import { compileFunction, signaturesOf } from "./functions.js";
import { compileIdentity, compileRewrite } from "./laws.js";
import { propertyBody, propertyHead, relateProperties } from "./properties.js";
import { RuleScope } from "./scope.js";
import { templateOf } from "./templates.js";

export interface RuleFile {
  readonly name: string;
  readonly text: string;
}

/** Finds f′(t) of the named function, as an expression in t; undefined where it is not known. */
export type Differentiate = (name: string) => string | undefined;

export function compileRules(files: readonly RuleFile[], differentiate: Differentiate): CatalogueData {
  const blocks = files.flatMap((f) => readBlocks(f.name, f.text));
  const of = (keyword: string): Block[] => blocks.filter((b) => b.keyword === keyword);
  refuseDuplicates(blocks);

  const properties = relateProperties(
    of("property"),
    of("property").map((b, i) => propertyHead(b, 1 << i)),
  );
  let data: CatalogueData = {
    properties,
    functions: [],
    scalars: [],
    identities: [],
    rewrites: [],
    recognitions: [],
    expansions: [],
    presentations: [],
  };
  data = { ...data, scalars: of("scalar").map((b) => scalarHead(new Catalogue(data), b)) };

  const heads = headNames(blocks);
  const functionBlocks = [...of("function"), ...of("infer")];
  data = { ...data, functions: functionBlocks.flatMap((b) => signaturesOf(new Catalogue(data), heads, b)) };

  const catalogue = new Catalogue(data);
  refuseUnreachable(catalogue, functionBlocks);
  const scalars = of("scalar").map((b) => scalarBody(catalogue, heads, b, differentiate));
  const functions = functionBlocks.flatMap((b) => compileFunction(catalogue, heads, b));
  const identities = of("identity").map((b) => compileIdentity(catalogue, heads, b));
  const rewrites = of("simplify").map((b) => compileRewrite(catalogue, heads, b));
  const recognitions = of("recognize").map((b) => compileRewrite(catalogue, heads, b));
  const expansions = of("expand").map((b) => compileRewrite(catalogue, heads, b));
  const presentations = of("present").map((b) => compileRewrite(catalogue, heads, b));
  const typed = of("property").map((b) => propertyBody(catalogue, heads, b));
  return { properties: typed, functions, scalars, identities, rewrites, recognitions, expansions, presentations };
}

function refuseDuplicates(blocks: readonly Block[]): void {
  const seen = new Map<string, Block>();
  for (const b of blocks) {
    const key = `${b.keyword === "infer" ? "function" : b.keyword} ${b.name}`;
    const first = seen.get(key);
    if (first)
      throw new RuleError(b.head, `${b.name} is declared twice, first in ${first.head.file}:${first.head.line}`);
    seen.set(key, b);
  }
}

/** Rules of one head are tried in their order: one whose arguments an earlier one takes would never be used. */
function refuseUnreachable(catalogue: Catalogue, blocks: readonly Block[]): void {
  for (const [head, rules] of catalogue.byHead) {
    for (const rule of rules) {
      const values = rule.parameters.filter((p) => p.kind !== "dimension");
      const dims = rule.parameters.filter((p) => p.kind === "dimension").map((p) => symbolic(p.name));
      const first = chooseRule(catalogue, head, values, dims);
      if (!first || first === rule) continue;
      const block = blocks.find((b) => b.name === rule.rule)!;
      throw new RuleError(block.head, `${rule.rule} is never reached: ${first.rule} takes its arguments before it`);
    }
  }
}

/** The names of all functions as words of the language. */
function headNames(blocks: readonly Block[]): string[] {
  const names = new Set<string>(["min"]);
  for (const b of blocks) {
    if (b.keyword === "scalar") names.add(b.name);
    if (b.keyword !== "function") continue;
    for (const { text } of b.lines) {
      const match = /^(?:also |[^=]*= )([A-Za-z][A-Za-z0-9]*)\(/.exec(text);
      if (match && (text === b.lines[0]?.text || text.startsWith("also "))) names.add(match[1]!);
    }
  }
  names.delete("f");
  return [...names];
}

const isScalarProperty = (text: string): boolean => /^[a-z]+(, [a-z]+)*$/.test(text);

function scalarHead(catalogue: Catalogue, block: Block): ScalarRule {
  let properties = 0;
  let domain: string | undefined;
  for (const line of block.lines) {
    if (line.text.startsWith("domain ")) domain = line.text.slice("domain ".length);
    else if (isScalarProperty(line.text)) {
      for (const name of line.text.split(", ")) {
        if (!catalogue.properties.has(name)) throw new RuleError(line, `${name} is not a property`);
        properties |= catalogue.set(name);
      }
    }
  }
  return { name: block.name, properties, ...(domain === undefined ? {} : { domain }) };
}

function scalarBody(
  catalogue: Catalogue,
  heads: readonly string[],
  block: Block,
  differentiate: Differentiate,
): ScalarRule {
  const head = scalarHead(catalogue, block);
  const body = (text: string) => {
    const scope = new RuleScope(catalogue, heads, block.head);
    const term = scope.functionTerm(block.name, "t", rightSide(block, heads, text));
    return templateOf(scope, term.body!);
  };
  let rule = head;
  for (const line of block.lines) {
    if (line.text.startsWith(`${block.name}′(t) = `)) rule = { ...rule, derivative: body(afterEquals(line.text)) };
    else if (line.text.startsWith(`${block.name}(t) = `)) rule = { ...rule, definition: body(afterEquals(line.text)) };
    else if (!line.text.startsWith("domain ") && !isScalarProperty(line.text)) {
      throw new RuleError(
        line,
        "a line of a scalar function states its derivative, its definition, a domain or properties",
      );
    }
  }
  if (rule.derivative || rule.definition) return rule;
  const found = differentiate(block.name);
  if (found === undefined) throw new RuleError(block.head, `the derivative of ${block.name} must be stated`);
  return { ...rule, derivative: body(found) };
}

const afterEquals = (text: string): string => text.slice(text.indexOf(" = ") + 3);

function rightSide(block: Block, heads: readonly string[], text: string): Syntax {
  const { program, diagnostics } = parseProgram(text, { names: ["t"], functions: heads });
  const [s] = program.statements;
  if (diagnostics[0] ?? s?.kind !== "expression") {
    throw new RuleError(block.head, `${diagnostics[0]?.message ?? "an expression is expected"} in ${text}`);
  }
  return (s as Extract<typeof s, { kind: "expression" }>).value;
}
