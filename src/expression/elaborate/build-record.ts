/** What is kept while a program's expressions are built: where each stands in the source, and what is taken for granted. */
import type { Span, Syntax } from "../../language/syntax.js";
import type { Node } from "../node/node.js";
import type { Requirement } from "./build.js";

export interface Occurrence {
  readonly node: Node;
  readonly span: Span;
}

export class BuildRecord {
  readonly assumptions: Requirement[] = [];
  /** Where in the source an expression stands first. */
  readonly origins = new Map<Node, Span>();
  /** Every place in the source at which an expression stands. */
  readonly occurrences: Occurrence[] = [];

  readonly origin = (node: Node, { span }: Syntax): void => {
    if (!this.origins.has(node)) this.origins.set(node, span);
    this.occurrences.push({ node, span });
  };

  readonly require = (r: Requirement): void => {
    const known = this.assumptions.some((a) => a.node === r.node && a.properties === r.properties);
    if (!known) this.assumptions.push(r);
  };
}
