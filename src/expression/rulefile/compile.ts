/**
 * Compiles rule files into the catalogue, in stages: properties and scalar functions by name, the signatures of
 * all functions, then every formula, typed against those signatures. A mistake is an error with its line.
 */
import { Catalogue, type CatalogueData, type ScalarRule } from "../catalogue/catalogue.js";
import { readBlocks, type Block } from "./blocks.js";
import { signaturesOf } from "./functions.js";
import { compileIdentity, compileRewrite } from "./laws.js";
import { eachOf, ruleError, unknownWord } from "./problem.js";
import { propertyBody, propertyHead, relateProperties } from "./properties.js";
import { linesOf, readRules, type LawBlock, type Rules, type ScalarBlock } from "./read.js";
import { RuleScope } from "./scope.js";
import { propertySet } from "./sizes.js";
import { templateOf } from "./templates.js";
import { refuseShadowed, refuseUnreachable } from "./unreachable.js";
import { compileFunction } from "./variations.js";

export interface RuleFile {
  readonly name: string;
  readonly text: string;
}

/** Finds f′(t) of the named function, as an expression in t; undefined where it is not known. */
export type Differentiate = (name: string) => string | undefined;

export interface CompileOptions {
  /** The works that rules may cite; any where it is not given. */
  readonly sources?: ReadonlySet<string>;
}

/** The catalogue of the files, which stand in the order in which their rules are tried. Throws RuleError. */
export function compileRules(
  files: readonly RuleFile[],
  differentiate: Differentiate,
  { sources }: CompileOptions = {},
): CatalogueData {
  const blocks = eachOf(files, (f) => readBlocks(f.name, f.text)).flat();
  refuseDuplicates(blocks);
  const rules = readRules(blocks);
  if (sources) refuseUnknownSources(rules, sources);

  const properties = relateProperties(
    rules.properties,
    rules.properties.map((b, i) => propertyHead(b, 1 << i)),
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
  const named = new Catalogue(data);
  data = { ...data, scalars: eachOf(rules.scalars, (b) => scalarHead(named, b)) };

  const heads = headNames(rules);
  const functionBlocks = [
    ...rules.functions.filter((b) => b.keyword === "function"),
    ...rules.functions.filter((b) => b.keyword === "infer"),
  ];
  const typedNames = new Catalogue(data);
  data = { ...data, functions: eachOf(functionBlocks, (b) => signaturesOf(typedNames, heads, b)).flat() };

  const catalogue = new Catalogue(data);
  refuseUnreachable(catalogue, functionBlocks);
  const laws = (keyword: LawBlock["keyword"]) => rules.laws.filter((b) => b.keyword === keyword);
  const rewrites = (keyword: LawBlock["keyword"]) => {
    const rules = eachOf(laws(keyword), (b) => compileRewrite(catalogue, heads, b));
    refuseShadowed(laws(keyword), rules);
    return rules;
  };
  return {
    scalars: eachOf(rules.scalars, (b) => scalarBody(catalogue, heads, b, differentiate)),
    functions: eachOf(functionBlocks, (b) => compileFunction(catalogue, heads, b)).flat(),
    identities: eachOf(laws("identity"), (b) => compileIdentity(catalogue, heads, b)),
    rewrites: rewrites("simplify"),
    recognitions: rewrites("recognize"),
    expansions: rewrites("expand"),
    presentations: rewrites("present"),
    properties: eachOf(rules.properties, (b) => propertyBody(catalogue, heads, b)),
  };
}

/** A rule may share its name only with one of another kind. */
function refuseDuplicates(blocks: readonly Block[]): void {
  const seen = new Map<string, Block>();
  eachOf(blocks, (b) => {
    const key = `${b.keyword === "infer" ? "function" : b.keyword} ${b.name}`;
    const first = seen.get(key);
    seen.set(key, first ?? b);
    if (!first) return;
    const { file, line, start, text } = first.head;
    throw ruleError(b.head, "twice", `${b.name} is declared twice, first in ${file.name}:${line}`, {
      related: [{ span: { start, end: start + text.length }, message: "declared here", source: file }],
    });
  });
}

/** Every work that is cited is in the bibliography. */
function refuseUnknownSources(rules: Rules, sources: ReadonlySet<string>): void {
  const cited = [...rules.functions, ...rules.laws, ...rules.properties].flatMap((b) =>
    b.lines.flatMap((l) => (l.kind === "cite" ? l.sources.map((source) => ({ source, at: l.at })) : [])),
  );
  eachOf(cited, ({ source, at }) => {
    const [key = ""] = source.text.split(" ");
    if (!sources.has(key))
      throw unknownWord(at, "source", { text: key, start: source.start }, "in rules/references.bib", sources);
  });
}

/** The names of all functions as words of the language. */
function headNames({ functions, scalars }: Rules): string[] {
  const names = new Set<string>(["min", ...scalars.map((b) => b.name)]);
  for (const { keyword, formula, lines } of functions) {
    if (keyword !== "function") continue;
    for (const { text } of [formula.equation.right, ...linesOf(lines, "also").map((l) => l.value)]) {
      const word = /^([A-Za-z][A-Za-z0-9]*)\(/.exec(text)?.[1];
      if (word !== undefined) names.add(word);
    }
  }
  names.delete("f");
  return [...names];
}

function scalarHead(catalogue: Catalogue, { name, lines }: ScalarBlock): ScalarRule {
  const properties = linesOf(lines, "properties").reduce(
    (set, line) => set | propertySet(catalogue, line.at, line.names),
    0,
  );
  const [domain] = linesOf(lines, "domain");
  const [reads] = linesOf(lines, "reads");
  return {
    name,
    properties,
    ...(domain && { domain: domain.value.text }),
    ...(reads && { reads: reads.text.text }),
  };
}

function scalarBody(
  catalogue: Catalogue,
  heads: readonly string[],
  block: ScalarBlock,
  differentiate: Differentiate,
): ScalarRule {
  const { name, head, lines } = block;
  let rule = scalarHead(catalogue, block);
  const body = (scope: RuleScope, value: { text: string; start: number }) =>
    templateOf(scope, scope.bodyOf(name, value).body!);
  for (const { at, left, right } of linesOf(lines, "equation")) {
    const scope = new RuleScope(catalogue, heads, at);
    if (left.text === `${name}′(t)`) rule = { ...rule, derivative: body(scope, right) };
    else if (left.text === `${name}(t)`) rule = { ...rule, definition: body(scope, right) };
    else throw unknownWord(at, "output", left, `${name}(t) or ${name}′(t)`, [`${name}(t)`, `${name}′(t)`], true);
  }
  if (linesOf(lines, "flag").length > 0) return { ...rule, last: true };
  if (rule.derivative || rule.definition) return rule;
  const found = differentiate(name);
  if (found === undefined) {
    const hint = `write ${name}′(t) = …, or ${name}(t) = … in terms of others`;
    throw ruleError(head, "derivative", `the derivative of ${name} must be stated`, { hint });
  }
  return { ...rule, derivative: body(new RuleScope(catalogue, heads, head), { text: found, start: 0 }) };
}
