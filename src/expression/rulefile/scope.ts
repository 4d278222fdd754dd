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
import { RuleError, type RuleLine } from "./blocks.js";

const NOWHERE: Span = { start: 0, end: 0 };

interface Declared extends Shape {
  readonly kind: Parameter["kind"];
  readonly properties: PropertySet;
}

export class RuleScope implements Scope {
  readonly unifier = new Unifier();
  readonly names: ShapeNames = {
    text: (d) => d.key,
    shape: ({ rows, cols }) => `${rows.key}×${cols.key}`,
  };
  readonly declared = new Map<string, Declared>();
  readonly #definitions = new Map<string, Term>();
  readonly #functions = new Map<string, FunctionTerm>();
  readonly #dimensions = new Set<string>();
  /** Sizes with a name of their own: `r = min(m, n)`. */
  readonly #aliases = new Map<string, Dimension>();
  #parameter: string | undefined;

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
  private parseScope(): ParseScope {
    const letters = [..."abcdefghijklmnopqrstuvwxyz"].filter((c) => !this.declared.has(c));
    const variables = [...this.declared].filter(([, d]) => d.kind !== "function").map(([n]) => n);
    const functions = [...this.declared].filter(([, d]) => d.kind === "function").flatMap(([n]) => [n, `d${n}`]);
    const local = [...this.#definitions.keys()];
    const differentials = variables.map((n) => `d${n}`);
    return {
      names: [...variables, ...differentials, ...local, ...letters.filter((c) => !functions.includes(c))],
      functions: [...this.functionNames, ...functions, ...this.#functions.keys()],
    };
  }

  /** `A, B: m×n; f: function; k: dimension; Y: n×n spd`. */
  declare(text: string): void {
    for (const part of text.split(";").map((p) => p.trim())) {
      if (part === "") continue;
      const special = /^([^:]+): (function|dimension)$/.exec(part);
      if (special) {
        const kind = special[2] as "function" | "dimension";
        for (const n of special[1]!.split(",").map((s) => s.trim())) {
          this.declared.set(n, { kind, rows: ONE, cols: ONE, properties: 0 });
          if (kind === "dimension") this.#dimensions.add(n);
        }
        continue;
      }
      const alias = /^([a-z]) = (min\(.+\)|[a-z0-9 ·+−/()]+)$/.exec(part);
      if (alias) {
        this.#aliases.set(alias[1]!, this.polynomial(alias[2]!));
        continue;
      }
      if (part.includes(" = ")) {
        this.define(part);
        continue;
      }
      for (const s of this.parse(part).statements) {
        if (s.kind !== "declaration") throw new RuleError(this.line, `${part} is not a declaration`);
        const seen = (symbol: string): void => void this.#dimensions.add(symbol);
        const { shape } = s;
        const size = (d: Syntax): Dimension => substitute(dimensionOf(d, seen), this.#aliases);
        const rows = shape.kind === "matrix" || shape.kind === "vector" ? size(shape.rows) : ONE;
        const cols = shape.kind === "matrix" ? size(shape.columns) : ONE;
        const properties = this.guard(() => declaredProperties(this.catalogue, s, { rows, cols }, this.unifier, true));
        this.declared.set(s.target.name, { kind: "value", rows, cols, properties });
      }
    }
  }

  parse(text: string) {
    const { program, diagnostics } = parseProgram(text, this.parseScope());
    const first = diagnostics[0];
    if (first) throw new RuleError(this.line, `${first.message} in ${text}`);
    return program;
  }

  private statement(text: string) {
    const { statements } = this.parse(text);
    const [s] = statements;
    if (!s || statements.length !== 1) throw new RuleError(this.line, `one formula is expected: ${text}`);
    return s;
  }

  definitionStatement(text: string): DefinitionStatement {
    const s = this.statement(text);
    if (s.kind !== "definition") throw new RuleError(this.line, `a formula with = is expected: ${text}`);
    return s;
  }

  /** The expression that a text is, typed. */
  expression(text: string): Term {
    const s = this.statement(text);
    if (s.kind !== "expression") throw new RuleError(this.line, `an expression is expected: ${text}`);
    return this.type(s.value);
  }

  type(syntax: Syntax): Term {
    return this.guard(() => typeExpression(this, syntax));
  }

  /** The last value of a text of one or more statements. */
  value(text: string): Term {
    const parts = text.split("; ");
    for (const part of parts.slice(0, -1)) this.define(part);
    return this.expression(parts[parts.length - 1]!);
  }

  /** The right-hand side of `dY = …`, of the shape of the left. */
  typedLine(text: string): Term {
    const statement = this.definitionStatement(text);
    const term = this.type(statement.value);
    const left = this.lookup(statement.targets[0]!);
    const same = this.unifier.unify(left.rows, term.rows) && this.unifier.unify(left.cols, term.cols);
    if (!same) throw new RuleError(this.line, "the two sides have different shapes");
    return term;
  }

  /** Both sides of an equation, typed. */
  equation(text: string): readonly [Term, Term] {
    const { left, right, diagnostics } = parseEquation(text, this.parseScope());
    const first = diagnostics[0];
    if (first || !left || !right)
      throw new RuleError(this.line, `${first?.message ?? "an equation is expected"} in ${text}`);
    return [this.type(left), this.type(right)];
  }

  /** Declares G with the shape of what it is paired with in `G : … = … : E`. */
  declareCotangent(formula: string): void {
    const { left } = parseEquation(formula, { ...this.parseScope(), names: [...this.parseScope().names!, "G"] });
    const linear = left?.kind === "apply" ? left.args[1] : undefined;
    if (!linear) throw new RuleError(this.line, "G : … is expected on the left");
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
  polynomial(text: string): Dimension {
    const { program, diagnostics } = parseProgram(text, {
      names: [..."abcdefghijklmnopqrstuvwxyz"],
      functions: ["min"],
    });
    const [s] = program.statements;
    if (diagnostics[0] ?? s?.kind !== "expression") throw new RuleError(this.line, `a polynomial is expected: ${text}`);
    return this.guard(() => dimensionOf((s as Extract<typeof s, { kind: "expression" }>).value, () => undefined));
  }

  /** `P = UᵀdX U`, `U, Λ = eig(X)` or `h(t) = t^p` inside a rule. */
  define(text: string): void {
    const s = this.statement(text);
    if (s.kind === "function") this.defineFunction(s);
    else if (s.kind === "definition") this.defineValue(s);
    else throw new RuleError(this.line, `a definition is expected: ${text}`);
  }

  private defineValue(s: DefinitionStatement): void {
    for (const { target, term } of this.guard(() => typeDefinition(this, s))) this.#definitions.set(target.name, term);
  }

  private defineFunction(s: FunctionStatement): void {
    const [parameter, ...more] = s.parameters;
    if (more.length > 0) throw new RuleError(this.line, `${s.target.name} has more than one parameter`);
    this.#functions.set(s.target.name, this.functionTerm(s.target.name, parameter!.name, s.body));
  }

  functionTerm(name: string, parameter: string, bodySyntax: Syntax): FunctionTerm {
    this.#parameter = parameter;
    const body = this.type(bodySyntax);
    this.#parameter = undefined;
    return { kind: "function", name, body, rows: ONE, cols: ONE, syntax: bodySyntax };
  }

  private guard<T>(body: () => T): T {
    try {
      return body();
    } catch (error) {
      if (error instanceof TypeProblem)
        throw new RuleError(this.line, `${error.message}${error.hint ? ` (${error.hint})` : ""}`);
      throw error;
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
    throw new TypeProblem("rule/undeclared", `${name} is not declared in the rule`, syntax.span);
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
