/**
 * Typing: syntax → terms with shapes. Sizes are inferred by unification over the whole program; functions are
 * those of the catalogue, chosen by the shapes of their arguments.
 */
import type { ApplySyntax, NameSyntax, Span, Syntax } from "../language/syntax.js";
import type { Catalogue, FunctionRule, Parameter } from "./catalogue.js";
import { dimensionOf } from "./declare.js";
import { ONE, add, substitute, subtract, symbolsOf, type Dimension } from "./dimension.js";
import { TypeProblem, nonSquare, unequalShapes, unmatchedProduct, type ShapeNames } from "./problems.js";
import type { FunctionTerm, Term } from "./term.js";
import type { Unifier } from "./unify.js";

/** What names mean where an expression stands. */
export interface Scope {
  readonly catalogue: Catalogue;
  readonly unifier: Unifier;
  /** The term of a variable, definition or other known symbol; may create an undeclared one. Throws TypeProblem. */
  lookup(name: NameSyntax): Term;
  /** A scalar function of the program or rule (not of the catalogue). */
  scalarFunction(name: string): FunctionTerm | undefined;
  /** Whether an argument that may be a size or a value is meant as a size. */
  isSize(syntax: Syntax): boolean;
  /** The dimension that a name stands for. */
  dimension(name: string, span: Span): Dimension;
  readonly names: ShapeNames;
}

type Role = "value" | "dimension" | "function" | "word";

/** Types an expression. Iterative: nesting is no limit. */
export function typeExpression(scope: Scope, root: Syntax): Term {
  return new Typist(scope).type(root);
}

/** Types a call with several outputs (`U, Λ = eig(S)`): one term per output. */
export function typeOutputs(scope: Scope, root: Syntax, count: number, at: Span): Term[] {
  const first = typeExpression(scope, root);
  const rules = first.kind === "apply" && first.declared ? (scope.catalogue.byHead.get(first.fn) ?? []) : [];
  const sizes = new Map<string, Dimension>();
  const rule = rules.find((r) => {
    sizes.clear();
    return first.kind === "apply" && scope.unifier.attempt(() => fits(scope, r, first.args, first.dims, sizes));
  });
  const outputs = rule?.outputs.length ?? 1;
  if (outputs !== count || first.kind !== "apply" || !rule) {
    const what = root.kind === "apply" ? root.head : "the right-hand side";
    throw new TypeProblem(
      "type/output-count",
      `${what} has ${outputs === 1 ? "one output" : `${outputs} outputs`}, but ${count} names stand on the left`,
      at,
      rule ? `write ${rule.outputs.join(", ")} = …` : undefined,
    );
  }
  return rule.outputs.map((_, output) => {
    const one = scope.catalogue.functions.get(outputs === 1 ? rule.rule : `${rule.rule}.${rule.outputs[output]!}`)!;
    return { ...first, output, rows: substitute(one.rows, sizes), cols: substitute(one.cols, sizes) };
  });
}

/** Whether arguments can have the shapes a rule asks for; unifies and fills `sizes` in if so. */
function fits(
  scope: Scope,
  rule: FunctionRule,
  args: readonly Term[],
  dims: readonly Dimension[],
  sizes: Map<string, Dimension>,
): boolean {
  const { unifier } = scope;
  const wanted = rule.parameters.filter((p) => p.kind === "dimension");
  if (wanted.length !== dims.length) return false;
  wanted.forEach((p, i) => sizes.set(p.name, dims[i]!));
  let a = 0;
  for (const p of rule.parameters) {
    if (p.kind === "dimension") continue;
    const arg = args[a++];
    if (!arg || (p.kind === "function") !== (arg.kind === "function")) return false;
    if (p.kind === "function") continue;
    for (const form of [p.rows, p.cols]) {
      for (const symbol of symbolsOf(form)) if (!sizes.has(symbol)) sizes.set(symbol, unifier.fresh("any"));
    }
    if (!unifier.unify(arg.rows, substitute(p.rows, sizes))) return false;
    if (!unifier.unify(arg.cols, substitute(p.cols, sizes))) return false;
  }
  return a === args.length;
}

class Typist {
  constructor(private readonly scope: Scope) {}

  type(root: Syntax): Term {
    const stack: { syntax: ApplySyntax; args: (Term | Syntax)[] }[] = [];
    let value: Term | Syntax | undefined;
    let pending: { syntax: Syntax; role: Role } | undefined = { syntax: root, role: "value" };
    for (;;) {
      if (pending) {
        const { syntax, role }: { syntax: Syntax; role: Role } = pending;
        pending = undefined;
        if (role !== "value") value = role === "function" ? this.functionArgument(syntax) : syntax;
        else if (syntax.kind === "apply") {
          stack.push({ syntax, args: [] });
          value = undefined;
        } else value = this.leaf(syntax);
      }
      const top = stack[stack.length - 1];
      if (!top) return value as Term;
      if (value) {
        top.args.push(value);
        value = undefined;
      }
      const i = top.args.length;
      if (i < top.syntax.args.length) {
        pending = { syntax: top.syntax.args[i]!, role: this.role(top.syntax, i) };
        continue;
      }
      stack.pop();
      value = this.apply(top.syntax, top.args);
    }
  }

  private role(parent: ApplySyntax, index: number): Role {
    switch (parent.head) {
      case "identity":
      case "ones":
      case "zeros":
      case "range":
      case "row":
      case "all":
        return parent.head === "row" ? "value" : "dimension";
      case "slice":
        return index === 0 ? "value" : "dimension";
    }
    const arg = parent.args[index]!;
    if (arg.kind === "word") return "word";
    if (parent.head === "norm" && index === 1) return "word";
    const kinds = this.scope.catalogue.byHead.get(parent.head)?.map((r) => r.parameters[index]?.kind) ?? [];
    if (kinds.includes("dimension") && this.scope.isSize(arg)) return "dimension";
    if (kinds.includes("function") && arg.kind === "name" && this.isFunctionName(arg.name)) return "function";
    if (kinds.length > 0 && kinds.every((k) => k === "dimension" || k === undefined) && kinds.includes("dimension")) {
      return "dimension";
    }
    return "value";
  }

  private isFunctionName(name: string): boolean {
    const base = name.replace(/′+$/, "");
    return this.scope.scalarFunction(base) !== undefined || this.scope.catalogue.scalars.has(base);
  }

  private leaf(syntax: Syntax): Term {
    if (syntax.kind === "number") return { kind: "number", text: syntax.text, rows: ONE, cols: ONE, syntax };
    if (syntax.kind === "name") return this.scope.lookup(syntax);
    throw new TypeProblem(
      "type/word",
      `'${syntax.kind === "word" ? syntax.text : ""}' is not an expression`,
      syntax.span,
    );
  }

  private functionArgument(syntax: Syntax): Term {
    const term = syntax.kind === "name" ? this.scalarFunction(syntax.name, syntax) : undefined;
    if (!term) throw new TypeProblem("type/not-a-function", "a scalar function is expected here", syntax.span);
    return term;
  }

  /** A scalar function by name, with a prime for each derivative. */
  private scalarFunction(name: string, syntax: Syntax): FunctionTerm | undefined {
    const base = name.replace(/′+$/, "");
    const known = this.scope.scalarFunction(base);
    if (!known && !this.scope.catalogue.scalars.has(base)) return undefined;
    let term: FunctionTerm = known ?? { kind: "function", name: base, rows: ONE, cols: ONE, syntax };
    for (let i = base.length; i < name.length; i++) {
      term = { kind: "function", name: `${term.name}′`, derivativeOf: term, rows: ONE, cols: ONE, syntax };
    }
    return term;
  }

  private apply(syntax: ApplySyntax, args: readonly (Term | Syntax)[]): Term {
    const terms = args as readonly Term[];
    switch (syntax.head) {
      case "sum":
        return this.sameShape("sum", syntax, terms);
      case "negate":
        return this.product(syntax, [this.number("-1", syntax), terms[0]!]);
      case "product":
        return this.product(syntax, terms);
      case "divide":
        return this.divide(syntax, terms);
      case "solve":
        return this.product(syntax, [this.inverse(syntax, terms[0]!), terms[1]!]);
      case "hadamard":
        return this.sameShape("hadamard", syntax, terms);
      case "hadamardDivide":
        return this.sameShape("hadamard", syntax, [
          terms[0]!,
          this.node("entrywise-power", syntax, [terms[1]!, this.number("-1", syntax)], terms[1]!),
        ]);
      case "hadamardPower":
        return this.entrywisePower(syntax, terms);
      case "transpose":
        return this.node("transpose", syntax, terms, { rows: terms[0]!.cols, cols: this.hardRows(terms[0]!) });
      case "power":
        return this.power(syntax, terms);
      case "bars":
        return this.isScalar(terms[0]!)
          ? this.entrywise(this.scalarFunction("abs", syntax)!, terms[0]!, syntax)
          : this.declared("det", syntax, terms, []);
      case "identity":
      case "ones":
      case "zeros":
        return this.constant(syntax, args as readonly Syntax[]);
      case "slice":
        return this.slice(syntax, terms[0]!, args.slice(1) as readonly Syntax[]);
      case "row":
      case "block":
        return this.block(syntax, terms);
    }
    return this.call(syntax, args);
  }

  private resolve(term: { rows: Dimension; cols: Dimension }): { rows: Dimension; cols: Dimension } {
    return { rows: this.scope.unifier.resolve(term.rows), cols: this.scope.unifier.resolve(term.cols) };
  }

  private isScalar(term: Term): boolean {
    const { rows, cols } = this.resolve(term);
    return rows === ONE && cols === ONE;
  }

  /** 𝟏 without a size is a column unless it stands where a matrix must. */
  private harden(term: Term): void {
    const cols = this.scope.unifier.resolve(term.cols);
    for (const v of this.scope.unifier.variables(cols)) {
      if (this.scope.unifier.kind(v) === "ones") this.scope.unifier.unify(cols, ONE);
    }
  }

  private hardRows(term: Term): Dimension {
    this.harden(term);
    return term.rows;
  }

  private number(text: string, syntax: Syntax): Term {
    return { kind: "number", text, rows: ONE, cols: ONE, syntax };
  }

  private node(
    fn: string,
    syntax: Syntax,
    args: readonly Term[],
    shape: { rows: Dimension; cols: Dimension },
    dims: readonly Dimension[] = [],
  ): Term {
    const { rows, cols } = shape;
    return { kind: "apply", fn, declared: false, output: 0, args, dims, rows, cols, syntax };
  }

  private sameShape(fn: "sum" | "hadamard", syntax: ApplySyntax, terms: readonly Term[]): Term {
    // A literal 0 takes the shape of its place.
    const kept = fn === "sum" ? terms.filter((t) => !(t.kind === "number" && Number(t.text) === 0)) : terms;
    const shaped = kept.length > 0 ? kept : terms;
    const first = shaped[0]!;
    for (const term of shaped.slice(1)) {
      const same =
        this.isScalar(first) === this.isScalar(term) &&
        this.scope.unifier.attempt(
          () => this.scope.unifier.unify(first.rows, term.rows) && this.scope.unifier.unify(first.cols, term.cols),
        );
      if (!same) throw unequalShapes(this.scope.names, fn, this.described(first), this.described(term));
    }
    return shaped.length === 1 ? first : this.node(fn, syntax, shaped, first);
  }

  private described(term: Term) {
    return { ...this.resolve(term), syntax: term.syntax };
  }

  private product(syntax: ApplySyntax, terms: readonly Term[]): Term {
    const matrices = terms.filter((t) => !this.isScalar(t));
    if (matrices.length > 1)
      matrices.forEach((t) => {
        this.harden(t);
      });
    for (let i = 1; i < matrices.length; i++) {
      const [left, right] = [matrices[i - 1]!, matrices[i]!];
      if (!this.scope.unifier.unify(left.cols, right.rows)) {
        throw unmatchedProduct(this.scope.names, this.described(left), this.described(right));
      }
    }
    const shape =
      matrices.length === 0
        ? { rows: ONE, cols: ONE }
        : { rows: matrices[0]!.rows, cols: matrices[matrices.length - 1]!.cols };
    return this.node("product", syntax, terms, shape);
  }

  private inverse(syntax: ApplySyntax, term: Term): Term {
    if (this.isScalar(term)) return this.node("entrywise-power", syntax, [term, this.number("-1", syntax)], term);
    return this.declared("inverse", syntax, [term], []);
  }

  private divide(syntax: ApplySyntax, terms: readonly Term[]): Term {
    const [over, under] = terms as [Term, Term];
    if (this.isScalar(over) && !this.isScalar(under)) {
      throw new TypeProblem(
        "type/divide",
        `a scalar cannot be divided by ${this.scope.names.shape(this.resolve(under))}`,
        syntax.at,
        "write the inverse A⁻¹, or recip.(A) for the reciprocals of the entries",
      );
    }
    return this.product(syntax, [over, this.inverse(syntax, under)]);
  }

  private entrywisePower(syntax: ApplySyntax, terms: readonly Term[]): Term {
    const [base, exponent] = terms as [Term, Term];
    if (!this.isScalar(exponent)) {
      throw new TypeProblem("type/exponent", "an exponent must be a scalar", exponent.syntax.span);
    }
    return this.node("entrywise-power", syntax, terms, base);
  }

  private power(syntax: ApplySyntax, terms: readonly Term[]): Term {
    const [base, exponent] = terms as [Term, Term];
    if (!this.isScalar(exponent)) {
      throw new TypeProblem("type/exponent", "an exponent must be a scalar", exponent.syntax.span);
    }
    if (this.isScalar(base)) return this.node("entrywise-power", syntax, terms, base);
    if (exponent.kind === "number" && Number(exponent.text) === -1) return this.inverse(syntax, base);
    const { rows, cols } = this.resolve(base);
    if (!this.scope.unifier.unify(rows, cols)) {
      throw nonSquare(
        this.scope.names,
        "a power",
        syntax.at,
        this.described(base),
        "write .^ for the power of each entry",
      );
    }
    return this.declared("power", syntax, terms, []);
  }

  private constant(syntax: ApplySyntax, args: readonly Syntax[]): Term {
    const { unifier } = this.scope;
    const sizes = args.map((a) => this.dimension(a));
    const kind = syntax.head;
    const rows = sizes[0] ?? unifier.fresh("any");
    const cols = kind === "identity" ? rows : (sizes[1] ?? (sizes.length === 1 ? ONE : unifier.fresh("ones")));
    return this.node(kind, syntax, [], { rows, cols }, kind === "identity" ? [rows] : [rows, cols]);
  }

  /** A size written in an expression: `n`, `2n`, `n + 1`. */
  private dimension(syntax: Syntax): Dimension {
    return dimensionOf(syntax, (name, span) => void this.scope.dimension(name, span));
  }

  private slice(syntax: ApplySyntax, matrix: Term, selectors: readonly Syntax[]): Term {
    const bounds: Dimension[] = [];
    const sizes: Dimension[] = [];
    const { rows, cols } = this.resolve(matrix);
    const full = selectors.length === 1 ? [rows] : [rows, cols];
    selectors.forEach((s, i) => {
      if (s.kind === "apply" && s.head === "all") {
        bounds.push(ONE, full[i]!);
        sizes.push(full[i]!);
      } else if (s.kind === "apply" && s.head === "range") {
        const [from, to] = s.args.map((a) => this.dimension(a)) as [Dimension, Dimension];
        bounds.push(from, to);
        sizes.push(add(subtract(to, from), ONE));
      } else {
        const at = this.dimension(s);
        bounds.push(at, at);
        sizes.push(ONE);
      }
    });
    if (sizes.length === 1) {
      if (cols !== ONE) throw new TypeProblem("type/slice", "a matrix needs two indices, A[rows, columns]", syntax.at);
      bounds.push(ONE, ONE);
      sizes.push(ONE);
    }
    return this.node("slice", syntax, [matrix], { rows: sizes[0]!, cols: sizes[1]! }, bounds);
  }

  private block(syntax: ApplySyntax, terms: readonly Term[]): Term {
    const across = syntax.head === "row";
    if (terms.length === 1) return terms[0]!;
    terms.forEach((t) => {
      this.harden(t);
    });
    const first = terms[0]!;
    for (const t of terms.slice(1)) {
      const same = across ? this.scope.unifier.unify(first.rows, t.rows) : this.scope.unifier.unify(first.cols, t.cols);
      if (!same)
        throw unequalShapes(this.scope.names, across ? "row" : "column", this.described(first), this.described(t));
    }
    return terms.reduce((left, right) => {
      const shape = across
        ? { rows: left.rows, cols: add(left.cols, right.cols) }
        : { rows: add(left.rows, right.rows), cols: left.cols };
      return this.node(across ? "beside" : "above", syntax, [left, right], shape);
    });
  }

  /** A function by name: scalar functions entrywise or as matrix functions, all others by their rules. */
  private call(syntax: ApplySyntax, args: readonly (Term | Syntax)[]): Term {
    const { head } = syntax;
    const f = this.scalarFunction(head, syntax);
    if (f && args.length === 1) {
      const arg = args[0] as Term;
      const { rows, cols } = this.resolve(arg);
      if (syntax.elementwise || rows === ONE || cols === ONE) return this.entrywise(f, arg, syntax);
      if (!this.scope.unifier.unify(rows, cols)) {
        const hint = `write ${head}.(…) to apply ${head} to each entry`;
        throw nonSquare(this.scope.names, `the matrix function ${head}`, syntax.at, this.described(arg), hint);
      }
      return {
        kind: "apply",
        fn: "matrix-function",
        declared: true,
        output: 0,
        args: [f, arg],
        dims: [],
        rows,
        cols,
        syntax,
      };
    }
    const words = syntax.args.filter((_, i) => this.role(syntax, i) === "word");
    const name = [head, ...words.map((w) => (w.kind === "number" || w.kind === "word" ? w.text : "?"))].join("/");
    const values = args.filter((_, i) => ["value", "function"].includes(this.role(syntax, i))) as Term[];
    const sizes = syntax.args.filter((_, i) => this.role(syntax, i) === "dimension").map((s) => this.dimension(s));
    return this.declared(name, syntax, values, sizes);
  }

  private entrywise(f: FunctionTerm, arg: Term, syntax: Syntax): Term {
    return this.node("entrywise", syntax, [f, arg], arg);
  }

  private declared(head: string, syntax: ApplySyntax, args: readonly Term[], dims: readonly Dimension[]): Term {
    const { catalogue, unifier, names } = this.scope;
    const rules = catalogue.byHead.get(head) ?? [];
    args.forEach((t) => {
      if (t.kind !== "function") this.harden(t);
    });
    for (const rule of rules) {
      const sizes = new Map<string, Dimension>();
      if (!unifier.attempt(() => fits(this.scope, rule, args, dims, sizes))) continue;
      const shape = { rows: substitute(rule.rows, sizes), cols: substitute(rule.cols, sizes) };
      return { kind: "apply", fn: head, declared: true, output: 0, args, dims, ...shape, syntax };
    }
    throw this.misfit(head, syntax, args, dims, rules, names);
  }

  private misfit(
    head: string,
    syntax: ApplySyntax,
    args: readonly Term[],
    dims: readonly Dimension[],
    rules: readonly FunctionRule[],
    names: ShapeNames,
  ): TypeProblem {
    const spelled = head.split("/")[0]!;
    if (rules.length === 0) {
      return new TypeProblem("type/unknown-function", `there is no function ${spelled} of this form`, syntax.at);
    }
    const count = args.length + dims.length;
    const arities = [...new Set(rules.map((r) => r.parameters.length))];
    if (!arities.includes(count)) {
      const wanted = `${arities.join(" or ")} argument${arities.length === 1 && arities[0] === 1 ? "" : "s"}`;
      return new TypeProblem("type/arity", `${spelled} expects ${wanted}, got ${count}`, syntax.at);
    }
    const rule = rules.find((r) => r.parameters.length === count)!;
    const values = rule.parameters.filter((p) => p.kind !== "dimension");
    const wants = (p: Parameter): string => {
      if (p.kind === "function") return "a scalar function";
      if (p.rows === ONE && p.cols === ONE) return "a scalar";
      if (p.cols === ONE) return `a vector ${p.name}: ${names.text(p.rows)}`;
      return p.rows === p.cols ? "a square matrix" : `${p.name}: ${names.text(p.rows)}×${names.text(p.cols)}`;
    };
    if (args.length === 1 && values[0]!.rows === values[0]!.cols) {
      return nonSquare(names, spelled, syntax.at, this.described(args[0]!));
    }
    const given = args.map((a) => (a.kind === "function" ? "a function" : names.shape(this.resolve(a)))).join(", ");
    return new TypeProblem(
      "type/arguments",
      `${spelled} expects ${values.map(wants).join(", ")}, got ${given}`,
      syntax.at,
    );
  }
}
