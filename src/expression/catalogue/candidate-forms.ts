/** Whether an application has the form that an `infer` block is about, and what the names of the block stand for in it. */
import Fraction from "fraction.js";
import { splitNumber } from "../node/algebra.js";
import { bindSizes } from "./bind-sizes.js";
import type { FunctionRule } from "./rule-data.js";
import { substitute, type Dimension } from "../../../codegen/plan/sizes.js";
import type { Node, Store } from "../node/node.js";
import type { Template, TemplateStep } from "./template.js";

/** What stands for the parameters of the block, in their order. */
export interface FormMatch {
  readonly args: readonly Node[];
  readonly sizes: ReadonlyMap<string, Dimension>;
}

/** An application that is not interned yet. */
export interface Candidate {
  readonly fn: string;
  readonly args: readonly Node[];
  readonly dims: readonly Dimension[];
}

/** The terms of a sum may stand in another order than in the block. */
const COMMUTATIVE: ReadonlySet<string> = new Set(["sum", "hadamard"]);

export function matchForm(store: Store, rule: FunctionRule, candidate: Candidate): FormMatch | undefined {
  const template = rule.means!;
  const top = template.at(-1)!;
  const { fn, args } = candidate;
  if (top.op !== "apply" || top.fn !== fn || top.args.length !== args.length) return undefined;
  if (mayBeArguments(template, top, args)) {
    const found = new Form(store, rule, template).match(top, candidate);
    if (found) return found;
  }
  if (!COMMUTATIVE.has(fn) || args.length !== 2) return undefined;
  const turned = [args[1]!, args[0]!];
  if (!mayBeArguments(template, top, turned)) return undefined;
  return new Form(store, rule, template).match(top, { ...candidate, args: turned });
}

type Application = Extract<TemplateStep, { readonly op: "apply" }>;

/** Whether a step may match the arguments, by the functions on top of them. */
function mayBeArguments(template: Template, { args: steps }: Application, args: readonly Node[]): boolean {
  for (let i = 0; i < steps.length; i++) {
    const [step, node] = [template[steps[i]!]!, args[i]!];
    if (step.op === "apply" && (node.kind !== "apply" || node.fn !== step.fn)) return false;
  }
  return true;
}

class Form {
  readonly #bound = new Map<string, Node>();
  /** Sizes in the block with the sizes in the expression that they must be. */
  readonly #dims: (readonly [Dimension, Dimension])[] = [];

  constructor(
    private readonly store: Store,
    private readonly rule: FunctionRule,
    private readonly template: Template,
  ) {}

  match(top: Application, candidate: Candidate): FormMatch | undefined {
    if (!this.#applies(top, candidate)) return undefined;
    const { parameters } = this.rule;
    const args = parameters.map((p) => this.#bound.get(p.name));
    if (args.includes(undefined)) return undefined;
    const values = args as Node[];
    const sizes = bindSizes(parameters, values, []);
    const shapes = parameters.flatMap((p, i): [Dimension, Dimension][] => [
      [p.rows, values[i]!.rows],
      [p.cols, values[i]!.cols],
    ]);
    const same = [...this.#dims, ...shapes].every(([form, actual]) => substitute(form, sizes) === actual);
    return same ? { args: values, sizes } : undefined;
  }

  #applies(step: Application, { fn, args, dims }: Candidate): boolean {
    const sizes = step.dims ?? [];
    if (step.fn !== fn || step.args.length !== args.length || sizes.length !== dims.length) return false;
    sizes.forEach((d, i) => this.#dims.push([d, dims[i]!]));
    return step.args.every((a, i) => this.#matches(this.template[a]!, args[i]!));
  }

  #matches(step: TemplateStep, node: Node): boolean {
    switch (step.op) {
      case "number":
        return node.kind === "number" && node.value.equals(step.value);
      case "symbol": {
        const known = this.#bound.get(step.name);
        if (known === undefined) this.#bound.set(step.name, node);
        return known === undefined || known === node;
      }
      case "apply":
        if (node.kind === "number") return this.#numberOf(step)?.equals(node.value) === true;
        return node.kind === "apply" && (this.#multiple(step, node) ?? this.#applies(step, node));
      case "function":
        return node.kind === "symbol" && node.role === "function" && node.name === step.name;
      case "bound":
      case "dimension":
        return false;
    }
  }

  /** The number that a step is: −1 is written (−1)·1. */
  #numberOf(step: TemplateStep): Fraction | undefined {
    if (step.op === "number") return new Fraction(step.value);
    if (step.op !== "apply" || step.fn !== "product") return undefined;
    let result: Fraction | undefined = new Fraction(1);
    for (const a of step.args) {
      const factor = this.#numberOf(this.template[a]!);
      result = factor && result?.mul(factor);
    }
    return result;
  }

  /** In −P of a block P stands for all the factors but the number; undefined where the step is no multiple. */
  #multiple(step: Application, node: Node): boolean | undefined {
    const [number, rest] = step.args.map((a) => this.template[a]!);
    if (step.fn !== "product" || step.args.length !== 2 || number?.op !== "number") return undefined;
    const [c, other] = splitNumber(this.store, node);
    return other !== undefined && c.equals(number.value) && this.#matches(rest!, other);
  }
}
