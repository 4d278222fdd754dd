/**
 * The functions that statements define. One of a single number, f(t) = …, is a function of the entries or of the
 * eigenvalues; it is typed where it is asked for first. All others are written out where they are called.
 */
import type { ApplySyntax, FunctionStatement, NameSyntax, Syntax } from "../../../language/syntax.js";
import { operands, postorder } from "../../../language/traverse.js";
import { ONE } from "../../../../codegen/plan/sizes.js";
import { kindByLetter } from "../declare.js";
import { TypeProblem } from "../problems.js";
import type { FunctionTerm, Term } from "../typed-syntax.js";
import { typeExpression } from "./index.js";
import { Reconsidered } from "./kinds.js";
import { isScalar, type Scope } from "./scope.js";

/** Operators that take numbers to a number, and mean the same of the entries of a matrix and of its eigenvalues. */
const ofNumbers: ReadonlySet<string> = new Set(
  "sum negate product divide power inverse bars max min pow where".split(" "),
);

/** Functions of the entries that conditions are written as. */
const ofConditions: ReadonlySet<string> = new Set(["step", "atleast", "abs"]);

/** `a < t and t < b`: the product of the masks of two conditions. */
const areConditions = ({ head, args }: ApplySyntax): boolean =>
  head === "hadamard" && args.every((part) => part.kind === "apply" && ofConditions.has(part.head));

export class ScalarFunctions {
  readonly #statements = new Map<string, FunctionStatement>();
  readonly #terms = new Map<string, FunctionTerm>();
  /** What came of reading a function as one of a number. */
  readonly #tried = new Map<string, FunctionTerm | TypeProblem>();
  readonly #open = new Set<string>();
  readonly #more = new Map<string, boolean>();
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

  /** The functions of a number that have been typed. */
  get terms(): readonly FunctionTerm[] {
    return [...this.#terms.values()];
  }

  /** The functions that are written out where they are called. */
  get statements(): readonly FunctionStatement[] {
    return [...this.#statements.values()].filter((s) => !this.#terms.has(s.target.name));
  }

  /** A function as one of a number. Throws TypeProblem. */
  find(name: string): FunctionTerm | undefined {
    const s = this.#statements.get(name);
    const known = this.#terms.get(name);
    if (known || !s) return known;
    const found = this.#try(s);
    if (found instanceof TypeProblem) throw found;
    this.#terms.set(name, found);
    return found;
  }

  /** A function that is written out where it is called. */
  writtenOut(name: string): FunctionStatement | undefined {
    const s = this.#statements.get(name);
    if (!s) return undefined;
    return this.#takesMore(s) || this.#try(s) instanceof TypeProblem ? s : undefined;
  }

  /** Decides for a function, and for those that it calls before it. Iterative. Throws TypeProblem where one calls itself. */
  settle(name: string): void {
    const seen = new Set<string>();
    const stack: { readonly name: string; readonly calls: string[] }[] = [];
    const visit = (callee: string): void => {
      if (seen.has(callee)) return;
      seen.add(callee);
      const heads = postorder(this.#statements.get(callee)!.body).flatMap((s) => (s.kind === "apply" ? [s.head] : []));
      stack.push({ name: callee, calls: heads.filter((head) => this.#statements.has(head)) });
    };
    visit(name);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const next = top.calls.pop();
      if (next !== undefined) visit(next);
      else {
        stack.pop();
        if (!this.writtenOut(top.name)) this.find(top.name);
      }
    }
  }

  /** Whether something in the body says that the parameter is no number: it is transposed, or stands in a norm. */
  #takesMore(s: FunctionStatement): boolean {
    const { name } = s.target;
    const known = this.#more.get(name);
    if (known !== undefined) return known;
    this.#more.set(name, false);
    const more = this.#looksLikeMore(s);
    this.#more.set(name, more);
    return more;
  }

  #looksLikeMore({ parameters, body }: FunctionStatement): boolean {
    const [parameter] = parameters;
    if (parameters.length > 1 || kindByLetter(parameter!.name) === "matrix") return true;
    const open = new Set<Syntax>();
    return postorder(body).some((node) => {
      const depends =
        node.kind === "name" ? node.name === parameter!.name : operands(node).some((part) => open.has(part));
      if (!depends) return false;
      open.add(node);
      return node.kind === "apply" && !this.#isOfNumbers(node.head, node.elementwise) && !areConditions(node);
    });
  }

  #isOfNumbers(head: string, elementwise: boolean): boolean {
    const own = this.#statements.get(head);
    if (own) return elementwise || this.#open.has(head) || this.writtenOut(head) === undefined;
    return ofNumbers.has(head) || ofConditions.has(head) || (!elementwise && this.scope.catalogue.scalars.has(head));
  }

  /** The function as one of a number, or why it is none. */
  #try(s: FunctionStatement): FunctionTerm | TypeProblem {
    const { name } = s.target;
    const known = this.#tried.get(name);
    if (known) return known;
    if (this.#open.has(name)) throw new TypeProblem("type/recursive", `${name} is defined by itself`, s.target.span);
    this.#open.add(name);
    const outer = this.#parameter;
    try {
      let result: FunctionTerm | TypeProblem | undefined;
      const body = (): boolean => {
        result = this.#type(s);
        return !(result instanceof TypeProblem);
      };
      if (this.scope.attempt) this.scope.attempt(body);
      else this.scope.unifier.attempt(body);
      this.#tried.set(name, result!);
      return result!;
    } finally {
      this.#parameter = outer;
      this.#open.delete(name);
    }
  }

  #type({ target, parameters, body }: FunctionStatement): FunctionTerm | TypeProblem {
    const { name } = target;
    const [parameter, ...more] = parameters;
    if (more.length > 0) {
      return new TypeProblem("type/not-scalar", `${name} is a function of ${parameters.length} arguments`, target.span);
    }
    const term: Term = { kind: "symbol", name: "t", role: "bound", rows: ONE, cols: ONE, syntax: parameter! };
    this.#parameter = { name: parameter!.name, term };
    try {
      const value = typeExpression(this.scope, body);
      if (isScalar(this.scope, value)) {
        return { kind: "function", name, body: value, rows: ONE, cols: ONE, syntax: target };
      }
      return new TypeProblem("type/not-scalar", `${name}(${parameter!.spelling}) must be a scalar`, body.span);
    } catch (error) {
      if (error instanceof TypeProblem && error.code !== "type/recursive") return error;
      // What a place says of a name it says of a number that is none.
      if (error instanceof Reconsidered) {
        return new TypeProblem("type/not-scalar", `${name}(${parameter!.spelling}) must be a scalar`, body.span);
      }
      throw error;
    }
  }
}
