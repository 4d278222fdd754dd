/** The scalar functions that statements define, f(t) = …: typed where they are asked for first, in whatever order they stand. */
import type { FunctionStatement, NameSyntax } from "../../../language/syntax.js";
import { ONE } from "../../../../codegen/plan/sizes.js";
import { TypeProblem } from "../problems.js";
import type { FunctionTerm, Term } from "../typed-syntax.js";
import { typeExpression } from "./index.js";
import { isScalar, type Scope } from "./scope.js";

export class ScalarFunctions {
  readonly #statements = new Map<string, FunctionStatement>();
  readonly #terms = new Map<string, FunctionTerm>();
  readonly #open = new Set<string>();
  /** The parameter of the function whose body is being typed. */
  #parameter: { readonly name: string; readonly term: Term } | undefined;

  constructor(private readonly scope: Scope) {}

  add(statement: FunctionStatement): void {
    this.#statements.set(statement.target.name, statement);
  }

  has(name: string): boolean {
    return this.#statements.has(name);
  }

  /** What a name means inside the body of a function, where it is the parameter. */
  parameter(syntax: NameSyntax): Term | undefined {
    return this.#parameter?.name === syntax.name ? { ...this.#parameter.term, syntax } : undefined;
  }

  /** The functions that have been typed. */
  get terms(): readonly FunctionTerm[] {
    return [...this.#terms.values()];
  }

  /** Throws TypeProblem. */
  find(name: string): FunctionTerm | undefined {
    const known = this.#terms.get(name);
    const s = this.#statements.get(name);
    if (known || !s) return known;
    if (this.#open.has(name)) throw new TypeProblem("type/recursive", `${name} is defined by itself`, s.target.span);
    this.#open.add(name);
    const outer = this.#parameter;
    const parameter: Term = { kind: "symbol", name: "t", role: "bound", rows: ONE, cols: ONE, syntax: s.parameter };
    this.#parameter = { name: s.parameter.name, term: parameter };
    try {
      const body = typeExpression(this.scope, s.body);
      if (!isScalar(this.scope, body)) {
        throw new TypeProblem("type/not-scalar", `${name}(${s.parameter.spelling}) must be a scalar`, s.body.span);
      }
      const term: FunctionTerm = { kind: "function", name, body, rows: ONE, cols: ONE, syntax: s.target };
      this.#terms.set(name, term);
      return term;
    } finally {
      this.#parameter = outer;
      this.#open.delete(name);
    }
  }
}
