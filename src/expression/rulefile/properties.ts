/** `property` blocks: implications by name first, formulas once functions are known. */
import type { Catalogue, PropertyRule } from "../catalogue.js";
import type { PropertySet } from "../node.js";
import { RuleError, type Block, type RuleLine } from "./blocks.js";
import { RuleScope } from "./scope.js";
import type { Template } from "../template.js";
import { templateOf } from "./templates.js";

/** What a property block says in words; implied properties as bits of the blocks' order are resolved by name. */
export function propertyHead(block: Block, bit: PropertySet): PropertyRule {
  return {
    name: block.name,
    bit,
    closure: bit,
    excludes: 0,
    together: [],
    forScalars: 0,
    forSquares: 0,
    requires: block.lines.some((l) => l.text === "square") ? "square" : "any",
    linear: block.lines.some((l) => l.text === "linear"),
    transposeSign: signOf(block),
  };
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
      if (!line.text.startsWith(`${start} `)) continue;
      for (const name of line.text.slice(start.length + 1).split(",")) set |= bit(line, name.trim());
    }
    return set;
  };
  const related = properties.map((p, i) => {
    const block = blocks[i]!;
    return {
      ...p,
      closure: p.bit | bits(block, "implies"),
      excludes: bits(block, "excludes"),
      together: block.lines.flatMap((line) => {
        const match = /^with (\S+), (\S+)$/.exec(line.text);
        return match ? [{ with: bit(line, match[1]!), implies: bit(line, match[2]!) }] : [];
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

const FORMULAS = ["tangent", "direction", "retract", "riemannian", "sample"] as const;
const WORDS = ["square", "linear", "any", "implies", "excludes", "for", "with", "cite", "Aᵀ"];

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
