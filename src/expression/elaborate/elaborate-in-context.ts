/**
 * Definitions and an expression read in the scope of a program that is elaborated already: what its names mean there
 * they mean here, its sizes are fixed, and a name it does not have is an error.
 */
import type { Diagnostic } from "../../../codegen/diagnostics.js";
import { didYouMean } from "../../language/names/suggest.js";
import type {
  FunctionStatement,
  NameSyntax,
  Program as ProgramSyntax,
  Span,
  Statement,
  Syntax,
} from "../../language/syntax.js";
import { buildTerms } from "./build.js";
import type { Catalogue } from "../catalogue/catalogue.js";
import { ONE, symbolic, type Dimension } from "../../../codegen/plan/sizes.js";
import type { Node, Shape, Store } from "../node/node.js";
import { TypeProblem } from "./problems.js";
import { settleSize, shapeNames } from "./sizes.js";
import type { FunctionTerm, Term } from "./typed-syntax.js";
import { ScalarFunctions } from "./typing/functions.js";
import { sizeOrConstant, typeDefinition, typeExpression, type Scope } from "./typing/index.js";
import { Unifier } from "./unify.js";

/** The names of a program and what they stand for. */
export interface Surroundings {
  readonly store: Store;
  readonly catalogue: Catalogue;
  readonly names: ReadonlyMap<string, Node>;
  readonly functions: ReadonlyMap<string, Node>;
  /** Those that are written out where they are called. */
  readonly writtenOut: readonly FunctionStatement[];
  readonly dimensions: ReadonlySet<string>;
}

export interface Reading {
  readonly node?: Node;
  readonly diagnostics: readonly Diagnostic[];
}

/** The value of the last statement; `expected` is the shape that I, 𝟏 and 0 take where nothing else says one. */
export function elaborateWithin(surroundings: Surroundings, source: ProgramSyntax, expected?: Shape): Reading {
  try {
    return { node: new Within(surroundings, source).value(expected), diagnostics: [] };
  } catch (error) {
    if (!(error instanceof TypeProblem)) throw error;
    return { diagnostics: [error.toDiagnostic()] };
  }
}

class Within implements Scope {
  readonly unifier = new Unifier();
  readonly catalogue: Catalogue;
  readonly names = shapeNames(this.unifier);
  readonly #definitions = new Map<string, Term>();
  readonly #functions = new ScalarFunctions(this);

  constructor(
    private readonly surroundings: Surroundings,
    private readonly source: ProgramSyntax,
  ) {
    this.catalogue = surroundings.catalogue;
  }

  value(expected: Shape | undefined): Node {
    for (const s of this.surroundings.writtenOut) this.#functions.add(s);
    for (const s of this.source.statements) if (s.kind === "function") this.defineFunction(s);
    let last: Term | undefined;
    for (const s of this.source.statements) last = this.statement(s) ?? last;
    if (!last) {
      const end = this.source.source.length;
      throw new TypeProblem("type/no-output", "an expression is expected", { start: 0, end });
    }
    const { rows, cols } = last;
    if (expected) this.unifier.attempt(() => this.unify(rows, expected.rows) && this.unify(cols, expected.cols));
    return this.build(last);
  }

  private unify(a: Dimension, b: Dimension): boolean {
    return this.unifier.unify(a, b);
  }

  private statement(s: Statement): Term | undefined {
    switch (s.kind) {
      case "function":
        this.#functions.settle(s.target.name);
        return undefined;
      case "expression":
        return typeExpression(this, s.value);
      case "definition": {
        const defined = typeDefinition(this, s);
        for (const { target, term } of defined) this.define(target, term);
        return defined[0]!.term;
      }
      default:
        throw new TypeProblem(
          "type/statement",
          "only definitions, functions and an expression can stand here",
          s.kind === "return" ? s.values[0]!.span : s.kind === "order" ? s.span : s.target.span,
        );
    }
  }

  private defineFunction(s: FunctionStatement): void {
    const { name, spelling, span } = s.target;
    const given = this.surroundings.functions.has(name) || this.surroundings.names.has(name);
    if (given || this.#functions.has(name)) {
      const what = given ? "a name of the program" : "defined twice";
      throw new TypeProblem("type/defined-twice", `${spelling} is ${what}`, span);
    }
    this.#functions.add(s);
  }

  private define(target: NameSyntax, term: Term): void {
    const known = this.surroundings.names.get(target.name);
    if (this.#definitions.has(target.name) || known?.kind === "symbol") {
      const what = known ? "an input of the program" : "defined twice";
      throw new TypeProblem("type/defined-twice", `${target.spelling} is ${what}`, target.span);
    }
    this.#definitions.set(target.name, term);
  }

  lookup(syntax: NameSyntax): Term {
    const { name, spelling, span } = syntax;
    const parameter = this.#functions.parameter(syntax);
    if (parameter) return parameter;
    const definition = this.#definitions.get(name);
    if (definition) return { ...definition, syntax };
    const node = this.surroundings.names.get(name);
    if (node) return { kind: "known", node, rows: node.rows, cols: node.cols, syntax };
    const constant = sizeOrConstant(this.catalogue, this.surroundings.dimensions, syntax);
    if (constant) return constant;
    const known = [...this.surroundings.names.keys(), ...this.#definitions.keys()];
    throw new TypeProblem(
      "type/unknown-name",
      `there is no ${spelling} in the program`,
      span,
      didYouMean(name, known) ?? `its names are ${known.join(", ")}`,
    );
  }

  scalarFunction(name: string): FunctionTerm | undefined {
    const known = this.surroundings.functions.get(name);
    if (!known) return this.#functions.find(name);
    const syntax: NameSyntax = { kind: "name", name, spelling: name, span: { start: 0, end: 0 } };
    return { kind: "function", name, known, rows: ONE, cols: ONE, syntax };
  }

  writtenOut(name: string): FunctionStatement | undefined {
    return this.surroundings.functions.has(name) ? undefined : this.#functions.writtenOut(name);
  }

  isKnownName(name: string): boolean {
    return this.surroundings.names.has(name) || this.#definitions.has(name);
  }

  isSize(syntax: Syntax): boolean {
    return syntax.kind === "number" || (syntax.kind === "name" && this.surroundings.dimensions.has(syntax.name));
  }

  dimension(name: string, span: Span): Dimension {
    if (this.surroundings.dimensions.has(name)) return symbolic(name);
    const known = [...this.surroundings.dimensions];
    throw new TypeProblem("type/size", `${name} is not a size`, span, didYouMean(name, known));
  }

  private readonly resolve = (d: Dimension): Dimension => settleSize(this.unifier, this.source.source, d);

  private build(term: Term): Node {
    const { store, catalogue } = this.surroundings;
    const symbol = () => ({ properties: 0, declared: true });
    const examined = new Set<Node>();
    const context = { store, catalogue, resolve: this.resolve, symbol, examined, origin: () => {}, require: () => {} };
    return buildTerms(context, new Map(), [term])[0]!;
  }
}
