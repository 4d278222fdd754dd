/** A formula that somebody else derived, read in the scope of its program. */
import type { Derivation, Gradient, Output } from "../../calculus/derivation.js";
import { functionWords } from "../../expression/catalogue/load.js";
import type { Node } from "../../expression/node/node.js";
import type { ElaboratedProgram } from "../../expression/elaborate/program.js";
import { elaborateWithin } from "../../expression/elaborate/elaborate-in-context.js";
import { throwDiagnostics, type Diagnostic } from "../../../codegen/diagnostics.js";
import { cotangentBase, cotangentName } from "../../../grammar/names.js";
import { parseProgram, type ClaimedLeft } from "../../language/parse/parse.js";

/** The symbol Ȳ of an output, also where the derivation has the number 1 for it because the output is a loss. */
export const cotangentSymbol = ({ store }: Derivation, output: Output): Node =>
  store.symbol(cotangentName(output.name), "cotangent", output.node);

/** What a claim is about: the derived formula with the shape that a claim about it has. */
export interface Claimed extends Gradient {
  /** Names that a claim may use besides those of the program. */
  readonly names?: ReadonlyMap<string, Node>;
  /** Other formulas that a claim may be read as where it is wrong as it stands, with what is said then. */
  readonly readings?: readonly { readonly of: (claim: Node) => Node; readonly reason: string }[];
  /** The layout of a matrix of derivatives. */
  readonly layout?: "numerator" | "denominator";
}

/** A claim as it is written: its formulas, one after the other, and the name that its left side names. */
export interface ReadClaim {
  /** The formulas that are said to be equal; the last is the claim. */
  readonly lines: readonly Node[];
}

const ownFunctions = ({ functions, writtenOut }: ElaboratedProgram): readonly string[] => [
  ...functions.map((f) => f.spelling),
  ...writtenOut.map((f) => f.target.spelling),
];

/** What the left side of a claim says. */
export interface ClaimHead {
  /** The names that the derivative is in: `∂L/∂X = …`, `X̄ = …`. */
  readonly names: readonly string[];
  readonly left: ClaimedLeft | undefined;
  /** What the last line defines. */
  readonly target: string | undefined;
}

/** Reads the left sides of a claim. */
export function claimHead(derivation: Derivation, text: string): ClaimHead {
  const { program, catalogue } = derivation;
  const known = [...program.outputs, ...program.definitions, ...program.inputs].map(({ name }) => name);
  const bars = derivation.outputs.map((o) => cotangentName(o.name));
  const own = ownFunctions(program);
  const functions = [...functionWords(catalogue), ...own];
  const {
    wrt,
    left,
    program: claim,
  } = parseProgram(
    text,
    { names: [...known, ...bars, ...program.dimensions], functions, ownFunctions: own },
    { claim: true },
  );
  const last = claim.statements[claim.statements.length - 1];
  const target = last?.kind === "definition" ? last.targets[0]!.name : undefined;
  const base = target === undefined ? undefined : cotangentBase(target);
  return { names: base === undefined ? wrt : [...wrt, base], left, target };
}

/** The gradient that a claim is about: of the input that it names, or of the only one; undefined if there are several. */
export function claimedGradient(derivation: Derivation, text: string): Gradient | undefined {
  const { gradients } = derivation;
  const { names } = claimHead(derivation, text);
  const named = gradients.filter((g) => names.includes(g.input.name));
  if (named.length === 1) return named[0];
  return gradients.length === 1 ? gradients[0] : undefined;
}

/** A claim read in the scope of its program. Throws MatrixBackpropError. */
export function readClaim(derivation: Derivation, gradient: Claimed, text: string): ReadClaim {
  const { program, store, catalogue } = derivation;
  const names = new Map<string, Node>(gradient.names);
  for (const { name, node } of [...program.outputs, ...program.definitions, ...program.inputs]) names.set(name, node);
  for (const o of derivation.outputs) names.set(cotangentName(o.name), cotangentSymbol(derivation, o));
  const functions = new Map(program.functions.map((f) => [f.name, f.node]));
  const own = ownFunctions(program);
  const words = [...functionWords(catalogue), ...own];
  const known = [...names.keys(), ...program.dimensions];
  const parsed = parseProgram(text, { names: known, functions: words, ownFunctions: own }, { claim: true });
  const { writtenOut } = program;
  const surroundings = { store, catalogue, names, functions, writtenOut, dimensions: new Set(program.dimensions) };
  throwDiagnostics(parsed.diagnostics, { name: "claim", text });
  const { source, statements } = parsed.program;
  const others = statements.filter((s) => s.kind !== "expression");
  const lines = statements.filter((s) => s.kind === "expression");
  const programs = lines.length === 0 ? [others] : lines.map((line) => [...others, line]);
  const read = programs.map((p) => elaborateWithin(surroundings, { source, statements: p }, gradient.input.node));
  throwDiagnostics(
    read.flatMap((r): readonly Diagnostic[] => r.diagnostics),
    { name: "claim", text },
  );
  return { lines: read.map((r) => r.node!) };
}
