/**
 * The catalogue: every fact about functions and properties that the rule files state, in the form the passes use.
 * The rule files are compiled into plain data when the project is built (scripts/compile-rules.ts).
 */
import type Fraction from "fraction.js";
import { ONE, substitute, symbolsOf, type Dimension } from "../../../codegen/plan/sizes.js";
import { Inference, MOST_PROPERTIES } from "./inference.js";
import type { Node, NodeTyping, PropertySet, Shape, Store, TransposeRule } from "../node/node.js";
import { speaksOfSizes, type Template } from "./template.js";

/** A parameter of a declared function. `dimension`: a size such as the k of eig(S, k). */
export interface Parameter {
  readonly name: string;
  readonly kind: "value" | "function" | "dimension";
  readonly rows: Dimension;
  readonly cols: Dimension;
  readonly requires: PropertySet;
}

/** A condition on sizes: one must not be smaller than another. */
export interface SizeOrder {
  readonly larger: Dimension;
  readonly smaller: Dimension;
}

/** The result has `property` when every listed parameter has its properties, and the sizes are in order. */
export interface PropertyInference {
  readonly property: PropertySet;
  readonly when: readonly { readonly parameter: number; readonly properties: PropertySet }[];
  readonly sizes: readonly SizeOrder[];
}

/** Properties that a random value has in checks, where a rule does not hold everywhere. */
export interface Sample {
  readonly parameter: string;
  readonly properties: PropertySet;
}

/** One way a function varies, under conditions; of several cases the first whose conditions hold is taken. */
export interface VariationCase {
  /** Properties that parameters must have. */
  readonly when: readonly { readonly parameter: number; readonly properties: PropertySet }[];
  /** A parameter that must be this scalar function of the catalogue. */
  readonly functions: readonly { readonly parameter: number; readonly name: string }[];
  /** Parameters that are taken to have the properties where nothing is declared of them. */
  readonly undeclared: readonly number[];
  /** dY in terms of the parameters, their differentials (`dX`) and the outputs. */
  readonly variation?: Template;
  /** What the function is by definition, in functions that have rules: Y varies as this does. */
  readonly definition?: Template;
  readonly samples: readonly Sample[];
  /** What the variation takes for granted, in words (`simple eigenvalues`). */
  readonly needs: readonly string[];
  readonly citations: readonly string[];
}

/** One output of a function declared in a rule file. */
export interface FunctionRule {
  /** Unique name, `inverse`; of one output of several, `eig.U`. */
  readonly name: string;
  /** The rule's name, shared by the outputs of a factorization. */
  readonly rule: string;
  /** The names the rule gives to its outputs, and which of them this is. */
  readonly outputs: readonly string[];
  readonly output: number;
  /** How it is written: the head in a syntax tree. */
  readonly heads: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly rows: Dimension;
  readonly cols: Dimension;
  readonly properties: PropertySet;
  readonly inferences: readonly PropertyInference[];
  /** Whether f(A, f(B, C)) = f(f(A, B), C), so that any number of arguments makes sense. */
  readonly associative: boolean;
  /** Whether it is no function but the form of an expression, of which properties are said. */
  readonly inferred: boolean;
  readonly transpose?: TransposeRule;
  /** 1 where f(Aᵀ) = f(A), −1 where f(Aᵀ) = −f(A), of the transposes of all arguments. */
  readonly invariance: 1 | -1 | 0;
  readonly cases: readonly VariationCase[];
  /** What the function abbreviates; it is replaced by that at once. */
  readonly means?: Template;
  /** What it is where every argument is a scalar; it is replaced by that at once. */
  readonly forScalars?: Template;
  /** Sizes that must not be smaller than others, `m ≥ n`. */
  readonly sizes: readonly SizeOrder[];
  /** Whether the signs of the columns are arbitrary. */
  readonly gauge: boolean;
  /** Sizes to check the rule at, where the usual ones do not fit. */
  readonly trials: readonly Readonly<Record<string, number>>[];
  /** Cost of one evaluation. */
  readonly flops?: Dimension;
}

/** A scalar function t ↦ f(t), used entrywise and spectrally. */
export interface ScalarRule {
  readonly name: string;
  /** f′(t) in terms of t; an abbreviation has none. */
  readonly derivative?: Template;
  /** What the function abbreviates: sqrt(t) is t^(1/2). */
  readonly definition?: Template;
  readonly properties: PropertySet;
  /** The set on which f is defined, `t > 0`; absent where it is the whole line. */
  readonly domain?: string;
}

/** G : 𝓛(E) = 𝓛*(G) : E for one function and one argument. */
export interface IdentityRule {
  readonly name: string;
  readonly fn: string;
  /** Index of the argument that varies. */
  readonly argument: number;
  readonly parameters: readonly Parameter[];
  /** The other side's first factor, in terms of `G` and the other arguments. */
  readonly adjoint: Template;
  /** Sizes to check the identity at, where the usual ones do not fit. */
  readonly trials: readonly Readonly<Record<string, number>>[];
}

/** before = after, under conditions. */
export interface RewriteRule {
  readonly name: string;
  readonly before: Template;
  readonly after: Template;
  readonly parameters: readonly Parameter[];
  readonly samples: readonly Sample[];
  /** It is not applied where that takes more flops. */
  readonly unlessDearer: boolean;
}

/** Properties that a matrix does not have as well. */
export interface Exclusion {
  readonly properties: PropertySet;
  /** The shapes of which it is true. */
  readonly at: "any shape" | "several columns" | "odd order";
  readonly reason: string;
}

/** The geometry of the matrices with a property. */
export interface Geometry {
  /** The metric by its name in the literature. */
  readonly name: string;
  readonly citations: readonly string[];
}

export interface PropertyRule {
  readonly name: string;
  readonly bit: PropertySet;
  /** Itself and all it implies. */
  readonly closure: PropertySet;
  readonly excludes: readonly Exclusion[];
  /** Properties of which one must be declared with it. */
  readonly beside: PropertySet;
  /** Sizes that must not be smaller than others, of an m×n matrix. */
  readonly sizes: readonly SizeOrder[];
  /** The only values of scalars with the property, where there are few. */
  readonly scalarValues?: string;
  /** Whether an input may be declared to have it. */
  readonly declarable: boolean;
  /** Properties that follow where the matrix has another property, too. */
  readonly together: readonly { readonly with: PropertySet; readonly implies: PropertySet }[];
  /** What the word means instead where it is said of a matrix with another property. */
  readonly said: readonly { readonly with: PropertySet; readonly means: PropertySet }[];
  /** What the property means for a 1×1 value. */
  readonly forScalars: PropertySet;
  /** What the property means for a square matrix. */
  readonly forSquares: PropertySet;
  readonly requires: "square" | "any";
  /** Whether dA has the property where A has it. */
  readonly linear: boolean;
  /** 1 for Aᵀ = A, −1 for Aᵀ = −A. */
  readonly transposeSign: 1 | -1 | 0;
  /** The orthogonal projection of E onto the tangent space of the matrices A with the property. */
  readonly tangent?: Template;
  /** The Riemannian gradient at A of the Euclidean gradient E. */
  readonly riemannian?: Template;
  /** M(E) with ⟨E, F⟩ = M(E) : F, the inner product of tangents at A; the Euclidean one where it is absent. */
  readonly metric?: Template;
  /** What the geometry is called. */
  readonly geometry?: Geometry;
  /** The projection of E onto the directions in which A can move and keep the property, if it is not the tangent. */
  readonly direction?: Template;
  /** The matrix with the property next to E. */
  readonly retract?: Template;
  /** A random matrix with the property, made of a Gaussian E. */
  readonly sample?: Template;
}

/** The compiled rule files. */
export interface CatalogueData {
  readonly properties: readonly PropertyRule[];
  readonly functions: readonly FunctionRule[];
  readonly scalars: readonly ScalarRule[];
  readonly identities: readonly IdentityRule[];
  readonly rewrites: readonly RewriteRule[];
  /** Rewrites of the program itself, before it is differentiated. */
  readonly recognitions: readonly RewriteRule[];
  /** Steps that are taken only where they lead to something cheaper. */
  readonly expansions: readonly RewriteRule[];
  /** Rewrites of a result, for the form in which it is shown; no other rule follows them. */
  readonly presentations: readonly RewriteRule[];
}

/** The compiled rules with the look-ups that the passes need. */
export class Catalogue implements NodeTyping {
  readonly functions = new Map<string, FunctionRule>();
  /** Functions by the way they are written, in the order of declaration. */
  readonly byHead = new Map<string, FunctionRule[]>();
  readonly scalars = new Map<string, ScalarRule>();
  readonly properties = new Map<string, PropertyRule>();
  readonly identities = new Map<string, IdentityRule[]>();
  /** The `infer` blocks by the function on top of their form. */
  readonly forms = new Map<string, FunctionRule[]>();
  readonly ofDimension: PropertySet;
  readonly ofBound: PropertySet;
  readonly #inference = new Inference(this);

  constructor(readonly data: CatalogueData) {
    if (data.properties.length > MOST_PROPERTIES) throw new Error("there are too many properties for their sets");
    for (const p of data.properties) this.properties.set(p.name, p);
    for (const f of data.functions) {
      this.functions.set(f.name, f);
      const top = f.inferred ? f.means?.at(-1) : undefined;
      if (top?.op === "apply") this.forms.set(top.fn, [...(this.forms.get(top.fn) ?? []), f]);
      if (f.output > 0) continue;
      for (const head of f.heads) {
        const others = this.byHead.get(head);
        if (others) others.push(f);
        else this.byHead.set(head, [f]);
      }
    }
    for (const s of data.scalars) this.scalars.set(s.name, s);
    for (const i of data.identities) {
      const key = `${i.fn}/${i.argument}`;
      this.identities.set(key, [...(this.identities.get(key) ?? []), i]);
    }
    this.ofDimension = this.set("positive", "constant", "even");
    this.ofBound = this.set("odd");
  }

  /** The bit of a property. Throws for a name that no rule declares. */
  bit(name: string): PropertySet {
    const property = this.properties.get(name);
    if (!property) throw new Error(`no rule declares the property ${name}`);
    return property.bit;
  }

  /** The named properties with all they imply. */
  set(...names: string[]): PropertySet {
    return this.close(names.reduce((bits, name) => bits | this.bit(name), 0));
  }

  close(properties: PropertySet): PropertySet {
    let closed = properties;
    for (const p of this.data.properties) {
      if ((closed & p.bit) === 0) continue;
      closed |= p.closure;
      for (const t of p.together) if (closed & t.with) closed |= t.implies;
    }
    return closed === properties ? closed : this.close(closed);
  }

  /** What is meant by properties that are said together of a matrix: a positive diagonal matrix is so on its diagonal. */
  meant(said: PropertySet): PropertySet {
    let meant = this.close(said);
    for (const p of this.data.properties) {
      for (const s of p.said) if (meant & p.bit && meant & s.with) meant = this.close((meant & ~p.bit) | s.means);
    }
    return meant;
  }

  has(node: { readonly properties: PropertySet }, name: string): boolean {
    return (node.properties & this.bit(name)) !== 0;
  }

  /** The properties of a set that no other one in it implies. */
  strongest(properties: PropertySet): PropertyRule[] {
    const held = this.data.properties.filter((p) => properties & p.bit);
    return held.filter((p) => !held.some((q) => q !== p && q.closure & p.bit && !(p.closure & q.bit)));
  }

  /** The properties to tell of an expression: those an input of its shape is declared to have, without what follows. */
  told(node: Shape & { readonly properties: PropertySet }): PropertyRule[] {
    const scalar = node.rows === ONE && node.cols === ONE;
    const ofMatrices = (p: PropertyRule): boolean => p.requires === "square" || p.forSquares !== 0;
    const said = this.data.properties.filter(
      (p) => node.properties & p.bit && p.declarable && !(scalar && ofMatrices(p)),
    );
    return said.reduceRight((kept, p) => {
      const others = kept.filter((q) => q !== p).reduce((set, q) => set | q.bit, 0);
      return this.close(others) & p.bit ? kept.filter((q) => q !== p) : kept;
    }, said);
  }

  names(properties: PropertySet): string[] {
    return this.data.properties.filter((p) => properties & p.bit).map((p) => p.name);
  }

  /** The properties that the differential of an expression inherits. */
  ofDifferential(properties: PropertySet): PropertySet {
    let inherited = 0;
    for (const p of this.data.properties) if (p.linear && properties & p.bit) inherited |= p.bit;
    return this.close(inherited);
  }

  isLinear(fn: string, argument: number): boolean {
    return this.identities.has(`${fn}/${argument}`);
  }

  transposeRule(fn: string): TransposeRule | undefined {
    return this.functions.get(fn)?.transpose;
  }

  invariance(fn: string): 1 | -1 | 0 {
    return this.functions.get(fn)?.invariance ?? 0;
  }

  transposeSign(properties: PropertySet): 1 | -1 | 0 {
    for (const p of this.data.properties) if (p.transposeSign !== 0 && properties & p.bit) return p.transposeSign;
    return 0;
  }

  ofNumber(value: Fraction): PropertySet {
    const names = ["constant", "even"];
    if (value.n === 0n) names.push("nonnegative");
    else names.push("invertible", ...(value.s > 0n ? ["positive"] : []));
    if (value.d === 1n) names.push(value.n % 2n === 0n ? "even-integer" : "odd-integer");
    return this.set(...names);
  }

  shapeOf(fn: string, args: readonly Node[], dims: readonly Dimension[]): Shape {
    const rule = this.functions.get(fn);
    if (!rule) throw new Error(`no rule declares the function ${fn}`);
    const sizes = bindSizes(rule.parameters, args, dims);
    return { rows: substitute(rule.rows, sizes), cols: substitute(rule.cols, sizes) };
  }

  infer(store: Store, fn: string, args: readonly Node[], shape: Shape, dims: readonly Dimension[]): PropertySet {
    return this.#inference.infer(store, fn, args, shape, dims);
  }

  ofFunction(name: string): PropertySet {
    return this.scalars.get(name)?.properties ?? 0;
  }

  expansion(fn: string, args: readonly Node[], dims: readonly Dimension[]) {
    const rule = this.functions.get(fn);
    const scalars = rule?.forScalars && args.every((a) => a.rows === ONE && a.cols === ONE);
    const template = scalars ? rule.forScalars : rule?.means;
    if (!rule || !template) return undefined;
    const values = rule.parameters.filter((p) => p.kind !== "dimension");
    const nodes = new Map(values.map((p, i) => [p.name, args[i]!]));
    return { template, bindings: { nodes, dims: bindSizes(rule.parameters, args, dims) } };
  }

  scalarFunction(name: string): ScalarRule | undefined {
    return this.scalars.get(name);
  }
}

const boundSymbols = new Map<Dimension, string | undefined>();

/** The symbol that a size alone is, so that an actual size says what it stands for. */
function boundSymbol(form: Dimension): string | undefined {
  if (boundSymbols.has(form)) return boundSymbols.get(form);
  const alone = form.terms.size === 1 ? [...symbolsOf(form)].find((s) => form.terms.get(s) === 1) : undefined;
  boundSymbols.set(form, alone);
  return alone;
}

/** The sizes a rule's dimension names stand for at actual arguments. */
export function bindSizes(
  parameters: readonly Parameter[],
  args: readonly Shape[],
  dims: readonly Dimension[],
): Map<string, Dimension> {
  const sizes = new Map<string, Dimension>();
  let a = 0;
  let d = 0;
  const bind = (form: Dimension, actual: Dimension): void => {
    const symbol = boundSymbol(form);
    if (symbol !== undefined) sizes.set(symbol, actual);
  };
  for (const p of parameters) {
    if (p.kind === "dimension") {
      sizes.set(p.name, dims[d++]!);
      continue;
    }
    const arg = args[a++]!;
    if (p.kind === "function") continue;
    bind(p.rows, arg.rows);
    bind(p.cols, arg.cols);
  }
  return sizes;
}

const NO_SIZES: ReadonlyMap<string, Dimension> = new Map();

/** The sizes that a rule's template speaks of at actual arguments: none are bound for one that speaks of none. */
export const sizesIn = (
  template: Template,
  parameters: readonly Parameter[],
  args: readonly Shape[],
  dims: readonly Dimension[],
): ReadonlyMap<string, Dimension> => (speaksOfSizes(template) ? bindSizes(parameters, args, dims) : NO_SIZES);
