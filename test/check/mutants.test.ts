/** Every wrong rule of the table is seen: by the type checker when it is loaded, or by a check of the rule. */
import { all, create } from "mathjs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkRules, type RuleTrial } from "../../src/check/rules/whole-catalogue.js";
import { Catalogue, type CatalogueData } from "../../src/expression/catalogue/catalogue.js";
import { readBlocks } from "../../src/expression/rulefile/blocks.js";
import { RuleError } from "../../src/expression/rulefile/problem.js";
import { compileRules, type RuleFile } from "../../src/expression/rulefile/compile.js";
import type { RuleKind } from "../../src/expression/rulefile/reference.js";
import { readRuleFiles } from "../../scripts/rule-files.js";
import { sampled } from "../sample/sampled.js";
import { MUTANTS, type Mutant } from "./mutants.js";

const files = readRuleFiles();

const math = create(all!);
const derivatives = new Map<string, string | undefined>();

/** f′(t) by mathjs, once for each function. */
function differentiate(name: string): string | undefined {
  if (!derivatives.has(name)) {
    try {
      derivatives.set(name, math.derivative?.(`${name}(t)`, "t").toString({ implicit: "show" }));
    } catch {
      derivatives.set(name, undefined);
    }
  }
  return derivatives.get(name);
}

/** The files with the text of one rule edited. Throws where the edit does not apply exactly. */
function edited(all: readonly RuleFile[], { kind, rule, from, to }: Mutant): RuleFile[] {
  let edits = 0;
  const result = all.map((file) => {
    const lines = file.text.split("\n");
    const block = readBlocks(file.name, file.text).find((b) => b.keyword === kind && b.name === rule);
    if (!block) return file;
    const start = block.head.line;
    const end = block.lines.at(-1)!.line;
    const text = lines.slice(start, end).join("\n");
    if (text.includes(from)) edits += 1;
    const mutated = text.replaceAll(from, to).split("\n");
    return { ...file, text: [...lines.slice(0, start), ...mutated, ...lines.slice(end)].join("\n") };
  });
  if (edits !== 1) throw new Error(`${kind} ${rule} does not contain ${from}`);
  return result;
}

/** The compiled rules that a block of a rule file becomes. */
function replaced(genuine: CatalogueData, mutated: CatalogueData, kind: RuleKind, rule: string): CatalogueData {
  const take = <R extends { readonly name: string; readonly rule?: string }>(
    from: readonly R[],
    by: readonly R[],
  ): R[] => from.map((r) => ((r.rule ?? r.name) === rule ? by.find((other) => other.name === r.name)! : r));
  switch (kind) {
    case "function":
    case "infer":
      return { ...genuine, functions: take(genuine.functions, mutated.functions) };
    case "scalar":
      return { ...genuine, scalars: take(genuine.scalars, mutated.scalars) };
    case "identity":
      return { ...genuine, identities: take(genuine.identities, mutated.identities) };
    case "simplify":
      return { ...genuine, rewrites: take(genuine.rewrites, mutated.rewrites) };
    case "recognize":
      return { ...genuine, recognitions: take(genuine.recognitions, mutated.recognitions) };
    case "expand":
      return { ...genuine, expansions: take(genuine.expansions, mutated.expansions) };
    case "present":
      return { ...genuine, presentations: take(genuine.presentations, mutated.presentations) };
    case "property":
      return { ...genuine, properties: take(genuine.properties, mutated.properties) };
  }
}

const isOf =
  (m: Mutant) =>
  (kind: RuleKind, name: string): boolean =>
    kind === m.kind && name === m.rule;

const trialsOf = (catalogue: Catalogue, m: Mutant): RuleTrial[] =>
  [...checkRules(catalogue, 1, isOf(m))].flatMap((r) => r.trials);

interface Caught {
  readonly rung: string;
  readonly figure: string;
}

const figure = (x: number | undefined): string => (x === undefined ? "" : x.toExponential(1));

/** The first check that fails, or undefined. */
function caughtBy(catalogue: Catalogue, m: Mutant): Caught | undefined {
  try {
    return failureOf(trialsOf(catalogue, m));
  } catch (error) {
    return { rung: `cannot be computed: ${(error as Error).message}`, figure: "" };
  }
}

function failureOf(trials: readonly RuleTrial[]): Caught | undefined {
  const t = trials.find(({ verdict }) => verdict === "failed");
  if (!t) return undefined;
  if (t.difference !== undefined) {
    return { rung: t.conditions === "" ? "the two sides differ" : t.conditions, figure: figure(t.difference) };
  }
  return { rung: t.reason, figure: figure(t.reason.includes("adjoint") ? t.adjoint : t.finiteDifference) };
}

/** The mutants in rounds, no rule twice in one: a round is compiled together. Properties take part in every rule. */
function rounds(): Mutant[][] {
  const result: Mutant[][] = [];
  for (const m of TRIED) {
    const alone = m.kind === "property";
    const free = alone ? undefined : result.find((r) => r.every((o) => o.rule !== m.rule && o.kind !== "property"));
    if (free) free.push(m);
    else result.push([m]);
  }
  return result;
}

/** Those that are tried; in the sample some. */
const TRIED = sampled(MUTANTS);

const genuine = compileRules(files, differentiate);
const caught = new Map<Mutant, Caught | undefined>();

/** Compiles the mutants together but for those that the compiler refuses, and checks each of them alone. */
function checkRound(round: readonly Mutant[]): void {
  const text = round.reduce(edited, files);
  try {
    const compiled = compileRules(text, differentiate);
    for (const m of round) caught.set(m, caughtBy(new Catalogue(replaced(genuine, compiled, m.kind, m.rule)), m));
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    const refused = round.length === 1 ? round[0]! : round.find((m) => standsIn(text, m, error.at));
    if (!refused) {
      // The rule that is refused is another, which the mutant leaves nothing for.
      const half = Math.floor(round.length / 2);
      checkRound(round.slice(0, half));
      checkRound(round.slice(half));
      return;
    }
    caught.set(refused, { rung: "types, when it is loaded", figure: "" });
    checkRound(round.filter((m) => m !== refused));
  }
}

/** Whether the line stands in the block that a mutant edits. */
function standsIn(all: readonly RuleFile[], m: Mutant, { file, line }: RuleError["at"]): boolean {
  const text = all.find((f) => f.name === file.name)!.text;
  const block = readBlocks(file.name, text).find((b) => b.keyword === m.kind && b.name === m.rule);
  return block !== undefined && block.head.line <= line && line <= block.lines.at(-1)!.line;
}

beforeAll(() => {
  for (const round of rounds()) checkRound(round);
}, 600_000);

afterAll(() => {
  const rows = TRIED.map((m) => {
    const by = caught.get(m);
    return `${`${m.kind} ${m.rule}`.padEnd(40)} ${m.mistake.padEnd(36)} ${by ? `${by.rung} ${by.figure}` : "NOT SEEN"}`;
  });
  process.stdout.write(`${rows.join("\n")}\n${[...caught.values()].filter(Boolean).length} of ${TRIED.length} seen\n`);
});

test("there are at least 40 mutants, none twice", () => {
  expect(MUTANTS.length).toBeGreaterThanOrEqual(40);
  expect(new Set(MUTANTS.map((m) => [m.kind, m.rule, m.from, m.to].join("\n"))).size).toBe(MUTANTS.length);
});

test.each(TRIED)("$kind $rule: $mistake", (m) => {
  expect(caught.get(m)).toBeDefined();
});

test("the rules as they are pass the checks that see the mutants", { timeout: 120_000 }, () => {
  const catalogue = new Catalogue(genuine);
  const rules = new Map(TRIED.map((m) => [`${m.kind} ${m.rule}`, m]));
  for (const m of rules.values()) expect([m, failureOf(trialsOf(catalogue, m))]).toEqual([m, undefined]);
});
