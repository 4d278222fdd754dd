/** Functions of which a program declares their values only. */
import type { Span, UnknownStatement } from "../../language/syntax.js";
import { writtenFunction } from "../../language/syntax.js";
import type { UnknownValue } from "./elaborated.js";
import { ONE, type Dimension } from "../../../codegen/plan/sizes.js";
import { declaredProperties, declaredShape, withinInterval } from "./declare.js";
import { TypeProblem } from "./problems.js";
import type { Scope, UnknownFunction } from "./typing/scope.js";

export class UnknownFunctions {
  readonly #known = new Map<string, UnknownFunction>();

  constructor(
    private readonly scope: Pick<Scope, "catalogue" | "unifier">,
    /** Told of sizes. */
    private readonly seen: (symbol: string, span: Span) => void,
  ) {}

  get(name: string): UnknownFunction | undefined {
    return this.#known.get(name);
  }

  /** Whether a small letter of which nothing is declared is a number that an unknown matrix depends on: ℓ of `K(θ, ℓ): n×n`. */
  isNumber(name: string): boolean {
    return [...this.#known.values()].some(
      ({ shape, parameters }) =>
        shape !== undefined && shape.cols !== ONE && /^\p{Ll}/u.test(name) && parameters.some((p) => p.name === name),
    );
  }

  /** What is known of each, with its sizes settled. */
  values(resolve: (d: Dimension) => Dimension): readonly UnknownValue[] {
    return [...this.#known.values()].map(({ term, parameters, shape }) => ({
      name: term.name,
      parameters: parameters.map((p) => p.spelling),
      properties: term.unknown ?? 0,
      shape: shape && { rows: resolve(shape.rows), cols: resolve(shape.cols) },
    }));
  }

  get names(): readonly string[] {
    return [...this.#known.keys()].map(writtenFunction);
  }

  /** Takes note of a declaration. Throws TypeProblem. */
  add({ target, parameters, value }: UnknownStatement): void {
    const { catalogue, unifier } = this.scope;
    const name = writtenFunction(target.name);
    if (catalogue.scalars.has(name) || catalogue.byHead.has(name)) {
      const hint = "choose another name";
      throw new TypeProblem(
        "type/known-function",
        `${target.spelling} is a function of the language`,
        target.span,
        hint,
      );
    }
    const shape = value && declaredShape(value, unifier, this.seen);
    const stated =
      value && shape ? declaredProperties(catalogue, value, shape, unifier) | withinInterval(catalogue, value) : 0;
    const term = {
      kind: "function",
      name,
      unknown: catalogue.close(stated),
      rows: ONE,
      cols: ONE,
      syntax: target,
    } as const;
    this.#known.set(target.name, { term, parameters, shape });
  }
}
