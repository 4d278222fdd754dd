/** A rule as a program of one line, so that it is derived and checked as any program is. */
import type { Catalogue, FunctionRule, Parameter, VariationCase } from "../../expression/catalogue/catalogue.js";
import { construct } from "../../expression/node/construct.js";
import { symbolic, symbolsOf, type Dimension } from "../../../codegen/plan/sizes.js";
import { SCALAR, Store, isScalar, type Node, type PropertySet, type SymbolNode } from "../../expression/node/node.js";
import type { ElaboratedProgram } from "../../expression/elaborate/program.js";
import { lambda } from "../../expression/node/scalar.js";
import { boundVariable, functionSymbol } from "../../expression/catalogue/template.js";

/** What stands for a parameter that is a function: one of the catalogue, any function at all, or one given by its body. */
export type FunctionChoice =
  | { readonly kind: "none" }
  | { readonly kind: "named"; readonly name: string }
  | { readonly kind: "any" }
  | { readonly kind: "body" };

/** The functions that a case of a rule is checked with. */
export function functionsToTry(rule: FunctionRule, c: VariationCase): readonly FunctionChoice[] {
  if (!rule.parameters.some((p) => p.kind === "function")) return [{ kind: "none" }];
  const [only] = c.functions;
  if (only) return [{ kind: "named", name: only.name }];
  return [{ kind: "named", name: "exp" }, { kind: "named", name: "tanh" }, { kind: "body" }];
}

/** What the arguments of a case are: `X symmetric, f = exp`. */
export function conditionsText(
  catalogue: Catalogue,
  rule: FunctionRule,
  c: VariationCase,
  f: FunctionChoice = { kind: "none" },
): string {
  const conditions = rule.parameters.flatMap((p, index) => {
    if (p.kind !== "value") return [];
    const properties = argumentProperties(catalogue, p, index, c);
    const exponent = exampleOf(catalogue, properties);
    if (exponent !== undefined) return [`${p.name} = ${exponent}`];
    const names = catalogue.strongest(properties).map((q) => q.name);
    return names.length === 0 ? [] : [`${p.name} ${names.join(" ")}`];
  });
  const functions = {
    none: [],
    any: [],
    named: [`f = ${f.kind === "named" ? f.name : ""}`],
    body: ["f(t) = t sin(ct)"],
  };
  return [...conditions, ...functions[f.kind]].join(", ");
}

/** The program whose outputs are those of a rule, applied to inputs that meet the conditions of a case. */
export function programOf(
  catalogue: Catalogue,
  outputs: readonly FunctionRule[],
  c: VariationCase,
  f: FunctionChoice,
): ElaboratedProgram {
  const store = new Store(catalogue);
  const inputs: SymbolNode[] = [];
  const args: Node[] = [];
  const dims: Dimension[] = [];
  const { parameters } = outputs[0]!;
  parameters.forEach((p, index) => {
    if (p.kind === "dimension") dims.push(symbolic(p.name));
    else if (p.kind === "function") {
      const { node, parameter } = functionArgument(store, f);
      args.push(node);
      if (parameter) inputs.push(parameter);
    } else {
      const node = argument(catalogue, store, p, argumentProperties(catalogue, p, index, c));
      args.push(node);
      if (node.kind === "symbol") inputs.push(node);
    }
  });
  return {
    store,
    catalogue,
    inputs: inputs.map((node) => ({
      name: node.name,
      spelling: node.name,
      node,
      inferred: false,
      matrix: !isScalar(node),
    })),
    definitions: [],
    functions: [],
    writtenOut: [],
    unknown: [],
    orders: [],
    outputs: outputs.map((rule) => {
      const name = rule.outputs[rule.output]!;
      return {
        name,
        spelling: name,
        node: construct(store, rule.name === "scale" ? "product" : rule.name, args, dims),
      };
    }),
    assumptions: [],
    presumed: [],
    dimensions: [...new Set(parameters.flatMap((p) => [...symbolsOf(p.rows), ...symbolsOf(p.cols)]))],
    origins: new Map(),
    occurrences: [],
    notes: [],
  };
}

function argumentProperties(catalogue: Catalogue, p: Parameter, index: number, c: VariationCase): PropertySet {
  const conditions = c.when.filter((w) => w.parameter === index).map((w) => w.properties);
  const samples = c.samples.filter((s) => s.parameter === p.name).map((s) => s.properties);
  return [...conditions, ...samples].reduce((set, more) => catalogue.meant(set | more), p.requires);
}

/** An input, or a number where the case asks for an integer. */
function argument(catalogue: Catalogue, store: Store, p: Parameter, properties: PropertySet): Node {
  const exponent = exampleOf(catalogue, properties);
  return exponent === undefined ? store.symbol(p.name, "input", p, properties) : store.number(exponent);
}

/** A number that stands for an integer of the given kind. */
function exampleOf(catalogue: Catalogue, properties: PropertySet): number | undefined {
  if (catalogue.has({ properties }, "even-integer")) return 4;
  return catalogue.has({ properties }, "odd-integer") ? 3 : undefined;
}

/** A function by name, or t ↦ t sin(c t) with a parameter that varies. */
function functionArgument(store: Store, f: FunctionChoice): { node: Node; parameter?: SymbolNode } {
  if (f.kind === "named") return { node: functionSymbol(store, f.name) };
  if (f.kind !== "body") return { node: functionSymbol(store, "f") };
  const parameter = store.symbol("c", "input", SCALAR);
  const t = boundVariable(store);
  const inner = construct(store, "product", [parameter, t]);
  const body = construct(store, "product", [t, construct(store, "entrywise", [functionSymbol(store, "sin"), inner])]);
  const node = lambda(store, body);
  store.functionNames.set(node, "f");
  return { node, parameter };
}
