/** Typed terms: a syntax tree with functions resolved and shapes inferred, before expressions are built from it. */
import type { Syntax } from "../../language/syntax.js";
import type { Dimension } from "../../../codegen/plan/sizes.js";
import type { Node, PropertySet, SymbolRole } from "../node/node.js";

interface Shaped {
  readonly rows: Dimension;
  readonly cols: Dimension;
  readonly syntax: Syntax;
  /** Whether the program gives the value a name. */
  readonly defined?: boolean;
  /** The call of a function of the program that was written out as this. */
  readonly call?: CallTerm;
}

export interface CallTerm {
  readonly name: string;
  readonly args: readonly Term[];
}

export interface NumberTerm extends Shaped {
  readonly kind: "number";
  readonly text: string;
}

/** The number a dimension stands for. */
export interface SizeTerm extends Shaped {
  readonly kind: "size";
  readonly of: Dimension;
}

export interface SymbolTerm extends Shaped {
  readonly kind: "symbol";
  readonly name: string;
  readonly role: SymbolRole;
}

/** An expression that exists already. */
export interface KnownTerm extends Shaped {
  readonly kind: "known";
  readonly node: Node;
}

/** A scalar function as an argument: by name, given by its body in the bound variable, a derivative, or known already. */
export interface FunctionTerm extends Shaped {
  readonly kind: "function";
  readonly name: string;
  readonly body?: Term;
  readonly derivativeOf?: FunctionTerm;
  /** Of a function of which only values are known: the properties of those. */
  readonly unknown?: PropertySet;
  readonly known?: Node;
}

/**
 * An application. `fn` is a function of the skeleton or, for the functions of the catalogue, the way it is
 * written; which of several rules applies is decided when properties are known.
 */
export interface ApplyTerm extends Shaped {
  readonly kind: "apply";
  readonly fn: string;
  readonly declared: boolean;
  /** Which output of a factorization. */
  readonly output: number;
  readonly args: readonly Term[];
  readonly dims: readonly Dimension[];
}

export type Term = NumberTerm | SizeTerm | SymbolTerm | KnownTerm | FunctionTerm | ApplyTerm;

const NONE: readonly Term[] = [];

function termArgs(term: Term): readonly Term[] {
  if (term.call) return [...term.call.args, ...partsOf(term)];
  return partsOf(term);
}

function partsOf(term: Term): readonly Term[] {
  if (term.kind === "apply") return term.args;
  if (term.kind !== "function") return NONE;
  return term.body ? [term.body] : term.derivativeOf ? [term.derivativeOf] : NONE;
}

/** The terms below the roots, arguments first, each once. Iterative. */
export function termPostorder(roots: readonly Term[], done: (term: Term) => boolean = () => false): Term[] {
  const order: Term[] = [];
  const seen = new Set<Term>();
  const stack: { term: Term; next: number }[] = [];
  const visit = (term: Term): void => {
    if (seen.has(term) || done(term)) return;
    seen.add(term);
    stack.push({ term, next: 0 });
  };
  for (const root of roots) {
    visit(root);
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const args = termArgs(top.term);
      if (top.next < args.length) visit(args[top.next++]!);
      else {
        order.push(top.term);
        stack.pop();
      }
    }
  }
  return order;
}
