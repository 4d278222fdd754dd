/** The part of a rule's variation that is linear in one of its differentials. */
import type { Template, TemplateStep } from "../expression/catalogue/template.js";

export interface Part {
  readonly template: Template;
  /** The names that stand in it. */
  readonly names: ReadonlySet<string>;
}

const parts = new WeakMap<Template, Map<number, Part>>();

/**
 * The variation without the terms in which only other differentials stand: those are zero where only one varies.
 * @param names what the rule calls its arguments: the differential of X is dX
 * @param varying which of them varies; −1 where nothing does, as in a definition
 */
export function partIn(template: Template, names: readonly string[], varying: number): Part {
  let known = parts.get(template);
  if (!known) parts.set(template, (known = new Map()));
  let part = known.get(varying);
  if (!part) {
    const left = varying < 0 ? template : pruned(template, names, varying);
    known.set(varying, (part = { template: left, names: namesIn(left) }));
  }
  return part;
}

function pruned(template: Template, names: readonly string[], varying: number): Template {
  const root = template[template.length - 1]!;
  if (root.op !== "apply" || root.fn !== "sum") return template;
  const kept = root.args.filter((term) => {
    const mentioned = namesIn(below(template, [term]));
    const differentials = names.flatMap((name, i) => (mentioned.has(`d${name}`) ? [i] : []));
    return differentials.length === 0 || differentials.includes(varying);
  });
  if (kept.length === 0 || kept.length === root.args.length) return template;
  return kept.length === 1 ? below(template, kept) : below([...template.slice(0, -1), { ...root, args: kept }]);
}

/** The steps that some steps, by default the last, are made of; these come last. */
function below(template: Template, roots: readonly number[] = [template.length - 1]): Template {
  const wanted = new Set(roots);
  const end = Math.max(...roots) + 1;
  for (let i = end - 1; i >= 0; i--) for (const a of wanted.has(i) ? argumentsOf(template[i]!) : []) wanted.add(a);
  const places = new Map([...wanted].sort((a, b) => a - b).map((old, i) => [old, i]));
  return [...places.keys()].map((old) => {
    const step = template[old]!;
    return step.op === "apply" ? { ...step, args: step.args.map((a) => places.get(a)!) } : step;
  });
}

const argumentsOf = (step: TemplateStep): readonly number[] => (step.op === "apply" ? step.args : []);

const namesIn = (template: Template): Set<string> =>
  new Set(template.flatMap((step) => (step.op === "symbol" ? [step.name] : [])));
