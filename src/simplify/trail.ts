/** What a simplifier did: the rule that was applied to each expression, and what the expression became. */
import { argsOf, type Node } from "../expression/node/node.js";

export interface RewriteStep {
  readonly rule: string;
  /** The part that the rule speaks of, before and after. */
  readonly before: Node;
  readonly after: Node;
}

export class Trail {
  readonly #steps = new Map<Node, RewriteStep>();
  readonly #next = new Map<Node, readonly Node[]>();

  /** Every rule that was applied. */
  get steps(): Iterable<RewriteStep> {
    return this.#steps.values();
  }

  stepAt(node: Node): RewriteStep | undefined {
    return this.#steps.get(node);
  }

  /** A rule at the root of a node; `longer` is the form by way of which it helped, if there was one. */
  took(node: Node, step: RewriteStep, longer?: Node): void {
    this.#steps.set(node, step);
    if (longer) this.#next.set(node, [longer]);
  }

  became(node: Node, result: Node): void {
    this.#next.set(node, [...(this.#next.get(node) ?? []), result]);
  }

  /**
   * The rules by which an expression and its parts came to their normal form, each once.
   * @param seen parts that are not looked at, to which those that are looked at are added
   */
  rulesFrom(root: Node, isNormal: (node: Node) => boolean, seen: Set<Node>): string[] {
    const rules = new Set<string>();
    const pending = [root];
    for (let node; (node = pending.pop());) {
      if (seen.has(node) || isNormal(node)) continue;
      seen.add(node);
      const step = this.#steps.get(node);
      if (step) rules.add(step.rule);
      pending.push(...argsOf(node), ...(this.#next.get(node) ?? []));
    }
    return [...rules];
  }
}
