/** Conditions on sizes and the sizes of checks: `needs m ≥ n`, `check m = 5, n = 3`. */
import type { CheckLine, Fragment, SampleLine } from "../../../grammar/rule-lines.js";
import type { Catalogue, Sample, SizeOrder } from "../catalogue/catalogue.js";
import { ruleError, unknownWord } from "./problem.js";
import type { Said } from "./read.js";
import type { RuleLine } from "./rule-line.js";
import { RuleScope } from "./scope.js";

/** A polynomial in sizes, of which nothing else is known. */
export const sizeOf = (line: RuleLine, piece: Fragment) =>
  new RuleScope(undefined as never, [], line).polynomial(piece);

/** `m ≥ n`, or `m = n`: both ways round. */
export function orderOf(
  line: RuleLine,
  condition: { readonly larger: Fragment; readonly smaller: Fragment; readonly both?: boolean },
): SizeOrder[] {
  const [larger, smaller] = [sizeOf(line, condition.larger), sizeOf(line, condition.smaller)];
  return condition.both === true
    ? [
        { larger, smaller },
        { larger: smaller, smaller: larger },
      ]
    : [{ larger, smaller }];
}

/** `check m = 5, n = 3`: the sizes to check a rule at. */
export const trialOf = ({ sizes, at }: Said<CheckLine>): Record<string, number> =>
  Object.fromEntries(
    sizes.map(({ size, value }) => {
      if (!/^[a-z]$/.test(size.text)) throw ruleError(at, "size", `${size.text} is not a size`, { at: size });
      if (!/^\d+$/.test(value.text)) throw ruleError(at, "size", `${value.text} is not a number`, { at: value });
      return [size.text, Number(value.text)];
    }),
  );

/** `sample X spd`: what random values of a parameter are like in checks. */
export function sampleOf(catalogue: Catalogue, line: Said<SampleLine>): Sample {
  return { parameter: line.parameter.text, properties: propertySet(catalogue, line.at, [line.property]) };
}

/** The named properties with all they imply. */
export function propertySet(catalogue: Catalogue, line: RuleLine, names: readonly Fragment[]): number {
  for (const name of names) {
    if (!catalogue.properties.has(name.text))
      throw unknownWord(line, "property", name, "a property", catalogue.properties.keys());
  }
  return catalogue.set(...names.map((n) => n.text));
}

/** The words of a piece, with their places. */
export const wordsOf = ({ text, start }: Fragment): Fragment[] =>
  [...text.matchAll(/\S+/g)].map((m) => ({ text: m[0], start: start + m.index }));
