/**
 * The catalogue: every fact about functions and properties that the rule files state, in the form the passes use.
 * The rule files are compiled into plain data when the project is built (scripts/compile-rules.ts).
 */
import type Fraction from "fraction.js";
import { ONE, substitute, type Dimension } from "../../../codegen/plan/sizes.js";
import { Inference, MOST_PROPERTIES } from "./inference.js";
import type { Node, NodeTyping, PropertySet, Shape, Store, TransposeRule } from "../node/node.js";
import { bindSizes } from "./bind-sizes.js";
import type { CatalogueData, FunctionRule, IdentityRule, Parameter, PropertyRule, ScalarRule } from "./rule-data.js";
import { speaksOfSizes, type Template } from "./template.js";

export type * from "./rule-data.js";

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

  isDiagonal(properties: PropertySet): boolean {
    return (properties & this.bit("diagonal")) !== 0;
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

const NO_SIZES: ReadonlyMap<string, Dimension> = new Map();

/** The sizes that a rule's template speaks of at actual arguments: none are bound for one that speaks of none. */
export const sizesIn = (
  template: Template,
  parameters: readonly Parameter[],
  args: readonly Shape[],
  dims: readonly Dimension[],
): ReadonlyMap<string, Dimension> => (speaksOfSizes(template) ? bindSizes(parameters, args, dims) : NO_SIZES);
