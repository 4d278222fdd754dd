/** The formulas of a derivation as syntax, with names for what they share: what every printer prints. */
import type { Derivation } from "../calculus/derivation.js";
import { NameSupply, isTrivial, nameParts, type WhereEntry, type WhereList } from "../calculus/naming.js";
import { apply, express, name } from "../expression/express.js";
import { expandDerivative } from "../calculus/variation.js";
import { construct } from "../expression/node/construct.js";
import { NamedProducts } from "../expression/node/named-products.js";
import { isApply, postorder, type Node } from "../expression/node/node.js";
import type { ElaboratedProgram } from "../expression/elaborate/program.js";
import { boundVariable } from "../expression/catalogue/template.js";
import { cotangentName } from "../../grammar/names.js";
import type { Syntax } from "../language/syntax.js";
import { definitionsOf, type Equation } from "./definitions.js";
import { explainedFunctions, meaningOf, type Explained } from "./meanings.js";

export type { Equation };

export interface Formulas {
  /** The program: functions, definitions, outputs. */
  readonly program: readonly Equation[];
  readonly variations: readonly Equation[];
  readonly gradients: readonly Equation[];
  readonly where: readonly Equation[];
  /** Functions in these that the program does not use and that no line defines, and what they are. */
  readonly explained: readonly Explained[];
  readonly naming: WhereList;
}

export function formulasOf(derivation: Derivation): Formulas {
  const { catalogue, store } = derivation;
  const gradients = derivation.gradients.map((g) => g.value);
  const roots = [...gradients, ...derivation.variations.map((v) => v.node)];
  const known = [...derivation.definitions, ...derivation.outputs, ...derivation.parts];
  const taken = [...derivation.program.inputs.map((i) => i.name), ...derivation.program.dimensions];
  const naming = nameParts(derivation, roots, known, store.functionNames, taken, derivation.differentials, gradients);
  const spell = (node: Node, definition = false): Syntax => express(catalogue, naming, node, definition);
  return {
    program: statementsOf(derivation),
    variations: derivation.variations.map((v) => ({ left: [name(v.name)], right: spell(v.node), node: v.node })),
    gradients: derivation.gradients.map((g) => ({
      left: [name(cotangentName(g.input.name))],
      right: spell(g.value, naming.nameOf(g.value) === cotangentName(g.input.name)),
      node: g.value,
    })),
    where: naming.entries.map((e) => withMeaning(derivation, equationOf(derivation, e, spell), spell)),
    explained: explainedFunctions(derivation, roots, naming.entries.map((e) => e.node)), // prettier-ignore
    naming,
  };
}

/** The program's own lines, in the names that it gives. */
function statementsOf({ program, catalogue, store }: Derivation): Equation[] {
  const names = new Map<Node, string>(store.functionNames);
  const definitions = program.definitions.filter(({ node }) => node.kind === "apply" && !isTrivial(node));
  for (const { node, name: given } of definitions) if (!names.has(node)) names.set(node, given);
  const products = new NamedProducts(
    store,
    definitions.map((d) => d.node),
  );
  const naming = { nameOf: (node: Node) => names.get(node), callOf: (node: Node) => store.calls.get(node), products };
  const spell = (node: Node): Syntax => express(catalogue, naming, node, true);
  const functions = [...store.functionNames].map(([f, given]) => ({
    left: [apply(given, [name("t")])],
    right: isApply(f, "lambda") ? spell(f.args[0]!) : spell(f),
    node: f,
  }));
  const supply = new NameSupply([...program.inputs, ...program.definitions].map((i) => i.name));
  const roots = [...definitions, ...program.outputs].map((n) => n.node);
  const named: [Node, string][] = [];
  for (const node of postorder(roots)) {
    const rule = node.kind === "apply" ? catalogue.functions.get(node.fn) : undefined;
    // One output of a factorization is not the factorization: the largest eigenvalues are some of all.
    if (rule && rule.outputs.length > 1 && !names.has(node))
      names.set(node, supply.fresh([rule.outputs[rule.output]!]));
    if (node.kind === "apply" && names.has(node) && !isFunction(node)) named.push([node, names.get(node)!]);
  }
  const outputs = program.outputs.filter((o) => names.get(o.node) !== o.name);
  return [
    ...functions,
    ...calledFunctions(program),
    ...definitionsOf(catalogue, named, spell, supply),
    ...outputs.map((o) => ({
      left: [name(o.name)],
      right: express(catalogue, naming, o.node, !names.has(o.node)),
      node: o.node,
    })),
  ];
}

/** The functions that are written out where they are called, as the program has them, with the first value of each. */
function calledFunctions({ writtenOut, store }: ElaboratedProgram): Equation[] {
  const values = new Map<string, Node>();
  for (const [node, call] of store.calls) if (!values.has(call.name)) values.set(call.name, node);
  return writtenOut.flatMap(({ target, parameters, body }) => {
    const node = values.get(target.name);
    return node
      ? [
          {
            left: [
              apply(
                target.name,
                parameters.map((p) => name(p.name)),
              ),
            ],
            right: body,
            node,
          },
        ]
      : [];
  });
}

const isFunction = (node: Node): boolean => isApply(node, "lambda") || isApply(node, "derivative");

/** The line with what its value is. */
function withMeaning(derivation: Derivation, e: Equation, spell: (node: Node) => Syntax): Equation {
  const meaning = meaningOf(derivation, e.node, e.left, spell);
  return meaning ? { ...e, meaning } : e;
}

/** A line of the where list. */
export function equationOf(
  derivation: Derivation,
  entry: WhereEntry,
  spell: (node: Node, definition?: boolean) => Syntax,
): Equation {
  switch (entry.kind) {
    case "definition":
      return { left: [name(entry.name)], right: spell(entry.node, true), node: entry.node };
    case "factorization":
      return { left: entry.names.map(name), right: spell(entry.node, true), node: entry.node };
    case "function":
      return { left: [apply(entry.name, [name("t")])], right: spell(bodyOf(derivation, entry.node)), node: entry.node };
  }
}

/** f(t), or f′(t) for the derivative of a function that the program defines. */
function bodyOf(derivation: Derivation, f: Node): Node {
  const { store, simplifier, variationRules } = derivation;
  if (isApply(f, "lambda")) return f.args[0]!;
  const known = expandDerivative(variationRules, f);
  return simplifier.simplify(
    isApply(known, "lambda") ? known.args[0]! : construct(store, "entrywise", [known, boundVariable(store)]),
  );
}
