/** A program whose terms are typed, built as expressions in one store. */
import { presumedNote } from "./habit.js";
import type { NoteList } from "../../language/diagnostics/notes.js";
import { writtenFunction, type FunctionStatement } from "../../language/syntax.js";
import { symbolic, type Dimension } from "../../../codegen/plan/sizes.js";
import type { Catalogue } from "../catalogue/catalogue.js";
import { Store, type Node } from "../node/node.js";
import { BuildRecord } from "./build-record.js";
import { buildTerms, type BuildContext } from "./build.js";
import type { ElaboratedProgram, UnknownValue } from "./elaborated.js";
import { nameOutputs } from "./free-names.js";
import { TypeProblem } from "./problems.js";
import { collectRequirements, type Presumption } from "./requirements.js";
import type { SizeOrders } from "./sizes.js";
import type { FunctionTerm, Term } from "./typed-syntax.js";
import { inputOf, type Variable } from "./variable.js";

/** What the statements of a program say. Properties of names of which nothing is declared are added to the variables. */
export interface TypedProgram {
  readonly catalogue: Catalogue;
  readonly resolve: (d: Dimension) => Dimension;
  readonly notes: NoteList;
  readonly variables: ReadonlyMap<string, Variable>;
  readonly functions: readonly FunctionTerm[];
  readonly writtenOut: readonly FunctionStatement[];
  readonly definitions: ReadonlyMap<string, { readonly spelling: string; readonly term: Term }>;
  readonly outputs: readonly { name: string; spelling: string; unnamed?: boolean; term: Term }[];
  readonly dimensions: ReadonlySet<string>;
  readonly unknown: readonly UnknownValue[];
  readonly orders: SizeOrders;
}

export type BuiltProgram =
  | { readonly kind: "built"; readonly program: ElaboratedProgram }
  | { readonly kind: "refused"; readonly problems: readonly TypeProblem[] };

/** Builds a program with all that its functions presume of undeclared names. */
export function buildProgram(typed: TypedProgram): BuiltProgram {
  const presumed: Presumption[] = [];
  for (let found = requirementsOf(typed); ;) {
    for (const { name, properties } of found) {
      const variable = typed.variables.get(name)!;
      variable.properties = typed.catalogue.close(variable.properties | properties);
      const told = presumedNote(variable.spelling, typed.catalogue.strongest(properties));
      if (told !== undefined) typed.notes.take("presumed-property", told, { start: 0, end: 0 });
    }
    presumed.push(...found);
    const attempt = new ProgramBuild(typed);
    const program = attempt.run();
    // Seldom: (Aᵀ)ᵀ is a name in the normal form alone.
    if (attempt.presumed.length > 0) found = attempt.presumed;
    else if (!program) return { kind: "refused", problems: attempt.problems };
    else return { kind: "built", program: { ...program, presumed } };
  }
}

function requirementsOf(typed: TypedProgram): readonly Presumption[] {
  const roots = [...typed.functions, ...[...typed.definitions.values(), ...typed.outputs].map((d) => d.term)];
  let exponents: ProgramBuild | undefined;
  const { catalogue, resolve } = typed;
  return collectRequirements(
    {
      catalogue,
      resolve,
      symbol: (name) => symbolOf(typed, name),
      propertiesOf: (term) => (exponents ??= new ProgramBuild(typed)).node(term).properties,
    },
    roots,
  );
}

const symbolOf = (typed: TypedProgram, name: string): Pick<Variable, "properties" | "declared"> =>
  typed.variables.get(name) ?? { properties: 0, declared: true };

/** One build, in a store of its own. */
class ProgramBuild {
  readonly problems: TypeProblem[] = [];
  readonly presumed: Presumption[] = [];
  readonly #store: Store;
  readonly #record = new BuildRecord();
  readonly #built = new Map<Term, Node>();
  readonly #context: BuildContext;

  constructor(private readonly typed: TypedProgram) {
    const { catalogue, resolve, notes, orders } = typed;
    const store = (this.#store = new Store(catalogue, orders.lesser));
    this.#context = {
      store,
      catalogue,
      resolve,
      symbol: (name) => symbolOf(typed, name),
      examined: new Set(),
      note: notes.take,
      named: (f, name) => store.functionNames.set(f, name),
      origin: this.#record.origin,
      require: this.#record.require,
      presume: (p) => this.presumed.push(p),
    };
  }

  /** The expression of a term; of one that is refused, 0, so that others are judged, too. */
  node(term: Term): Node {
    try {
      return buildTerms(this.#context, this.#built, [term])[0]!;
    } catch (error) {
      if (!(error instanceof TypeProblem)) throw error;
      this.problems.push(error);
      return this.#store.number(0);
    }
  }

  /** The program; nothing where an expression is refused. */
  run(): Omit<ElaboratedProgram, "presumed"> | undefined {
    const { typed } = this;
    const { catalogue, resolve, writtenOut } = typed;
    const inputs = [...typed.variables.values()].map((v) => inputOf(this.#store, v, resolve));
    const functions = typed.functions.map((f) => ({
      name: f.name,
      spelling: writtenFunction(f.name),
      node: this.node(f),
    }));
    const definitions = [...typed.definitions].map(([name, { spelling, term }]) => ({
      name,
      spelling,
      node: this.node(term),
    }));
    // What is wrong with a definition would be found again where it is used.
    if (this.problems.length > 0) return undefined;
    const found = typed.outputs.map(({ term, ...output }) => ({ ...output, node: this.node(term) }));
    if (this.problems.length > 0) return undefined;
    const outputs = nameOutputs(found, [
      ...typed.variables.keys(),
      ...typed.definitions.keys(),
      ...typed.functions.map((f) => writtenFunction(f.name)),
      ...writtenOut.map((f) => writtenFunction(f.target.name)),
      ...typed.unknown.map((f) => f.name),
      ...typed.dimensions,
    ]);
    const dimensions = [...typed.dimensions].filter((name) => resolve(symbolic(name)) === symbolic(name));
    const { unknown } = typed;
    const orders = typed.orders.pairs;
    const named = { inputs, functions, writtenOut, unknown, definitions, outputs, dimensions, orders };
    const { assumptions, origins, occurrences } = this.#record;
    return { store: this.#store, catalogue, ...named, assumptions, origins, occurrences, notes: typed.notes.all };
  }
}
