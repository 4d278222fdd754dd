/**
 * Rules that match alike. Of two rules of one kind with the same left-hand side but for names and the order of commuting
 * operands, the second is never tried where the first asks for no more: that is a mistake, and no matter of the order of files.
 */
import { substitute, symbolic, symbolsOf, type Dimension } from "../../../codegen/plan/sizes.js";
import type { Parameter, RewriteRule } from "../catalogue/catalogue.js";
import type { Template, TemplateStep } from "../catalogue/template-data.js";
import type { PropertySet } from "../node/node.js";

/** Applications whose operands may stand in any order. */
const COMMUTATIVE: ReadonlySet<string> = new Set(["sum", "hadamard", "inner"]);

/** A left-hand side without its names, and what it asks of each of them in the order of their first use. */
interface Form {
  readonly text: string;
  readonly asked: readonly PropertySet[];
}

/** Names as they are met: the first is 1, whatever it is called. */
class Names {
  readonly #sizes = new Map<string, Dimension>();
  readonly parameters: Parameter[] = [];

  size(d: Dimension): string {
    for (const symbol of symbolsOf(d))
      if (!this.#sizes.has(symbol)) this.#sizes.set(symbol, symbolic(`s${this.#sizes.size + 1}`));
    return substitute(d, this.#sizes).key;
  }

  parameter(p: Parameter): string {
    const known = this.parameters.indexOf(p);
    if (known >= 0) return `#${known + 1}`;
    this.parameters.push(p);
    return `#${this.parameters.length}: ${p.kind} ${this.size(p.rows)}×${this.size(p.cols)}`;
  }
}

function textOf(template: Template, at: number, names: Names, parameters: readonly Parameter[]): string {
  const step = template[at]!;
  switch (step.op) {
    case "symbol": {
      const p = parameters.find((q) => q.name === step.name);
      return p ? names.parameter(p) : step.name;
    }
    case "dimension":
      return names.size(step.of);
    case "apply": {
      const args = step.args.map((a) => textOf(template, a, names, parameters));
      return `${step.fn}(${[...args, ...(step.dims ?? []).map((d) => names.size(d))].join(", ")})`;
    }
    case "number":
      return step.value;
    case "function":
      return step.name;
    case "bound":
      return "·";
  }
}

function* permutations<T>(items: readonly T[]): Generator<T[]> {
  if (items.length < 2) yield [...items];
  for (const [i, item] of items.entries())
    if (items.length > 1) for (const rest of permutations(items.filter((_, j) => j !== i))) yield [item, ...rest];
}

/** The template with the operands of what commutes in every order. */
function* orders(template: Template, from = 0): Generator<Template> {
  const at = template.findIndex((s, i) => i >= from && s.op === "apply" && COMMUTATIVE.has(s.fn));
  if (at < 0) {
    yield template;
    return;
  }
  const step = template[at] as Extract<TemplateStep, { op: "apply" }>;
  for (const args of permutations(step.args))
    yield* orders(
      template.map((s, i) => (i === at ? { ...step, args } : s)),
      at + 1,
    );
}

/** The forms of a left-hand side: those of the least text, which two that match alike share. */
export function formsOf({ before, parameters }: Pick<RewriteRule, "before" | "parameters">): Form[] {
  const forms = [...orders(before)].map((template): Form => {
    const names = new Names();
    const text = textOf(template, template.length - 1, names, parameters);
    return { text, asked: names.parameters.map((p) => p.requires) };
  });
  const least = forms.map((f) => f.text).reduce((a, b) => (b < a ? b : a));
  return forms.filter((f) => f.text === least);
}

/** Whether every term that the second rule matches is matched by the first. */
export function shadows(first: readonly Form[], second: readonly Form[]): boolean {
  return first.some((a) =>
    second.some((b) => a.text === b.text && a.asked.every((set, i) => (set & ~b.asked[i]!) === 0)),
  );
}
