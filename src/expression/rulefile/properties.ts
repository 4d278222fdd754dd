/** `property` blocks: implications by name first, formulas once functions are known. */
import type { Catalogue, Exclusion, PropertyRule } from "../catalogue/catalogue.js";
import type { PropertySet } from "../node/node.js";
import { RuleError, type Block, type RuleLine } from "./blocks.js";
import { RuleScope } from "./scope.js";
import type { Template } from "../catalogue/template.js";
import { sizesOf } from "./sizes.js";
import { templateOf } from "./templates.js";

/** What a property block says in words; implied properties as bits of the blocks' order are resolved by name. */
export function propertyHead(block: Block, bit: PropertySet): PropertyRule {
  return {
    name: block.name,
    bit,
    closure: bit,
    excludes: [],
    beside: 0,
    sizes: sizesOf(block),
    declarable: !block.lines.some((l) => l.text === "inferred"),
    together: [],
    said: [],
    forScalars: 0,
    forSquares: 0,
    requires: block.lines.some((l) => l.text === "square") ? "square" : "any",
    linear: block.lines.some((l) => l.text === "linear"),
    transposeSign: signOf(block),
    ...scalarValuesOf(block),
    ...geometryOf(block),
  };
}

function scalarValuesOf(block: Block): Pick<PropertyRule, "scalarValues"> {
  const line = block.lines.find((l) => l.text.startsWith("of scalars only "));
  return line ? { scalarValues: line.text.slice("of scalars only ".length) } : {};
}

function geometryOf(block: Block): Pick<PropertyRule, "geometry"> {
  const line = block.lines.find((l) => l.text.startsWith("geometry "));
  if (!line) return {};
  const citations = block.lines.flatMap((l) => (l.text.startsWith("cite ") ? [l.text.slice("cite ".length)] : []));
  return { geometry: { name: line.text.slice("geometry ".length), citations } };
}

function signOf(block: Block): 1 | -1 | 0 {
  if (block.lines.some((l) => l.text === "Aᵀ = A")) return 1;
  return block.lines.some((l) => l.text === "Aᵀ = −A") ? -1 : 0;
}

/** Fills in what names other properties. */
export function relateProperties(blocks: readonly Block[], properties: PropertyRule[]): PropertyRule[] {
  const bit = (line: RuleLine, name: string): PropertySet => {
    const found = properties.find((p) => p.name === name);
    if (!found) throw new RuleError(line, `${name} is not a property`);
    return found.bit;
  };
  const bits = (block: Block, start: string): PropertySet => {
    let set = 0;
    for (const line of block.lines) {
      if (line.text.startsWith(`${start} `)) set |= named(line, line.text.slice(start.length + 1));
    }
    return set;
  };
  const named = (line: RuleLine, names: string): PropertySet =>
    names.split(/, | or /).reduce((set, name) => set | bit(line, name.trim()), 0);
  const exclusion = (line: RuleLine): Exclusion[] => {
    if (!line.text.startsWith("excludes ")) return [];
    const match = /^excludes ([a-z, ]+?)(?: at (several columns|odd order))?: (.+)$/.exec(line.text);
    if (!match) throw new RuleError(line, "exclusions are written excludes P, Q: why");
    const [, names, at = "any shape", reason] = match;
    return [
      {
        properties: named(line, names!),
        at: at as Exclusion["at"],
        reason: reason!,
      },
    ];
  };
  const related = properties.map((p, i) => {
    const block = blocks[i]!;
    return {
      ...p,
      closure: p.bit | bits(block, "implies"),
      excludes: block.lines.flatMap(exclusion),
      beside: block.lines.reduce((set, line) => {
        const match = /^needs ([a-z]+(?: or [a-z]+)+)$/.exec(line.text);
        return match ? set | named(line, match[1]!) : set;
      }, 0),
      together: block.lines.flatMap((line) => {
        const match = /^with (\S+), (\S+)$/.exec(line.text);
        return match ? [{ with: bit(line, match[1]!), implies: bit(line, match[2]!) }] : [];
      }),
      said: block.lines.flatMap((line) => {
        const match = /^said with (\S+): (.+)$/.exec(line.text);
        return match ? [{ with: bit(line, match[1]!), means: named(line, match[2]!) }] : [];
      }),
      forScalars: bits(block, "for scalars"),
      forSquares: bits(block, "for squares"),
    };
  });
  return closed(related);
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

const FORMULAS = ["tangent", "direction", "retract", "riemannian", "metric", "sample"] as const;
const WORDS = "square linear any inferred implies excludes needs for of with said geometry cite Aᵀ".split(" ");

/** The formulas of a property, in A (the matrix) and E (a matrix of its shape). */
export function propertyBody(catalogue: Catalogue, heads: readonly string[], block: Block): PropertyRule {
  const rule = catalogue.properties.get(block.name)!;
  const formulas: Partial<Record<(typeof FORMULAS)[number], Template>> = {};
  for (const line of block.lines) {
    const [word, ...rest] = line.text.split(" ");
    const kind = FORMULAS.find((k) => k === word);
    if (!kind) {
      if (!WORDS.includes(word!)) throw new RuleError(line, `${word} is not a line of a property`);
      continue;
    }
    const scope = new RuleScope(catalogue, heads, line);
    scope.declare(rule.requires === "square" ? `A, E: n×n ${rule.name}` : "A, E: m×n");
    scope.declared.set("E", { ...scope.declared.get("E")!, properties: 0 });
    formulas[kind] = templateOf(scope, scope.value(rest.join(" ")));
  }
  return { ...rule, ...formulas };
}
