/** The library's view of a derivation: formulas as text and LaTeX by name, and the layer that computes them. */
import { formulasOf, type Equation } from "./print/formulas.js";
import { jsonResult } from "./print/json/report.js";
import type { Layer, LayerOptions } from "../codegen/run/layer.js";
import { layerOf } from "./plan/layer.js";
import type { Derivation } from "./calculus/derivation.js";
import { guardDerivation } from "./check/guard.js";
import { deriveParsed, deriveSource, parse } from "./derive.js";
import { defaultLimits } from "./language/diagnostics/limits.js";
import type { Note } from "./language/diagnostics/notes.js";
import { SYNTAX_NAMES } from "./language/parse/parse.js";
import { printExpression } from "./language/print/print.js";
import { isRecord, refuse, requireKeys, requireOneOf } from "./requirements.js";
import type { DeriveSettings } from "./settings.js";
import { WorkerLayer } from "./workers.js";

export type { DeriveSettings } from "./settings.js";

export interface Formula {
  readonly text: string;
  readonly latex: string;
}

export interface NamedFormula extends Formula {
  readonly name: string;
}

/** A derived program. */
export interface Result {
  readonly gradients: Readonly<Record<string, Formula>>;
  readonly variation: Readonly<Record<string, Formula>>;
  /** Shared intermediates in order. */
  readonly where: readonly NamedFormula[];
  readonly steps: ReturnType<typeof jsonResult>["steps"];
  readonly assumptions: readonly string[];
  /** How surprising things were read, and why the answer was not checked. */
  readonly notes: readonly Note[];
  readonly derivation: Derivation;
  /** The layer that computes outputs and gradients, without emitting source. */
  compile(options?: LayerOptions): Layer;
  /** The same layer for batches, computed in parts by worker threads of Node (`workers` of them). */
  compileWithWorkers(options: { readonly workers: number }): WorkerLayer;
}

/**
 * Derives a program, and checks the formulas at a random point. Throws MatrixBackpropError when the program cannot be
 * understood, a rule is missing, or the formulas fail the check (`internal/wrong-derivation`).
 */
export function derive(source: string, settings: DeriveSettings = {}): Result {
  requireArguments(source, settings);
  const { declare = {}, check = true, ...rest } = settings;
  const declarations = Object.entries(declare).map(([name, shape]) => `${name}: ${shape}`);
  const derivation = deriveSource(source, { declarations, ...rest });
  return new DerivedProgram(check ? guardDerivation(derivation) : derivation, source, settings);
}

/**
 * As `derive`, giving way to other work between its phases: reading, deriving, checking. Rejects with the signal's
 * reason once it is aborted.
 */
export async function deriveAsync(
  source: string,
  { signal, ...settings }: DeriveSettings & { readonly signal?: AbortSignal } = {},
): Promise<Result> {
  requireArguments(source, settings);
  const { declare = {}, check = true, ...rest } = settings;
  const declarations = Object.entries(declare).map(([name, shape]) => `${name}: ${shape}`);
  const options = { declarations, ...rest };
  await turn(signal);
  const program = parse(source, options);
  await turn(signal);
  const derivation = deriveParsed(program, source, options);
  await turn(signal);
  return new DerivedProgram(check ? guardDerivation(derivation) : derivation, source, settings);
}

/** Lets other tasks run, among them those that abort the signal. */
async function turn(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((done) => setTimeout(done));
  signal?.throwIfAborted();
}

/** Every setting; the type asks for one that is added. */
const SETTINGS: Readonly<Record<keyof DeriveSettings, true>> = {
  declare: true,
  wrt: true,
  syntax: true,
  riemannian: true,
  limits: true,
  check: true,
};

/** The library is called from JavaScript, too. Throws DataError. */
function requireArguments(source: unknown, settings: unknown): void {
  if (typeof source !== "string") refuse("the program must be a string");
  requireKeys("the settings", settings, Object.keys(SETTINGS));
  const { declare = {}, wrt = [], limits = {}, check = true } = settings;
  if (typeof check !== "boolean") refuse("check must be true or false");
  if (!isRecord(limits)) refuse("limits must be an object of numbers by name");
  for (const [name, limit] of Object.entries(limits)) {
    if (!Object.hasOwn(defaultLimits, name))
      refuse(`there is no limit ${name}; there are ${Object.keys(defaultLimits).join(", ")}`);
    if (!(Number.isInteger(limit) && (limit as number) > 0)) refuse(`limits.${name} must be a positive integer`);
  }
  if (!isRecord(declare)) refuse("declare must be an object of declarations by name");
  for (const [name, shape] of Object.entries(declare)) {
    if (typeof shape !== "string") refuse(`declare.${name} must be a string such as "m×n"`);
  }
  if (!Array.isArray(wrt) || !wrt.every((w) => typeof w === "string")) refuse("wrt must be an array of names");
  if (settings["syntax"] !== undefined) requireOneOf("syntax", settings["syntax"], SYNTAX_NAMES);
}

const formula = (e: Equation): Formula => ({
  text: printExpression(e.right, "text"),
  latex: printExpression(e.right, "latex"),
});

function byName(names: readonly string[], equations: readonly Equation[]): Record<string, Formula> {
  const record = Object.create(null) as Record<string, Formula>;
  equations.forEach((e, i) => (record[names[i]!] = formula(e)));
  return record;
}

/** Formulas are printed when they are first asked for. */
class DerivedProgram implements Result {
  #formulas: ReturnType<typeof formulasOf> | undefined;
  #json: ReturnType<typeof jsonResult> | undefined;

  constructor(
    readonly derivation: Derivation,
    private readonly source: string,
    private readonly settings: DeriveSettings,
  ) {}

  private get formulas() {
    return (this.#formulas ??= formulasOf(this.derivation));
  }

  private get json() {
    return (this.#json ??= jsonResult(this.derivation));
  }

  get gradients() {
    const names = this.derivation.gradients.map((g) => g.input.spelling);
    return byName(names, this.formulas.gradients);
  }

  get variation() {
    const names = this.derivation.outputs.map((o) => o.spelling);
    return byName(names, this.formulas.variations);
  }

  get where() {
    return this.formulas.where.map((e) => ({
      name: e.left.map((l) => printExpression(l, "text")).join(", "),
      ...formula(e),
    }));
  }

  get steps() {
    return this.json.steps;
  }

  get assumptions() {
    return this.json.assumptions;
  }

  get notes() {
    return this.derivation.program.notes;
  }

  compile(options: LayerOptions = {}): Layer {
    requireKeys("the options of compile", options, ["testStructure"]);
    return layerOf(this.derivation, options);
  }

  compileWithWorkers({ workers }: { readonly workers: number }): WorkerLayer {
    // The formulas are those that were checked here.
    return new WorkerLayer(this.source, { ...this.settings, check: false }, workers);
  }
}
