/** What the functions of an answer are, for its readers: by entries, `Γ_ij = (log(λ_i) − log(λ_j))/(λ_i − λ_j)`, or in words. */
import type { Derivation } from "../calculus/derivation.js";
import type { FunctionRule } from "../expression/catalogue/catalogue.js";
import { functionScope } from "../expression/catalogue/load.js";
import { apply, dimensionSyntax, name } from "../expression/express.js";
import { expandDerivative } from "../calculus/variation.js";
import { boundVariable } from "../expression/catalogue/template.js";
import { construct } from "../expression/node/construct.js";
import { isApply, postorder as nodesOf, type ApplyNode, type Node } from "../expression/node/node.js";
import { canonicalName, composeName, isName, parseName, splitPrimes } from "../../grammar/names.js";
import { parseExpression } from "../language/parse/parse.js";
import { operands, postorder } from "../language/traverse.js";
import type { ApplySyntax, Syntax } from "../language/syntax.js";

/** Words, and formulas: an expression, an equation, or a sign that is neither. */
export type MeaningPart = string | { readonly formula: readonly Syntax[] } | { readonly sign: string };
export type Meaning = readonly MeaningPart[];

/** What the names of a rule stand for. */
interface Names {
  readonly values: ReadonlyMap<string, Syntax>;
  /** f(t) and f′(t) of the rule's functions, by their names, in t. */
  readonly functions: ReadonlyMap<string, (argument: Syntax, primes: number) => Syntax>;
}

const NONE: Names = { values: new Map(), functions: new Map() };

/** A derivative longer than this is not written out. */
const SHORT = 12;

/** A function of the answer that the program does not use, and what it is. */
export interface Explained {
  readonly call: ApplySyntax;
  readonly meaning: Meaning;
}

/** What the functions are that stand in the answer, but not in the program, and have no line of their own. */
export function explainedFunctions(
  derivation: Derivation,
  roots: readonly Node[],
  defined: readonly Node[],
): readonly Explained[] {
  const { catalogue } = derivation;
  const written = functionsIn(programOf(derivation));
  const known = new Set(defined.flatMap((n) => (n.kind === "apply" ? [ruleName(derivation, n)] : [])));
  return [...functionsIn(roots)].flatMap((fn): Explained[] => {
    if (written.has(fn)) return [];
    const rule = catalogue.functions.get(fn);
    const scalar = rule ? undefined : catalogue.scalars.get(fn);
    const reads = rule?.reads ?? scalar?.reads;
    if (reads === undefined || (rule && (known.has(rule.rule) || rule.heads.length === 0))) return [];
    const parameters = rule ? rule.parameters.map((p) => name(p.name)) : [name("t")];
    const call = apply(rule ? rule.heads[0]!.split("/")[0]! : fn, parameters);
    return [{ call, meaning: meaning(derivation, reads, NONE) }];
  });
}

const programOf = ({ program }: Derivation): Node[] => [...program.outputs, ...program.definitions].map((o) => o.node);

const ruleName = ({ catalogue }: Derivation, { fn }: ApplyNode): string => catalogue.functions.get(fn)?.rule ?? fn;

/** The names of the functions in expressions, of matrices and of numbers. */
function functionsIn(roots: readonly Node[]): Set<string> {
  const found = new Set<string>();
  for (const node of nodesOf(roots)) {
    if (node.kind === "apply") found.add(node.fn);
    if (node.kind === "symbol" && node.role === "function") found.add(node.name);
  }
  return found;
}

/** What the value of a named expression is, in the names that it has, where the program does not say it. */
export function meaningOf(
  derivation: Derivation,
  node: Node,
  left: readonly Syntax[],
  spell: (node: Node) => Syntax,
): Meaning | undefined {
  const rule = node.kind === "apply" ? derivation.catalogue.functions.get(node.fn) : undefined;
  if (rule?.reads === undefined || node.kind !== "apply") return undefined;
  if (nodesOf(programOf(derivation)).includes(node)) return undefined;
  return meaning(derivation, rule.reads, namesOf(derivation, rule, node, left, spell));
}

function namesOf(
  derivation: Derivation,
  rule: FunctionRule,
  node: ApplyNode,
  left: readonly Syntax[],
  spell: (node: Node) => Syntax,
): Names {
  const values = new Map<string, Syntax>();
  const functions = new Map<string, (argument: Syntax, primes: number) => Syntax>();
  const outputs = left.length === rule.outputs.length ? rule.outputs : [rule.outputs[rule.output]!];
  outputs.forEach((o, i) => values.set(o, left[i]!));
  const sizes = node.dims.map(dimensionSyntax);
  const given = [...node.args];
  for (const p of rule.parameters) {
    if (p.kind === "dimension") {
      const size = sizes.shift();
      if (size) values.set(p.name, size);
      continue;
    }
    const arg = given.shift();
    if (!arg) continue;
    values.set(p.name, spell(arg));
    if (p.kind === "function") functions.set(p.name, (at, primes) => valueAt(derivation, arg, at, primes, spell));
  }
  return { values, functions };
}

/** f(λ), or f′(λ) written out where it is short. */
function valueAt(
  { store, catalogue, simplifier, variationRules }: Derivation,
  f: Node,
  at: Syntax,
  primes: number,
  spell: (node: Node) => Syntax,
): Syntax {
  const spelled = spell(f);
  const called = spelled.kind === "name" ? spelled.name : "f";
  if (primes === 0) return apply(called, [at]);
  const plain = apply(`${called}${"′".repeat(primes)}`, [at]);
  if (primes > 1 || (f.kind === "symbol" && catalogue.scalars.get(f.name)?.derivative === undefined)) return plain;
  const known = expandDerivative(variationRules, construct(store, "derivative", [f]));
  const value = isApply(known, "lambda")
    ? known.args[0]!
    : construct(store, "entrywise", [known, boundVariable(store)]);
  const body = spell(simplifier.simplify(value));
  if (postorder(body).length > SHORT) return plain;
  return replaced(body, (s) => (s.kind === "name" && s.name === "t" ? at : undefined));
}

function meaning(derivation: Derivation, reads: string, names: Names): Meaning {
  return reads.split("`").flatMap((text, i): MeaningPart[] => {
    if (i % 2 === 0) return text === "" ? [] : [text];
    const sides = formulaOf(derivation, text);
    return [sides ? { formula: sides.map((s) => instantiated(s, names)) } : { sign: text }];
  });
}

/** A formula of a rule, or both sides of an equation. */
function formulaOf({ catalogue }: Derivation, text: string): Syntax[] | undefined {
  const known = functionScope(catalogue);
  if (text.includes("×")) return undefined;
  const scope = { functions: [...known.functions, "f"], scalarFunctions: [...known.scalarFunctions, "f"] };
  const sides = text.split(" = ").map((side) => {
    // An entry is refused in programs.
    if (isName(side)) return name(canonicalName(side));
    return parseExpression(side, scope).expression;
  });
  return sides.every((side) => side !== undefined) ? sides : undefined;
}

const instantiated = (syntax: Syntax, names: Names): Syntax =>
  replaced(syntax, (s, args) => {
    if (s.kind === "name") return names.values.get(s.name) ?? entryOf(s.name, names);
    if (s.kind !== "apply") return undefined;
    const inner = args[0];
    if (s.head === "transpose" && inner?.kind === "apply" && inner.head === "transpose") return inner.args[0];
    const [stem, primes] = splitPrimes(s.head);
    return names.functions.get(stem)?.(inner!, primes);
  });

/** Γ_ij where Γ is called Γ₁, λ_i where Λ is called D or is a square: the entry of what a name of the rule stands for. */
function entryOf(given: string, { values }: Names): Syntax | undefined {
  const parts = parseName(given);
  if (!parts || parts.subscript === "") return undefined;
  const whole = composeName({ ...parts, subscript: "" });
  const isSmall = !values.has(whole);
  const stands = values.get(isSmall ? whole.toUpperCase() : whole);
  return stands && entry(stands, parts.subscript, isSmall);
}

function entry(of: Syntax, subscript: string, small: boolean): Syntax | undefined {
  if (of.kind === "apply" && of.head === "power") {
    const base = entry(of.args[0]!, subscript, small);
    return base && apply("power", [base, of.args[1]!]);
  }
  const parts = of.kind === "name" ? parseName(of.name) : undefined;
  if (!parts || parts.subscript !== "") return undefined;
  return name(composeName({ ...parts, base: small ? parts.base.toLowerCase() : parts.base, subscript }));
}

/** The syntax with parts replaced, from the leaves up. */
function replaced(root: Syntax, by: (s: Syntax, args: readonly Syntax[]) => Syntax | undefined): Syntax {
  const done = new Map<Syntax, Syntax>();
  for (const s of postorder(root)) {
    const args = operands(s).map((a) => done.get(a)!);
    const same = s.kind === "apply" && args.some((a, i) => a !== s.args[i]) ? { ...s, args } : s;
    done.set(s, by(s, args) ?? same);
  }
  return done.get(root)!;
}
