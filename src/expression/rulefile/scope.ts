/** The names of one rule, declared as in a program; every name must be declared. */
import { parseEquation, parseProgram, type ParseScope } from "../../language/parse/parse.js";
import type { DefinitionStatement, FunctionStatement, NameSyntax, Span, Syntax } from "../../language/syntax.js";
import type { Catalogue, Parameter } from "../catalogue/catalogue.js";
import { declaredProperties, dimensionOf } from "../elaborate/declare.js";
import { ONE, substitute, symbolic, type Dimension } from "../../../codegen/plan/sizes.js";
import type { PropertySet, Shape } from "../node/node.js";
import { TypeProblem, type ShapeNames } from "../elaborate/problems.js";
import type { FunctionTerm, Term } from "../elaborate/typed-syntax.js";
import { sizeOrConstant, typeDefinition, typeExpression, type Scope } from "../elaborate/typing/index.js";
import { Unifier } from "../elaborate/unify.js";
import type { Diagnostic } from "../../../codegen/diagnostics.js";
import type { Declared, Equation, Fragment } from "../../../grammar/rule-lines.js";
import { inFile, ruleError, RuleError } from "./problem.js";
import { didYouMean } from "../../language/names/suggest.js";
import type { RuleLine } from "./rule-line.js";

/** What a size of its own name may be: a polynomial or a minimum. */
const SIZE = /^(min\(.+\)|[a-z0-9 ·+−/()]+)$/;

/** Sizes are letters; those of a declaration need not have been seen. */
const LETTERS = [..."abcdefghijklmnopqrstuvwxyz"];

const NOWHERE: Span = { start: 0, end: 0 };

interface DeclaredName extends Shape {
  readonly kind: Parameter["kind"];
  readonly properties: PropertySet;
}

export class RuleScope implements Scope {
  readonly unifier = new Unifier();
  readonly names: ShapeNames = {
    text: (d) => d.key,
    shape: ({ rows, cols }) => `${rows.key}×${cols.key}`,
  };
  readonly declared = new Map<string, DeclaredName>();
  readonly #definitions = new Map<string, Term>();
  readonly #functions = new Map<string, FunctionTerm>();
  readonly #dimensions = new Set<string>();
  /** Sizes with a name of their own: `r = min(m, n)`. */
  readonly #aliases = new Map<string, Dimension>();
  #parameter: string | undefined;
  /** The piece that was parsed last, which the places of its syntax are in. */
  #piece: Fragment = { text: "", start: 0 };

  constructor(
    readonly catalogue: Catalogue,
    private readonly functionNames: Iterable<string>,
    private line: RuleLine,
  ) {}

  /** Later mistakes are those of this line. */
  at(line: RuleLine): void {
    this.line = line;
  }

  /** What the parser must know to split words. */
  private parseScope(letters: Iterable<string> = this.#dimensions): ParseScope {
    const variables = [...this.declared].filter(([, d]) => d.kind !== "function").map(([n]) => n);
    const functions = [...this.declared].filter(([, d]) => d.kind === "function").flatMap(([n]) => [n, `d${n}`]);
    const local = [...this.#definitions.keys()];
    const differentials = variables.map((n) => `d${n}`);
    return {
      names: [
        ...[...variables, ...differentials, ...local],
        ...[...letters].filter((c) => !this.declared.has(c) && !functions.includes(c)),
        ...(this.#parameter === undefined ? [] : [this.#parameter]),
      ],
      functions: [...this.functionNames, ...functions, ...this.#functions.keys()],
    };
  }

  /** `A, B: m×n; f: function; k: dimension; Y: n×n spd`. */
  declare(declarations: readonly Declared[]): void {
    for (const d of declarations) {
      if (d.kind === "declared") this.declareNames(d.names, d.as);
      else if (/^[a-z]$/.test(d.left.text) && SIZE.test(d.right.text))
        this.#aliases.set(d.left.text, this.polynomial(d.right));
      else this.defineBy({ kind: "equation", left: d.left, right: d.right });
    }
  }

  private declareNames(names: Fragment, as: Fragment): void {
    if (as.text !== "function" && as.text !== "dimension") {
      this.declareValues(this.spanning(names, as));
      return;
    }
    for (const name of names.text.split(",").map((n) => n.trim())) this.declareKind(name, as.text);
  }

  /** A function, a size, or a scalar of which nothing else is known. */
  declareKind(name: string, kind: Parameter["kind"]): void {
    this.declared.set(name, { kind, rows: ONE, cols: ONE, properties: 0 });
    if (kind === "dimension") this.#dimensions.add(name);
  }

  /** `A, B: m×n spd`. */
  declareValues(piece: Fragment): void {
    for (const s of this.parse(piece, LETTERS).statements) {
      if (s.kind !== "declaration") throw this.error("declaration", `${piece.text} is not a declaration`, piece);
      const seen = (symbol: string): void => void this.#dimensions.add(symbol);
      const { shape } = s;
      const size = (d: Syntax): Dimension => substitute(dimensionOf(d, seen), this.#aliases);
      const values = this.guard(() => {
        const rows = shape.kind === "matrix" || shape.kind === "vector" ? size(shape.rows) : ONE;
        const cols = shape.kind === "matrix" ? size(shape.columns) : ONE;
        const properties = declaredProperties(this.catalogue, s, { rows, cols }, this.unifier, true);
        return { rows, cols, properties };
      });
      this.declared.set(s.target.name, { kind: "value", ...values });
    }
  }

  /** Everything from the beginning of one piece of the line to the end of another. */
  private spanning(from: Fragment, to: Fragment): Fragment {
    return { text: this.line.text.slice(from.start, to.start + to.text.length), start: from.start };
  }

  error(code: string, message: string, at?: Fragment): RuleError {
    return ruleError(this.line, code, message, { at });
  }

  /** Throws what is wrong with a piece, if anything is. */
  private refuse(piece: Fragment, diagnostics: readonly Diagnostic[]): void {
    const [main, ...others] = diagnostics.map((d) => inFile(this.line, piece, d));
    if (main) throw new RuleError(this.line, main, others);
  }

  private parse(piece: Fragment, letters?: Iterable<string>) {
    this.#piece = piece;
    const { program, diagnostics } = parseProgram(piece.text, this.parseScope(letters));
    this.refuse(piece, diagnostics);
    return program;
  }

  private statement(piece: Fragment) {
    const { statements } = this.parse(piece);
    const [s] = statements;
    if (!s || statements.length !== 1) throw this.error("formula", "one formula is expected", piece);
    return s;
  }

  definitionStatement({ left, right }: Equation): DefinitionStatement {
    const piece = this.spanning(left, right);
    const s = this.statement(piece);
    if (s.kind !== "definition") throw this.error("formula", "a formula with = is expected", piece);
    return s;
  }

  /** The syntax of one expression. */
  syntax(piece: Fragment): Syntax {
    const s = this.statement(piece);
    if (s.kind !== "expression") throw this.error("formula", "an expression is expected", piece);
    return s.value;
  }

  /** The expression that a piece is, typed. */
  expression(piece: Fragment): Term {
    return this.type(this.syntax(piece));
  }

  type(syntax: Syntax): Term {
    return this.guard(() => typeExpression(this, syntax));
  }

  /** The last value of a piece of one or more statements. */
  value({ text, start }: Fragment): Term {
    const parts = text.split("; ");
    let offset = start;
    for (const part of parts.slice(0, -1)) {
      this.define({ text: part, start: offset });
      offset += part.length + 2;
    }
    return this.expression({ text: parts[parts.length - 1]!, start: offset });
  }

  /** The right-hand side of `dY = …`, of the shape of the left. */
  typedLine(equation: Equation): Term {
    const statement = this.definitionStatement(equation);
    return this.alike(statement.targets[0]!, this.type(statement.value), equation.right);
  }

  /** A value of the shape of the named one. */
  valueLike(output: Fragment, value: Fragment): Term {
    const target: NameSyntax = { kind: "name", name: output.text, spelling: output.text, span: NOWHERE };
    return this.alike(target, this.expression(value), value);
  }

  private alike(target: NameSyntax, term: Term, at: Fragment): Term {
    const left = this.guard(() => this.lookup(target));
    const same = this.unifier.unify(left.rows, term.rows) && this.unifier.unify(left.cols, term.cols);
    if (!same) throw this.error("shapes", "the two sides have different shapes", at);
    return term;
  }

  /** Both sides of an equation, typed. */
  equation({ left: l, right: r }: Equation): readonly [Term, Term] {
    const piece = this.spanning(l, r);
    this.#piece = piece;
    const { left, right, diagnostics } = parseEquation(piece.text, this.parseScope());
    this.refuse(piece, diagnostics);
    if (!left || !right) throw this.error("formula", "an equation is expected", piece);
    return [this.type(left), this.type(right)];
  }

  /** Declares G with the shape of what it is paired with in `G : … = … : E`. */
  declareCotangent({ left: l, right: r }: Equation): void {
    const piece = this.spanning(l, r);
    this.#piece = piece;
    const scope = this.parseScope();
    const { left } = parseEquation(piece.text, { ...scope, names: [...scope.names!, "G"] });
    const linear = left?.kind === "apply" ? left.args[1] : undefined;
    if (!linear) throw this.error("identity", "G : … is expected on the left", l);
    const { rows, cols } = this.type(linear);
    this.declared.set("G", {
      kind: "value",
      rows: this.unifier.resolve(rows),
      cols: this.unifier.resolve(cols),
      properties: 0,
    });
  }

  /** Further properties of parameters, in one case of a rule. */
  refine(properties: ReadonlyMap<string, PropertySet>): void {
    for (const [name, set] of properties) {
      const declared = this.declared.get(name)!;
      this.declared.set(name, { ...declared, properties: declared.properties | set });
    }
  }

  /** A polynomial in sizes: `9n³`, `2/3 n³ + m n²`. */
  polynomial(piece: Fragment): Dimension {
    this.#piece = piece;
    const { program, diagnostics } = parseProgram(piece.text, {
      names: LETTERS,
      functions: ["min"],
    });
    this.refuse(piece, diagnostics);
    const [s] = program.statements;
    if (s?.kind !== "expression") throw this.error("size", "a polynomial in sizes is expected", piece);
    return this.guard(() => dimensionOf(s.value, () => undefined));
  }

  /** `P = UᵀdX U`, `U, Λ = eig(X)` or `h(t) = t^p` inside a rule. */
  define(piece: Fragment): void {
    const s = this.statement(piece);
    if (s.kind === "function") this.defineFunction(s, piece);
    else if (s.kind === "definition") this.defineValue(s);
    else throw this.error("formula", "a definition is expected", piece);
  }

  /** The same of an equation that the grammar has read. */
  defineBy({ left, right }: Equation): void {
    this.define(this.spanning(left, right));
  }

  private defineValue(s: DefinitionStatement): void {
    for (const { target, term } of this.guard(() => typeDefinition(this, s))) this.#definitions.set(target.name, term);
  }

  private defineFunction(s: FunctionStatement, at: Fragment): void {
    const [parameter, ...more] = s.parameters;
    if (more.length > 0) throw this.error("formula", `${s.target.name} has more than one parameter`, at);
    this.#functions.set(s.target.name, this.functionTerm(s.target.name, parameter!.name, s.body));
  }

  functionTerm(name: string, parameter: string, bodySyntax: Syntax): FunctionTerm {
    this.#parameter = parameter;
    const body = this.type(bodySyntax);
    this.#parameter = undefined;
    return { kind: "function", name, body, rows: ONE, cols: ONE, syntax: bodySyntax };
  }

  /** The body of a function of one number, given by an expression in t. */
  bodyOf(name: string, piece: Fragment): FunctionTerm {
    this.#parameter = "t";
    return this.functionTerm(name, "t", this.syntax(piece));
  }

  private guard<T>(body: () => T): T {
    try {
      return body();
    } catch (error) {
      if (!(error instanceof TypeProblem)) throw error;
      throw new RuleError(this.line, inFile(this.line, this.#piece, error.toDiagnostic()));
    }
  }

  lookup(syntax: NameSyntax): Term {
    const { name } = syntax;
    if (name === this.#parameter) return { kind: "symbol", name: "t", role: "bound", rows: ONE, cols: ONE, syntax };
    const definition = this.#definitions.get(name);
    if (definition) return definition;
    const base = this.declared.get(name) ?? (name.startsWith("d") ? this.declared.get(name.slice(1)) : undefined);
    if (base?.kind === "value")
      return { kind: "symbol", name, role: "pattern", rows: base.rows, cols: base.cols, syntax };
    const constant = sizeOrConstant(this.catalogue, this.#dimensions, syntax);
    if (constant) return constant;
    const known = [...this.declared.keys(), ...this.#definitions.keys()];
    const hint = didYouMean(name, known);
    throw new TypeProblem("rule/undeclared", `${name} is not declared in the rule`, syntax.span, hint);
  }

  scalarFunction(name: string): FunctionTerm | undefined {
    const local = this.#functions.get(name);
    if (local) return local;
    const declared = this.declared.get(name) ?? (name.startsWith("d") ? this.declared.get(name.slice(1)) : undefined);
    if (declared?.kind !== "function") return undefined;
    const syntax: NameSyntax = { kind: "name", name, spelling: name, span: NOWHERE };
    return { kind: "function", name, rows: ONE, cols: ONE, syntax };
  }

  isSize(syntax: Syntax): boolean {
    return syntax.kind === "number" || (syntax.kind === "name" && this.declared.get(syntax.name)?.kind !== "value");
  }

  dimension(name: string): Dimension {
    return symbolic(name);
  }
}
