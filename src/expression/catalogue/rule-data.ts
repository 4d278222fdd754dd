/** The compiled rules as plain data: what the rule files state of functions, scalar functions and properties. */
import type { Dimension } from "../../../codegen/plan/sizes.js";
import type { PropertySet, TransposeRule } from "../node/node.js";
import type { Template } from "./template.js";

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
  /** What the function is written as and computed by, once all derivatives have been taken: it varies as a whole. */
  readonly standsFor?: Template;
  /** What the function is in functions whose variations vary again, where its own does not. */
  readonly twice?: Template;
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
  /** Whether nobody writes it by its word: it stands in derivatives, or has a sign. */
  readonly auxiliary: boolean;
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
  /** What it is, for readers of an answer: words, with formulas in the names of the rule between grave accents. */
  readonly reads?: string;
}

/** A scalar function t ↦ f(t), used entrywise and spectrally. */
export interface ScalarRule {
  readonly name: string;
  /** f′(t) in terms of t; an abbreviation has none. */
  readonly derivative?: Template;
  /** What the function abbreviates: sqrt(t) is t^(1/2). */
  readonly definition?: Template;
  /** Whether no derivative is given: the last of a sequence of derivatives. */
  readonly last?: true;
  readonly properties: PropertySet;
  /** The set on which f is defined, `t > 0`; absent where it is the whole line. */
  readonly domain?: string;
  /** What it is, in words, for readers of an answer. */
  readonly reads?: string;
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
  /** Stronger properties that random arguments of a check are given. */
  readonly samples: readonly Sample[];
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
  /** The sizes at which the rule is checked; the usual ones where there are none. */
  readonly trials: readonly Readonly<Record<string, number>>[];
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
