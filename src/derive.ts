/** From a program's text to its derivation. Everything that can be wrong with the text is one MatrixBackpropError. */
import { NoIdentity } from "./calculus/adjoint.js";
import { deriveProgram, type Derivation } from "./calculus/derivation.js";
import { gaussNewton, NoGaussNewton, type GaussNewton } from "./calculus/gauss-newton.js";
import { NoHessian, varyGradients, type SecondOrder, type SecondOrderForm } from "./calculus/second.js";
import { inseparableStructures } from "./calculus/structures.js";
import { NoVariation } from "./calculus/variation.js";
import type { Catalogue } from "./expression/catalogue/catalogue.js";
import { functionScope, loadCatalogue } from "./expression/catalogue/load.js";
import { elaborate, type ElaboratedProgram } from "./expression/elaborate/program.js";
import { throwDiagnostics, type Diagnostic } from "../codegen/diagnostics.js";
import { canonicalName } from "../grammar/names.js";
import type { Limits } from "./language/diagnostics/limits.js";
import { parseDeclaration, parseProgram, type ParseScope, type SyntaxName } from "./language/parse/parse.js";
import { JoinedSource } from "./language/diagnostics/sources.js";
import { boldNames } from "./language/names/bold.js";
import { didYouMean } from "./language/names/suggest.js";
import type { Span } from "./language/syntax.js";

export interface DeriveOptions {
  /** Declarations besides those of the program, `X: m×n spd`. */
  readonly declarations?: readonly string[];
  /** Statements that came before the program, in a session. */
  readonly earlier?: readonly string[];
  /** The inputs to derive; by default all that are not constant. */
  readonly wrt?: readonly string[];
  /** The dialect of the expressions. */
  readonly syntax?: SyntaxName;
  /** Whether `f(X) = …` in the last line, which nothing calls, is the output; it is by default. */
  readonly functionOutputs?: boolean;
  /** Gradients in the tangent space of inputs whose properties give them a geometry. */
  readonly riemannian?: boolean;
  /** How large sizes are, by name: kernels multiply in the order that is cheapest there. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** How large the program may be, where that is not the default. */
  readonly limits?: Partial<Limits>;
  readonly catalogue?: Catalogue;
}

/** Parses and types a program. Throws MatrixBackpropError. */
export function parse(source: string, options: DeriveOptions = {}): ElaboratedProgram {
  const catalogue = options.catalogue ?? loadCatalogue();
  const scope = functionScope(catalogue);
  const declarations = options.declarations ?? [];
  throwDiagnostics(declarations.flatMap((text) => declarationProblems(text, scope)));
  const joined = new JoinedSource(
    [
      ...declarations.map((text) => ({ name: "declaration", text })),
      ...(options.earlier ?? []).map((text) => ({ name: "earlier input", text })),
    ],
    source,
  );
  const { syntax, limits } = options;
  const { program, diagnostics, kinds, broken, notes, wrt } = parseProgram(joined.text, scope, {
    functionOutputs: options.functionOutputs !== false,
    ...(syntax ? { syntax } : {}),
    ...(limits ? { limits } : {}),
  });
  const kindOf = kinds.size > 0 ? { kindOf: (name: string) => kinds.get(name) } : {};
  const result = elaborate(program, catalogue, { ...kindOf, broken, incomplete: diagnostics.length > 0 });
  const problems = [...diagnostics, ...result.diagnostics].sort((a, b) => a.span.start - b.span.start);
  throwDiagnostics(problems.map((d) => joined.located(d)));
  const origins = new Map([...result.program!.origins].map(([node, span]) => [node, joined.inProgram(span)]));
  const told = [...notes, ...result.program!.notes].map((n) => joined.locatedNote(n));
  const occurrences = result.program!.occurrences.map((o) => ({ ...o, span: joined.inProgram(o.span) }));
  return { ...result.program!, origins, occurrences, notes: told, asked: wrt, bold: boldNames(joined.text) };
}

/** What is wrong with the text of a declaration, which must be one, and nothing else. */
function declarationProblems(text: string, scope: ParseScope): Diagnostic[] {
  const { diagnostics } = parseDeclaration(text, scope);
  return diagnostics.map((d) => ({ ...d, source: { name: "declaration", text } }));
}

/** Derives a program. Throws MatrixBackpropError. */
export function deriveSource(source: string, options: DeriveOptions = {}): Derivation {
  return deriveParsed(parse(source, options), source, options);
}

/** Derives what `parse` made of the source. Throws MatrixBackpropError. */
export function deriveParsed(program: ElaboratedProgram, source: string, options: DeriveOptions = {}): Derivation {
  const asked = program.asked && program.asked.length > 0 ? program.asked : undefined;
  const wrt = (options.wrt ?? asked)?.map((name) => inputNamed(program, name));
  throwDiagnostics(inseparable(program, source, wrt));
  const sizes = options.sizes && new Map(Object.entries(options.sizes));
  try {
    return deriveProgram(program, {
      ...(wrt ? { wrt } : {}),
      ...(sizes && sizes.size > 0 ? { sizes } : {}),
      riemannian: options.riemannian === true,
    });
  } catch (error) {
    throwDiagnostics(missingRule(error, program, source));
    throw error;
  }
}

/** How the gradients of a derived program vary, or what Gauss and Newton take for it. Throws MatrixBackpropError. */
export function secondOrderOf(derivation: Derivation, form: "gauss-newton"): GaussNewton;
export function secondOrderOf(derivation: Derivation, form?: SecondOrderForm): SecondOrder;
export function secondOrderOf(derivation: Derivation, form: SecondOrderForm = "hessian"): SecondOrder {
  try {
    return form === "gauss-newton" ? gaussNewton(derivation) : varyGradients(derivation);
  } catch (error) {
    if (error instanceof NoHessian || error instanceof NoGaussNewton)
      throwDiagnostics([{ code: "form/not-a-loss", message: error.message, span: whole("") }]);
    throwDiagnostics(missingRule(error, derivation.program, ""));
    throw error;
  }
}

function inputNamed(program: ElaboratedProgram, text: string): string {
  const name = canonicalName(text.trim());
  if (program.inputs.some((i) => i.name === name)) return name;
  const known = program.inputs.map((i) => i.spelling);
  const hint =
    didYouMean(text, known) ?? (known.length > 0 ? `the inputs are ${known.join(", ")}` : "the program has no inputs");
  const message = `${text === "" ? "a name is missing: the text" : text} is not an input`;
  const from = { name: "inputs to derive", text };
  throwDiagnostics([{ code: "option/unknown-input", message, span: whole(text), source: from, hint }]);
  return name;
}

const whole = (source: string): Span => ({ start: 0, end: source.length });

/** The message for an input whose gradient no projection is known for. */
function inseparable(program: ElaboratedProgram, source: string, wrt: readonly string[] | undefined): Diagnostic[] {
  const constant = program.catalogue.bit("constant");
  for (const { name, spelling, node } of program.inputs) {
    if (wrt ? !wrt.includes(name) : (node.properties & constant) !== 0) continue;
    const both = inseparableStructures(program.catalogue, node)?.map((p) => p.name);
    if (!both) continue;
    const message = `no projection onto the directions is known in which ${spelling} stays ${both.join(" and ")}`;
    const hint = `declare one of the two, or ${spelling} constant`;
    return [{ code: "rule/no-projection", message, span: program.origins.get(node) ?? whole(source), hint }];
  }
  return [];
}

/** The message for a function whose variation, or its adjoint, no rule gives. */
function missingRule(error: unknown, program: ElaboratedProgram, source: string): Diagnostic[] {
  if (error instanceof NoVariation) {
    const span = program.origins.get(error.node) ?? whole(source);
    return [{ code: "rule/no-variation", message: error.message, span }];
  }
  if (error instanceof NoIdentity) return [{ code: "rule/no-identity", message: error.message, span: whole(source) }];
  return [];
}
