/** From a program's text to its derivation. Everything that can be wrong with the text is one MatrixBackpropError. */
import { NoIdentity } from "./calculus/adjoint.js";
import { deriveProgram, type Derivation } from "./calculus/derivation.js";
import { NoVariation } from "./calculus/variation.js";
import type { Catalogue } from "./expression/catalogue.js";
import { functionWords, loadCatalogue } from "./expression/load.js";
import { elaborate, type ElaboratedProgram } from "./expression/program.js";
import { throwDiagnostics, type Diagnostic } from "./language/diagnostics.js";
import { canonicalName } from "./language/names.js";
import { parseDeclaration, parseProgram } from "./language/parse.js";
import { didYouMean } from "./language/suggest.js";
import type { DeclarationStatement } from "./language/syntax.js";
import { postorder } from "./language/traverse.js";

export interface DeriveOptions {
  /** Declarations besides those of the program, `X: m×n spd`. */
  readonly declarations?: readonly string[];
  /** The inputs to derive; by default all that are not constant. */
  readonly wrt?: readonly string[];
  readonly catalogue?: Catalogue;
}

/** Parses and types a program. Throws MatrixBackpropError. */
export function parse(source: string, options: DeriveOptions = {}): ElaboratedProgram {
  const catalogue = options.catalogue ?? loadCatalogue();
  const functions = functionWords(catalogue);
  const declared = (options.declarations ?? []).flatMap((text) => declarationsOf(text, functions));
  const names = declared.map((d) => d.target.name);
  const dimensions = declared.flatMap(dimensionsOf);
  const { program, diagnostics } = parseProgram(source, { names, dimensions, functions });
  const result =
    diagnostics.length > 0
      ? undefined
      : elaborate({ ...program, statements: [...declared, ...program.statements] }, catalogue);
  throwDiagnostics([...diagnostics, ...(result?.diagnostics ?? [])]);
  return result!.program!;
}

/** The dimension names that a declaration introduces: the program may use them as numbers. */
function dimensionsOf({ shape }: DeclarationStatement): string[] {
  const sizes = shape.kind === "matrix" ? [shape.rows, shape.columns] : shape.kind === "vector" ? [shape.rows] : [];
  return sizes.flatMap((size) => Array.from(postorder(size)).flatMap((s) => (s.kind === "name" ? [s.name] : [])));
}

function declarationsOf(text: string, functions: readonly string[]): readonly DeclarationStatement[] {
  const { declarations, diagnostics } = parseDeclaration(text, { functions });
  throwDiagnostics(diagnostics.map((d) => ({ ...d, message: `${d.message} (in the declaration ${text})` })));
  return declarations;
}

/** Derives a program. Throws MatrixBackpropError. */
export function deriveSource(source: string, options: DeriveOptions = {}): Derivation {
  const program = parse(source, options);
  const wrt = options.wrt?.map((name) => inputNamed(program, name, source));
  try {
    return deriveProgram(program, wrt);
  } catch (error) {
    throwDiagnostics(missingRule(error, program, source));
    throw error;
  }
}

function inputNamed(program: ElaboratedProgram, text: string, source: string): string {
  const name = canonicalName(text.trim());
  if (program.inputs.some((i) => i.name === name)) return name;
  const known = program.inputs.map((i) => i.spelling);
  const hint = didYouMean(text, known) ?? `the inputs are ${known.join(", ")}`;
  throwDiagnostics([{ code: "option/unknown-input", message: `${text} is not an input`, span: whole(source), hint }]);
  return name;
}

const whole = (source: string) => ({ start: 0, end: source.length });

/** The message for a function whose variation, or its adjoint, no rule gives. */
function missingRule(error: unknown, program: ElaboratedProgram, source: string): Diagnostic[] {
  if (error instanceof NoVariation) {
    const span = program.origins.get(error.node) ?? whole(source);
    return [{ code: "rule/no-variation", message: error.message, span }];
  }
  if (error instanceof NoIdentity) return [{ code: "rule/no-identity", message: error.message, span: whole(source) }];
  return [];
}
