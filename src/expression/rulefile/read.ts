/** The blocks of rule files with their lines read by the grammar. */
import type {
  Formula,
  FunctionLine,
  LawLine,
  PropertyLine,
  RuleLines,
  ScalarLine,
} from "../../../grammar/rule-lines.js";
import type { Block } from "./blocks.js";
import { readLine } from "./lines.js";
import { eachOf, ruleError } from "./problem.js";
import type { RuleLine } from "./rule-line.js";

/** A line and what it says. */
export type Said<T> = T & { readonly at: RuleLine };

interface Named {
  readonly name: string;
  readonly head: RuleLine;
}

export interface FunctionBlock extends Named {
  readonly keyword: "function" | "infer";
  readonly formula: Said<Formula>;
  readonly lines: readonly Said<FunctionLine>[];
}

export interface LawBlock extends Named {
  readonly keyword: "identity" | "simplify" | "recognize" | "expand" | "present";
  readonly formula: Said<Formula>;
  readonly lines: readonly Said<LawLine>[];
}

export interface ScalarBlock extends Named {
  readonly lines: readonly Said<ScalarLine>[];
}

export interface PropertyBlock extends Named {
  readonly lines: readonly Said<PropertyLine>[];
}

export interface Rules {
  readonly functions: readonly FunctionBlock[];
  readonly scalars: readonly ScalarBlock[];
  readonly laws: readonly LawBlock[];
  readonly properties: readonly PropertyBlock[];
}

const said = <S extends keyof RuleLines>(start: S, at: RuleLine): Said<RuleLines[S]> => ({
  ...readLine(start, at),
  at,
});

/** Reads every line; mistakes of all of them are thrown together. */
export function readRules(blocks: readonly Block[]): Rules {
  const rules = { functions: [], scalars: [], laws: [], properties: [] } as {
    functions: FunctionBlock[];
    scalars: ScalarBlock[];
    laws: LawBlock[];
    properties: PropertyBlock[];
  };
  eachOf(blocks, ({ keyword, name, head, lines }) => {
    switch (keyword) {
      case "scalar":
        rules.scalars.push({ name, head, lines: eachOf(lines, (line) => said("scalarLine", line)) });
        return;
      case "property":
        rules.properties.push({ name, head, lines: eachOf(lines, (line) => said("propertyLine", line)) });
        return;
    }
    const [first, ...more] = lines;
    if (!first) throw ruleError(head, "formula", `${keyword} ${name} needs a formula`);
    const formula = said("formula", first);
    if (keyword === "function" || keyword === "infer")
      rules.functions.push({ keyword, name, head, formula, lines: eachOf(more, (l) => said("functionLine", l)) });
    else rules.laws.push({ keyword, name, head, formula, lines: eachOf(more, (l) => said("lawLine", l)) });
  });
  return rules;
}

type Of<L extends { readonly kind: string }, K extends L["kind"]> = L extends unknown
  ? K extends L["kind"]
    ? L
    : never
  : never;

/** The lines of one kind. */
export const linesOf = <L extends { readonly kind: string }, K extends L["kind"]>(
  lines: readonly L[],
  kind: K,
): Of<L, K>[] => lines.filter((l): l is Of<L, K> => l.kind === kind);
