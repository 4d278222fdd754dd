/** Properties of an application from those of its arguments, by the `Y is … when …` lines of the rules. */
import { bindSizes } from "./bind-sizes.js";
import type { CatalogueData, FunctionRule, SizeOrder } from "./rule-data.js";
import { ONE, isAtLeast, substitute, type Dimension } from "../../../codegen/plan/sizes.js";
import { matchForm, type Candidate } from "./candidate-forms.js";
import { ofPairs } from "./paired-terms.js";
import { isApply, isScalar, isSquare, type Node, type PropertySet, type Shape, type Store } from "../node/node.js";

/** So many properties that two sets of them fit the exact integers of a number. */
export const MOST_PROPERTIES = 26;

/** What inference asks of the catalogue. */
export interface InferenceRules {
  readonly data: Pick<CatalogueData, "properties">;
  readonly functions: ReadonlyMap<string, FunctionRule>;
  readonly forms: ReadonlyMap<string, readonly FunctionRule[]>;
  bit(name: string): PropertySet;
  /** The properties with all that they imply. */
  close(properties: PropertySet): PropertySet;
}

/** The properties of applications. What follows from sets of properties alone is remembered. */
export class Inference {
  readonly #pairs = new Map<FunctionRule, Map<number, PropertySet>>();
  readonly #shaped = new Map<number, PropertySet>();

  constructor(private readonly catalogue: InferenceRules) {}

  infer(store: Store, fn: string, args: readonly Node[], shape: Shape, dims: readonly Dimension[]): PropertySet {
    const constant = this.catalogue.bit("constant");
    let properties = this.#ofFunction(store, fn, args, dims);
    if (isSquare(shape) && !isScalar(shape)) properties |= ofPairs(store, this.catalogue, fn, args);
    const forms = this.catalogue.forms.get(fn);
    if (forms) properties |= this.#ofForms(store, forms, { fn, args, dims });
    if (args.length > 0 && args.every((a) => a.properties & constant)) properties |= constant;
    return this.#ofShape(properties, isSquare(shape), isScalar(shape));
  }

  /** What `infer` blocks say of expressions of such a form. */
  #ofForms(store: Store, forms: readonly FunctionRule[], candidate: Candidate): PropertySet {
    let properties = 0;
    for (const form of forms) {
      const found = matchForm(store, form, candidate);
      if (found) properties |= apply(form, setsOf(found.args), () => found.sizes);
    }
    return properties;
  }

  /** With all that follows for a square or a scalar. */
  #ofShape(given: PropertySet, square: boolean, scalar: boolean): PropertySet {
    const key = 4 * given + (square ? 2 : 0) + (scalar ? 1 : 0);
    const known = this.#shaped.get(key);
    if (known !== undefined) return known;
    const { catalogue } = this;
    let properties = catalogue.close(given);
    if (square) {
      for (const p of catalogue.data.properties) if (properties & p.bit) properties |= p.forSquares;
      properties = catalogue.close(properties);
    }
    if (scalar) properties = catalogue.close(properties | this.#forScalars(properties));
    this.#shaped.set(key, properties);
    return properties;
  }

  #forScalars(properties: PropertySet): PropertySet {
    let result = 0;
    for (const p of this.catalogue.data.properties) if (properties & p.bit) result |= p.forScalars;
    return result;
  }

  #ofFunction(store: Store, fn: string, args: readonly Node[], dims: readonly Dimension[]): PropertySet {
    if (fn === "product") return this.#ofProduct(store, args);
    if (fn === "lambda") return args[0]!.properties;
    if (fn === "opaque-function") return this.#ofUnknown(args[0]!, dims);
    const rule = this.catalogue.functions.get(fn);
    if (!rule) return 0;
    if (rule.associative) return this.#fold(rule, args, 0, args.length);
    return apply(rule, setsOf(args), () => bindSizes(rule.parameters, args, dims));
  }

  /** K(θ) is what is declared of K; ∂K/∂θ is symmetric where K is. */
  #ofUnknown({ properties }: Node, dims: readonly Dimension[]): PropertySet {
    const [rows, cols, ownRows, ownCols, ...orders] = dims;
    if (orders.length === 0) return properties;
    return rows === ownRows && cols === ownCols ? properties & this.catalogue.bit("symmetric") : 0;
  }

  /** An associative function of the arguments from `start` up to `end`. */
  #fold(rule: FunctionRule, args: readonly Node[], start: number, end: number): PropertySet {
    let result = args[start]!.properties;
    for (let i = start + 1; i < end; i++) result = this.#pair(rule, result, args[i]!.properties);
    return result;
  }

  #pair(rule: FunctionRule, a: PropertySet, b: PropertySet): PropertySet {
    let table = this.#pairs.get(rule);
    if (!table) this.#pairs.set(rule, (table = new Map()));
    const key = a * 2 ** MOST_PROPERTIES + b;
    let result = table.get(key);
    if (result === undefined) table.set(key, (result = this.catalogue.close(apply(rule, [a, b]))));
    return result;
  }

  /** A product is scalars times a chain; a chain may be a congruence AᵀSA. */
  #ofProduct(store: Store, args: readonly Node[]): PropertySet {
    const rule = this.catalogue.functions.get("product")!;
    const scaling = this.catalogue.functions.get("scale")!;
    let start = 0;
    while (start < args.length && isScalar(args[start]!)) start += 1;
    if (start === args.length) return this.#fold(scaling, args, 0, start);
    let result = this.#fold(rule, args, start, args.length);
    if (args.length - start > 1) result |= this.#ofCongruence(store, args.slice(start));
    result = this.catalogue.close(result);
    if (args[start]!.rows === ONE && args[args.length - 1]!.cols === ONE) result |= this.#forScalars(result);
    for (let i = 0; i < start; i++) result = this.#pair(scaling, args[i]!.properties, result);
    return result;
  }

  #ofCongruence(store: Store, chain: readonly Node[]): PropertySet {
    let i = 0;
    let j = chain.length - 1;
    while (i < j && areTransposes(store, chain[i]!, chain[j]!)) {
      i += 1;
      j -= 1;
    }
    if (i === 0) return 0;
    const { functions } = this.catalogue;
    const product = functions.get("product")!;
    const center = i <= j ? this.#fold(product, chain, i, j + 1) : functions.get("identity")!.properties;
    const outer = this.#fold(product, chain, chain.length - i, chain.length);
    const sizes = new Map([
      ["m", chain[chain.length - i]!.rows],
      ["n", chain[chain.length - 1]!.cols],
    ]);
    return apply(functions.get("congruence")!, [outer, this.catalogue.close(center)], () => sizes);
  }
}

const setsOf = (args: readonly Node[]): PropertySet[] => args.map((a) => a.properties);

/** What the sizes of a rule stand for; asked for only by lines with conditions on sizes. */
type Sizes = () => ReadonlyMap<string, Dimension>;

const UNKNOWN_SIZES: Sizes = () => new Map();

/** The properties the lines of a rule give for arguments with the given properties. */
function apply(rule: FunctionRule, args: readonly PropertySet[], sizes: Sizes = UNKNOWN_SIZES): PropertySet {
  let result = rule.properties;
  for (const line of rule.inferences) {
    const met = line.when.every((c) => ((args[c.parameter] ?? 0) & c.properties) === c.properties);
    if (met && inOrder(line.sizes, sizes)) result |= line.property;
  }
  return result;
}

function inOrder(orders: readonly SizeOrder[], sizes: Sizes): boolean {
  if (orders.length === 0) return true;
  const forms = sizes();
  return orders.every(({ larger, smaller }) => isAtLeast(substitute(larger, forms), substitute(smaller, forms)));
}

function areTransposes(store: Store, a: Node, b: Node): boolean {
  if (isApply(b, "transpose")) return b.args[0] === a;
  if (isApply(a, "transpose")) return a.args[0] === b;
  return store.transposes.get(a) === b || (a === b && store.typing.transposeSign(a.properties) === 1);
}
