/**
 * A program's meaning: its inputs with shapes and properties, its definitions and outputs as expressions, and
 * what had to be inferred or assumed.
 */
import type { Diagnostic } from "../../../codegen/diagnostics.js";
import { NoteList } from "../../language/diagnostics/notes.js";
import type {
  DeclarationStatement,
  FunctionStatement,
  NameSyntax,
  Program as ProgramSyntax,
  Span,
  Statement,
  Syntax,
  OrderStatement,
  UnknownStatement,
} from "../../language/syntax.js";
import { buildProgram } from "./build-program.js";
import type { Catalogue } from "../catalogue/catalogue.js";
import { declaredProperties, kindByLetter } from "./declare.js";
import { symbolic, type Dimension } from "../../../codegen/plan/sizes.js";
import { tellOfIndex } from "./indices/undeclared.js";
import { nameOpenSizes, noteBarredNames, subscript } from "./free-names.js";
import { TypeProblem, type ShapeNames } from "./problems.js";
import { SizeOrders, settleSize, shapeNames } from "./sizes.js";
import type { ElaboratedProgram, ElaborationOptions } from "./elaborated.js";
import type { FunctionTerm, Term } from "./typed-syntax.js";
import { ScalarFunctions } from "./typing/functions.js";
import { boundNames, countNames } from "./typing/occurrences.js";
import { Reconsidered, type Kind } from "./typing/kinds.js";
import { sizeOrConstant, typeDefinition, typeExpression, type Scope } from "./typing/index.js";
import type { UnknownFunction } from "./typing/scope.js";
import { Unifier } from "./unify.js";
import { UnknownFunctions } from "./unknown.js";
import { declaredVariable, symbolTerm, undeclared, type Variable } from "./variable.js";

export type { Assumption, ElaboratedProgram, ElaborationOptions, Input, Named } from "./elaborated.js";

export function elaborate(
  program: ProgramSyntax,
  catalogue: Catalogue,
  options: ElaborationOptions = {},
): { readonly program?: ElaboratedProgram; readonly diagnostics: readonly Diagnostic[] } {
  const found = new Map<string, Reconsidered>();
  for (;;) {
    const elaboration = new Elaboration(program, catalogue, options, found);
    try {
      const result = elaboration.run();
      return { ...(result ? { program: result } : {}), diagnostics: elaboration.diagnostics };
    } catch (error) {
      if (!(error instanceof Reconsidered) || found.has(error.syntax.name)) throw error;
      found.set(error.syntax.name, error);
    }
  }
}

/** Thrown where a statement uses a name whose own statement was refused: nothing more is said of it. */
class FollowsMistake extends Error {}

class Elaboration implements Scope {
  readonly diagnostics: Diagnostic[] = [];
  readonly #notes = new NoteList();
  readonly note = this.#notes.take;
  readonly unifier = new Unifier();
  private readonly orders: SizeOrders;
  readonly names: ShapeNames;
  readonly #variables = new Map<string, Variable>();
  readonly #definitions = new Map<string, { readonly spelling: string; readonly term: Term }>();
  readonly #functions = new ScalarFunctions(this);
  readonly #unknown = new UnknownFunctions(this, (d) => this.#dimensions.add(d));
  readonly #dimensions = new Set<string>();
  readonly #bounds = new Set<string>();
  readonly #laterDefinitions = new Map<string, Span>();
  readonly #broken: Set<string>;
  #counts: ReadonlyMap<string, number> | undefined;
  #outputs: { name: string; spelling: string; unnamed?: boolean; term: Term }[] = [];

  constructor(
    private readonly source: ProgramSyntax,
    readonly catalogue: Catalogue,
    private readonly options: ElaborationOptions,
    /** Names whose place said something else than their letter. */
    private readonly found: ReadonlyMap<string, Reconsidered> = new Map(),
  ) {
    this.#broken = new Set(options.broken);
    this.orders = new SizeOrders(source.statements);
    this.names = shapeNames(this.unifier);
  }

  run(): ElaboratedProgram | undefined {
    const { statements } = this.source;
    const declarations = statements.filter((s) => s.kind === "declaration");
    const unstated = declarations.filter((s) => s.shape.kind === "unstated");
    for (const s of [...declarations.filter((d) => d.shape.kind !== "unstated"), ...unstated])
      this.guarded(() => {
        this.declare(s);
      }, [s.target]);
    for (const [symbol, size] of this.orders.lesser) this.unifier.assign(symbol, size);
    for (const s of statements) {
      if (s.kind === "unknown") this.guarded(() => this.#unknown.add(s), [s.target]);
      if (s.kind === "function") this.#functions.add(s);
      if (s.kind === "definition") for (const t of s.targets) this.#laterDefinitions.set(t.name, t.span);
    }
    this.addBounds();
    let last: Statement | undefined;
    for (const s of statements) {
      if (s.kind !== "declaration" && s.kind !== "unknown" && s.kind !== "order")
        this.guarded(
          () => {
            this.statement(s);
          },
          s.kind === "definition" ? s.targets : s.kind === "function" ? [s.target] : [],
        );
      if (!/^(?:declaration|function|unknown|order)$/.test(s.kind)) last = s;
    }
    if (this.diagnostics.length > 0 || this.#broken.size > 0 || this.options.incomplete) return undefined;
    if (!last) {
      const end = this.source.source.length;
      this.problem(new TypeProblem("type/no-output", "there is no expression to differentiate", { start: end, end }, "write one in the last line")); // prettier-ignore
      return undefined;
    }
    this.nameSizes();
    const built = this.guarded(() => this.build());
    return this.diagnostics.length > 0 ? undefined : built;
  }

  /** What only a sum ends at is a size. */
  private addBounds(): void {
    for (const name of boundNames(this.source)) {
      if (this.#variables.has(name) || this.#laterDefinitions.has(name) || this.#dimensions.has(name)) continue;
      this.#bounds.add(name);
      this.#dimensions.add(name);
    }
  }

  /** Runs a statement; where it is refused, the names it would have given a meaning have none. */
  private guarded<T>(body: () => T, targets: readonly NameSyntax[] = []): T | undefined {
    try {
      return body();
    } catch (error) {
      if (error instanceof TypeProblem) this.problem(error);
      else if (!(error instanceof FollowsMistake)) throw error;
      for (const { name } of targets) this.#broken.add(name);
      return undefined;
    }
  }

  private problem(problem: TypeProblem): void {
    const { code, span } = problem;
    const known = this.diagnostics.some(
      (d) => d.code === code && d.span.start === span.start && d.span.end === span.end,
    );
    if (!known) this.diagnostics.push(problem.toDiagnostic());
  }

  private declare(s: DeclarationStatement): void {
    const { name, spelling } = s.target;
    const known = this.#variables.get(name);
    if (known !== undefined && s.shape.kind === "unstated") {
      const more = declaredProperties(this.catalogue, s, known, this.unifier);
      known.properties = this.catalogue.close(known.properties | more);
      return;
    }
    if (known !== undefined) {
      throw new TypeProblem("type/declared-twice", `${spelling} is declared twice`, s.target.span, "leave one of the declarations out"); // prettier-ignore
    }
    this.#variables.set(
      name,
      declaredVariable(this.catalogue, this.unifier, s, (d) => this.#dimensions.add(d)),
    );
  }

  private statement(s: Exclude<Statement, DeclarationStatement | UnknownStatement | OrderStatement>): void {
    switch (s.kind) {
      case "function":
        this.#functions.settle(s.target.name);
        return;
      case "definition": {
        const defined = typeDefinition(this, s);
        for (const { target, term } of defined) this.define(target, term);
        this.#outputs = defined.map(({ target: { name, spelling }, term }) => ({ name, spelling, term }));
        return;
      }
      case "expression":
        this.#outputs = [{ name: "Y", spelling: "Y", unnamed: true, term: typeExpression(this, s.value) }];
        return;
      case "return":
        this.#outputs = s.values.map((v, i) => {
          const term = typeExpression(this, v);
          if (v.kind === "name") return { name: v.name, spelling: v.spelling, term };
          const name = s.values.length === 1 ? "Y" : `Y${subscript(i + 1)}`;
          return { name, spelling: name, unnamed: true, term };
        });
    }
  }

  private define(target: NameSyntax, term: Term): void {
    if (this.#variables.has(target.name) || this.#definitions.has(target.name)) {
      const known = this.#variables.get(target.name);
      const what = known && !known.declared ? "used before it is defined" : "defined twice";
      throw new TypeProblem("type/defined-twice", `${target.spelling} is ${what}`, target.span, "give one of them another name"); // prettier-ignore
    }
    this.#laterDefinitions.delete(target.name);
    this.#definitions.set(target.name, { spelling: target.spelling, term: { ...term, defined: true } });
  }

  lookup(syntax: NameSyntax): Term {
    const { name } = syntax;
    const parameter = this.#functions.parameter(syntax);
    if (parameter) return parameter;
    if (this.#broken.has(name)) throw new FollowsMistake();
    const definition = this.#definitions.get(name);
    if (definition) return { ...definition.term, syntax };
    const variable = this.#variables.get(name);
    if (variable) return symbolTerm(variable, "input", syntax);
    const known = this.options.symbols?.find((s) => s.name === name);
    if (known) return { kind: "symbol", name, role: known.role, ...known.shape, syntax };
    const constant = sizeOrConstant(this.catalogue, this.#dimensions, syntax);
    if (constant) return constant;
    const later = this.#laterDefinitions.get(name);
    if (later) {
      throw new TypeProblem(
        "type/used-before-definition",
        `${syntax.spelling} is used before it is defined`,
        syntax.span,
        undefined,
        [{ span: later, message: "defined here" }],
      );
    }
    return symbolTerm(this.create(syntax), "input", syntax);
  }

  /** An undeclared name: capitals are matrices, Latin small letters vectors, Greek small letters scalars. */
  private create(syntax: NameSyntax): Variable {
    tellOfIndex(this, syntax);
    const found = this.found.get(syntax.name);
    const kind =
      found?.kind ??
      this.options.kindOf?.(syntax.name) ??
      (this.#unknown.isNumber(syntax.name) ? "scalar" : kindByLetter(syntax.name));
    if (found) this.note(found.code, found.told, syntax.span);
    const variable = undeclared(syntax, kind, this.unifier);
    this.#variables.set(syntax.name, variable);
    return variable;
  }

  occurrences(name: string): number {
    this.#counts ??= countNames(this.source);
    return this.#counts.get(name) ?? 0;
  }

  presumedKind(name: string): Kind | undefined {
    const known = this.#variables.get(name);
    const given = known?.declared === true || this.found.has(name) || this.options.kindOf?.(name) !== undefined;
    return known && !given ? kindByLetter(name) : undefined;
  }

  scalarFunction(name: string): FunctionTerm | undefined {
    if (this.#broken.has(name)) throw new FollowsMistake();
    return this.#unknown.get(name)?.term ?? this.#functions.find(name);
  }

  unknownFunction(name: string): UnknownFunction | undefined {
    return this.#unknown.get(name);
  }

  attempt(body: () => boolean): boolean {
    return this.#notes.attempt(() => this.unifier.attempt(body));
  }

  writtenOut(name: string): FunctionStatement | undefined {
    if (this.#broken.has(name)) throw new FollowsMistake();
    return this.#functions.writtenOut(name);
  }

  isSize(syntax: Syntax): boolean {
    if (syntax.kind === "number") return true;
    if (syntax.kind !== "name") return false;
    const { name } = syntax;
    if (this.#dimensions.has(name)) return true;
    return !this.#variables.has(name) && !this.#definitions.has(name) && /^[a-z]/.test(name);
  }

  isKnownName(name: string): boolean {
    return this.#variables.has(name) || this.#definitions.has(name);
  }

  isSizeByBound(name: string): boolean {
    return this.#bounds.has(name);
  }

  isKnownSize(name: string): boolean {
    return this.#dimensions.has(name);
  }

  dimension(name: string, span: Span): Dimension {
    if (this.#variables.get(name)?.declared || this.#definitions.has(name)) {
      throw new TypeProblem(
        "type/size",
        `${name} is not a size`,
        span,
        "a size is an integer or a dimension such as n",
      );
    }
    this.#dimensions.add(name);
    return symbolic(name);
  }

  /** Gives names to the sizes that were left open. */
  private nameSizes(): void {
    const taken = [...this.#dimensions, ...this.#variables.keys(), ...this.#definitions.keys()];
    for (const name of nameOpenSizes(this.#variables.values(), this.unifier, taken)) this.#dimensions.add(name);
  }

  private readonly resolve = (d: Dimension): Dimension => settleSize(this.unifier, this.source.source, d);

  private build(): ElaboratedProgram | undefined {
    noteBarredNames(this.#variables, this.note);
    const result = buildProgram({
      catalogue: this.catalogue,
      resolve: this.resolve,
      notes: this.#notes,
      variables: this.#variables,
      functions: this.#functions.terms,
      writtenOut: this.#functions.statements,
      definitions: this.#definitions,
      outputs: this.#outputs,
      dimensions: this.#dimensions,
      unknown: this.#unknown.values(this.resolve),
      orders: this.orders,
    });
    if (result.kind === "built") return result.program;
    for (const p of result.problems) this.problem(p);
    return undefined;
  }
}
