/** `property` blocks: implications by name first, formulas once functions are known. */
import type { Fragment, PropertyFormula, PropertyLine } from "../../../grammar/rule-lines.js";
import type { Catalogue, Exclusion, PropertyRule } from "../catalogue/catalogue.js";
import type { Template } from "../catalogue/template.js";
import type { PropertySet } from "../node/node.js";
import { ruleError, unknownWord } from "./problem.js";
import { linesOf, type PropertyBlock, type Said } from "./read.js";
import type { RuleLine } from "./rule-line.js";
import { RuleScope } from "./scope.js";
import { orderOf } from "./sizes.js";
import { templateOf } from "./templates.js";

type Line = Said<PropertyLine>;

/** What a property block says in words; implied properties as bits of the blocks' order are resolved by name. */
export function propertyHead({ name, lines }: PropertyBlock, bit: PropertySet): PropertyRule {
  const flag = (word: string): boolean => linesOf(lines, "flag").some((l) => l.flag === word);
  const [values] = linesOf(lines, "values");
  return {
    name,
    bit,
    closure: bit,
    excludes: [],
    beside: 0,
    sizes: linesOf(lines, "order").flatMap((l) => orderOf(l.at, l)),
    declarable: !flag("inferred"),
    together: [],
    said: [],
    forScalars: 0,
    forSquares: 0,
    requires: flag("square") ? "square" : "any",
    linear: flag("linear"),
    transposeSign: signOf(lines),
    ...(values && { scalarValues: values.text.text }),
    ...geometryOf(lines),
  };
}

function geometryOf(lines: readonly Line[]): Pick<PropertyRule, "geometry"> {
  const [line] = linesOf(lines, "geometry");
  if (!line) return {};
  const citations = linesOf(lines, "cite").flatMap((l) => l.sources.map((s) => s.text));
  return { geometry: { name: line.text.text, citations } };
}

/** `Aᵀ = A`, `Aᵀ = −A`. */
function signOf(lines: readonly Line[]): 1 | -1 | 0 {
  const [line] = linesOf(lines, "equation");
  if (!line) return 0;
  if (line.left.text !== "Aᵀ" || !["A", "−A"].includes(line.right.text))
    throw ruleError(line.at, "transpose", "what transposition does is written Aᵀ = A or Aᵀ = −A");
  return line.right.text === "A" ? 1 : -1;
}

/** The shapes at which properties exclude others. */
const EXCLUSIONS: readonly Exclusion["at"][] = ["several columns", "odd order"];

/** Fills in what names other properties. */
export function relateProperties(
  blocks: readonly PropertyBlock[],
  properties: readonly PropertyRule[],
): PropertyRule[] {
  const bit = (line: RuleLine, name: Fragment): PropertySet => {
    const found = properties.find((p) => p.name === name.text);
    const known = properties.map((p) => p.name);
    if (!found) throw unknownWord(line, "property", name, "a property", known);
    return found.bit;
  };
  const named = (line: RuleLine, names: readonly Fragment[]): PropertySet =>
    names.reduce((set, name) => set | bit(line, name), 0);
  const bits = (lines: readonly Line[], kind: "implies" | "scalars" | "squares" | "beside"): PropertySet =>
    lines.reduce((set, line) => (line.kind === kind && "names" in line ? set | named(line.at, line.names) : set), 0);
  const related = properties.map((p, i) => {
    const { lines } = blocks[i]!;
    return {
      ...p,
      closure: p.bit | bits(lines, "implies"),
      excludes: linesOf(lines, "excludes").map((l) => exclusionOf(l.at, l.names, l.where, l.reason)),
      beside: bits(lines, "beside"),
      together: linesOf(lines, "with").map((l) => ({ with: bit(l.at, l.beside), implies: bit(l.at, l.follows) })),
      said: linesOf(lines, "said").map((l) => ({ with: bit(l.at, l.beside), means: named(l.at, l.names) })),
      forScalars: bits(lines, "scalars"),
      forSquares: bits(lines, "squares"),
    };
  });
  return closed(related);

  function exclusionOf(
    line: RuleLine,
    names: readonly Fragment[],
    where: Fragment | null,
    reason: Fragment,
  ): Exclusion {
    const at = where === null ? "any shape" : EXCLUSIONS.find((e) => e === where.text);
    if (at === undefined) throw unknownWord(line, "shape", where!, `one of ${EXCLUSIONS.join(", ")}`, EXCLUSIONS, true);
    return { properties: named(line, names), at, reason: reason.text };
  }
}

/** Closes implications transitively. */
function closed(properties: readonly PropertyRule[]): PropertyRule[] {
  let current = [...properties];
  for (;;) {
    const next = current.map((p) => {
      let { closure } = p;
      for (const q of current) if (closure & q.bit) closure |= q.closure;
      return closure === p.closure ? p : { ...p, closure };
    });
    if (next.every((p, i) => p === current[i])) return next;
    current = next;
  }
}

/** The formulas of a property, in A (the matrix) and E (a matrix of its shape). */
export function propertyBody(catalogue: Catalogue, heads: readonly string[], block: PropertyBlock): PropertyRule {
  const rule = catalogue.properties.get(block.name)!;
  const formulas: Partial<Record<PropertyFormula, Template>> = {};
  for (const line of linesOf(block.lines, "value")) {
    const scope = new RuleScope(catalogue, heads, line.at);
    const text = rule.requires === "square" ? `A, E: n×n ${rule.name}` : "A, E: m×n";
    scope.declareValues({ text, start: 0 });
    scope.declared.set("E", { ...scope.declared.get("E")!, properties: 0 });
    formulas[line.of] = templateOf(scope, scope.value(line.value));
  }
  return { ...rule, ...formulas };
}
