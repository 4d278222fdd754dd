/** Properties of an application from those of its arguments, by the `Y is … when …` lines of the rules. */
import { bindSizes, type Catalogue, type FunctionRule, type SizeOrder } from "./catalogue.js";
import { isAtLeast, substitute, type Dimension } from "./dimension.js";
import { matchForm } from "./forms.js";
import { isApply, isScalar, isSquare, type Node, type PropertySet, type Shape, type Store } from "./node.js";

export function inferProperties(
  catalogue: Catalogue,
  store: Store,
  fn: string,
  args: readonly Node[],
  shape: Shape,
  dims: readonly Dimension[],
): PropertySet {
  let properties = ofFunction(catalogue, store, fn, args, dims);
  for (const form of catalogue.forms.get(fn) ?? []) {
    const found = matchForm(store, form, { fn, args, dims });
    if (found) properties |= apply(form, setsOf(found.args), () => found.sizes);
  }
  const constant = catalogue.bit("constant");
  if (args.length > 0 && args.every((a) => a.properties & constant)) properties |= constant;
  properties = catalogue.close(properties);
  if (isSquare(shape)) {
    for (const p of catalogue.data.properties) if (properties & p.bit) properties |= p.forSquares;
    properties = catalogue.close(properties);
  }
  if (!isScalar(shape)) return properties;
  for (const p of catalogue.data.properties) if (properties & p.bit) properties |= p.forScalars;
  return catalogue.close(properties);
}

const setsOf = (args: readonly Node[]): PropertySet[] => args.map((a) => a.properties);

function ofFunction(
  catalogue: Catalogue,
  store: Store,
  fn: string,
  args: readonly Node[],
  dims: readonly Dimension[],
): PropertySet {
  if (fn === "product") return ofProduct(catalogue, store, args);
  if (fn === "lambda") return args[0]!.properties;
  const rule = catalogue.functions.get(fn);
  if (!rule) return 0;
  if (rule.associative) return fold(catalogue, rule, args);
  return apply(rule, setsOf(args), () => bindSizes(rule.parameters, args, dims));
}

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

function fold(catalogue: Catalogue, rule: FunctionRule, args: readonly Node[]): PropertySet {
  return args.map((a) => a.properties).reduce((acc, next) => catalogue.close(apply(rule, [acc, next])));
}

/** A product is scalars times a chain; a chain may be a congruence AᵀSA. */
function ofProduct(catalogue: Catalogue, store: Store, args: readonly Node[]): PropertySet {
  const rule = catalogue.functions.get("product")!;
  const scaling = catalogue.functions.get("scale")!;
  const scalars = args.filter(isScalar);
  const chain = args.filter((a) => !isScalar(a));
  if (chain.length === 0) {
    return scalars.map((s) => s.properties).reduce((acc, s) => catalogue.close(apply(scaling, [acc, s])));
  }
  let result = fold(catalogue, rule, chain);
  if (chain.length > 1) result |= ofCongruence(catalogue, store, chain);
  result = catalogue.close(result);
  if (isScalar({ rows: chain[0]!.rows, cols: chain[chain.length - 1]!.cols })) {
    for (const p of catalogue.data.properties) if (result & p.bit) result |= p.forScalars;
  }
  for (const s of scalars) result = catalogue.close(apply(scaling, [s.properties, result]));
  return result;
}

function ofCongruence(catalogue: Catalogue, store: Store, chain: readonly Node[]): PropertySet {
  let i = 0;
  let j = chain.length - 1;
  while (i < j && areTransposes(store, chain[i]!, chain[j]!)) {
    i += 1;
    j -= 1;
  }
  if (i === 0) return 0;
  const product = catalogue.functions.get("product")!;
  const inner = chain.slice(i, j + 1);
  const center = inner.length > 0 ? fold(catalogue, product, inner) : catalogue.functions.get("identity")!.properties;
  const outer = fold(catalogue, product, chain.slice(chain.length - i));
  const sizes = new Map([
    ["m", chain[chain.length - i]!.rows],
    ["n", chain[chain.length - 1]!.cols],
  ]);
  return apply(catalogue.functions.get("congruence")!, [outer, catalogue.close(center)], () => sizes);
}

function areTransposes(store: Store, a: Node, b: Node): boolean {
  if (isApply(b, "transpose")) return b.args[0] === a;
  if (isApply(a, "transpose")) return a.args[0] === b;
  return store.transposes.get(a) === b || (a === b && store.typing.transposeSign(a.properties) === 1);
}
