/** The command `derive-gradient`: reads options and a program, prints what was asked for, answers with a status. */
import { existsSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { CheckReport } from "../print/check-report.js";
import { textReport } from "../print/text/report.js";
import { functionNameLike } from "../../codegen/targets/octave/names.js";
import { chooseRuntime } from "../../codegen/runtime/linalg.js";
import type { Derivation } from "../calculus/derivation.js";
import type { SecondOrderForm } from "../calculus/second.js";
import { deriveSource, secondOrderOf } from "../derive.js";
import { EXTENSIONS, isSecondForm, requireFirstOrder, type CommandKind, type Form } from "../emit-kinds.js";
import { notesText } from "../language/diagnostics/notes.js";
import type { Answer, Point } from "../plan/evaluate.js";
import { checkText } from "./check-text.js";
import { STATUS, explain } from "./explain.js";
import { readText, writeFiles, writeStream } from "./files.js";
import { guard } from "./guard.js";
import { OptionsExit, readOptions, type Options } from "./options.js";
import { Progress } from "./progress.js";
import { subcommand } from "./subcommands.js";
import { readPoint } from "./point.js";
import { version } from "./version.js";

/** Runs the command and returns its exit status; nothing it does throws. */
export async function main(argv: readonly string[]): Promise<number> {
  let options: Options | undefined;
  let program: { name: string; text: string } | undefined;
  try {
    const other = await subcommand(argv[0]);
    if (other) return await other(argv.slice(1));
    options = readOptions(argv, version);
    if (options.source === undefined && process.stdin.isTTY && process.stdout.isTTY) return await converse(options);
    if (options.runtime) chooseRuntime(options.runtime);
    program = readProgram(options);
    return await answer(options, program.text);
  } catch (error) {
    return report(error, options, program);
  }
}

/** The prompt, where the command is started at a terminal without a program. */
async function converse(options: Options): Promise<number> {
  const [{ Session }, { historyFile, runPrompt }, { show }] = await Promise.all([
    import("./session.js"),
    import("./prompt.js"),
    import("./pager.js"),
  ]);
  const { stdin: input, stdout } = process;
  const session = new Session(options, colored(options, stdout));
  const { ascii } = options;
  const page = (text: string): void => show(text, stdout);
  await runPrompt(session, { input, output: stdout, terminal: true, history: historyFile(), ascii, page });
  return STATUS.done;
}

/** An expression as it stands, a file by its extension, or standard input. */
function readProgram({ source }: Options): { name: string; text: string } {
  if (source === undefined) {
    throw new OptionsExit(STATUS.rejected, "error: an expression or a file is expected; --help shows examples\n");
  }
  if (source === "-") return { name: "standard input", text: readText(0, "standard input") };
  if (source.endsWith(".mx")) return { name: basename(source), text: readText(source, source) };
  refusePath(source);
  return { name: "expression", text: source };
}

/** Words that end as no expression does. */
const FILE_NAME = /^[^\s()]*[\w-]{2,}\.(?:mxx?|txt|md|tex|json|m|py|jl|nb|ts|js|ipynb|csv|html|pdf|zip)~?$/i;

/** Throws OptionsExit for the name of a file that is no program, whether or not it is there. */
function refusePath(source: string): void {
  const isPath = /^(?:\.{0,2}\/|~\/)|\/$/.test(source) || FILE_NAME.test(source);
  if (!isPath && !/^[\w./~-]*\.[A-Za-z]{1,4}$/.test(source)) return;
  const isThere = existsSync(source);
  if (!isThere && !isPath) return;
  const refuse = (what: string): never => {
    throw new OptionsExit(STATUS.rejected, `error: ${source} ${what}\n`);
  };
  if (!isThere) refuse("looks like a file, and there is none; programs are in files that end in .mx");
  if (statSync(source).isDirectory()) refuse("is a folder; a program is in a file that ends in .mx");
  refuse(`is a file, and programs are in files that end in .mx: rename it, or derive-gradient - < ${source}`);
}

async function answer(options: Options, text: string): Promise<number> {
  refuseCombinations(options);
  const derived = deriveSource(text, {
    sizes: options.size,
    declarations: options.var,
    ...(options.wrt ? { wrt: options.wrt } : {}),
    syntax: options.syntax,
    riemannian: options.riemannian,
  });
  const derivation = options.guard && !options.bench ? await guard(derived) : derived;
  if (options.guard && isSecond(options.form)) await guard(await checkable(derivation, options.form));
  await tellNotes(options, derivation);
  if (options.at !== undefined) return evaluateFile(options, derivation, options.at);
  if (options.verify !== undefined) return verifyOne(options, derivation, options.verify);
  if (options.bench) return benchOne(options, derivation);
  return emitAll(options, derivation);
}

/** Throws OptionsExit for options that do not go together. */
function refuseCombinations({ form, riemannian }: Options): void {
  const refuse = (what: string): never => {
    throw new OptionsExit(STATUS.rejected, `error: ${what}\n`);
  };
  if (!isSecondForm(form)) return;
  if (riemannian && form !== "jacobian") refuse(`--form ${form} has no --riemannian: Hessians are Euclidean`);
}

/** How surprising things were read, on standard error. */
async function tellNotes({ quiet }: Options, { program }: Derivation): Promise<void> {
  if (!quiet && program.notes.length > 0) await writeStream(process.stderr, notesText(program.notes));
}

async function benchOne(options: Options, derivation: Derivation): Promise<number> {
  const { benchDerivation, benchJson, benchText } = await import("./bench.js");
  const progress = new Progress(process.stderr);
  const bench = benchDerivation(derivation, options.size, options.seed, (sizes) => progress.tell(`timing ${sizes}`));
  progress.end();
  const json = options.emit.includes("json");
  await output(options, [json ? ["json", benchJson(bench)] : ["text", benchText(bench)]]);
  return bench.rows.length > 0 ? STATUS.done : STATUS.inconclusive;
}

async function evaluateFile(options: Options, derivation: Derivation, file: string): Promise<number> {
  const point = readPoint(readText(file, file), file);
  const sizes = new Map(Object.entries(options.size));
  const values = await valuesAt(derivation, point, options.form, sizes);
  await output(options, [["json", `${JSON.stringify(values)}\n`]]);
  return STATUS.done;
}

async function valuesAt(
  derivation: Derivation,
  point: Point,
  form: Form,
  sizes: ReadonlyMap<string, number>,
): Promise<Answer> {
  if (form === "adjoint" || form === "variation") {
    const { evaluateAt } = await import("../plan/evaluate.js");
    return evaluateAt(derivation, point, form, sizes);
  }
  const { hessianAt, jacobianAt, productAt } = await import("../plan/evaluate-second.js");
  if (form === "jacobian") return jacobianAt(derivation, point, sizes);
  const second = secondOrderOf(derivation, form);
  return form === "hvp" ? productAt(second, point, sizes) : hessianAt(second, point, sizes, form);
}

async function verifyOne(options: Options, derivation: Derivation, claim: string): Promise<number> {
  const { verify } = await import("./verify.js");
  const result = verify(derivation, claim, options);
  if ("inputs" in result) {
    const choices = result.inputs.join(", ");
    const what =
      result.kind === "gradient"
        ? `is about one input: say which with --wrt (${choices})`
        : `is about one derivative: begin the claim with its left side (${choices} = …), or say which input with --wrt`;
    throw new OptionsExit(STATUS.rejected, `error: --verify ${what}\n`);
  }
  await output(options, [options.emit.includes("json") ? ["json", result.json()] : ["text", result.text()]]);
  return { right: STATUS.done, wrong: STATUS.failed, inconclusive: STATUS.inconclusive }[result.verdict];
}

async function checked({ size: sizes, seed, form }: Options, derivation: Derivation): Promise<CheckReport> {
  const { checkThoroughly } = await import("../check/thorough.js");
  return checkThoroughly(isSecond(form) ? await checkable(derivation, form) : derivation, { sizes, seed });
}

const isSecond = (form: Form): form is SecondOrderForm => isSecondForm(form) && form !== "jacobian";

/** What is of second order as a derivation, which the check of derivations checks. */
async function checkable(derivation: Derivation, form: SecondOrderForm): Promise<Derivation> {
  if (form === "gauss-newton") {
    const { gaussNewtonAsDerivation } = await import("../calculus/gauss-newton.js");
    return gaussNewtonAsDerivation(secondOrderOf(derivation, form));
  }
  const { hessianAsDerivation } = await import("../calculus/second.js");
  return hessianAsDerivation(secondOrderOf(derivation));
}

async function emitAll(options: Options, derivation: Derivation): Promise<number> {
  const check = options.check ? await checked(options, derivation) : null;
  const texts: [CommandKind, string][] = [];
  const named = { ...options, ...functionName(options) };
  for (const kind of options.emit) texts.push([kind, await textOf(kind, derivation, check, named)]);
  if (check && !options.emit.includes("json")) texts[0]![1] += `\n${checkText(check)}`;
  await output(options, texts, options.moduleTests ? await testsOf(options, derivation) : undefined);
  if (!check || check.verdict === "passed") return STATUS.done;
  return check.verdict === "failed" ? STATUS.failed : STATUS.inconclusive;
}

/** What writes the tests of a module. Throws OptionsExit where there is no file to write them beside. */
async function testsOf({ emit: kinds, out }: Options, derivation: Derivation) {
  if (out === undefined || !kinds.includes("torch"))
    throw new OptionsExit(2, "error: --module-tests is about a file: say --emit torch and --out layer.py\n");
  const { testFileOf, torchTests } = await import("../check/module-tests.js");
  return (file: string) => ({ name: testFileOf(file), text: torchTests(derivation, file) });
}

/** Writes the tests of a module into its folder. */
function writeTests(path: string, tests: (file: string) => { readonly name: string; readonly text: string }): void {
  const { name, text } = tests(basename(path));
  writeFiles(join(dirname(path), name), false, [{ name, text }]);
}

/** The function of an Octave file is named like the file. */
function functionName({ out, source }: Options): { readonly name?: string } {
  if (out === undefined) return {};
  return { name: out.endsWith(".m") ? basename(out, ".m") : functionNameLike(stemOf(source)) };
}

const stemOf = (source: string | undefined): string =>
  source?.endsWith(".mx") ? basename(source, ".mx") : "derivation";

async function textOf(
  kind: CommandKind,
  derivation: Derivation,
  check: CheckReport | null,
  options: Options,
): Promise<string> {
  const { form } = options;
  // The other printers are loaded where they are asked for.
  if (kind === "text" && !isSecondForm(form)) return textReport(derivation, { ...options, form });
  if (kind !== "html") {
    const { emit, emitSecond, jsonReport } = await import("../emit.js");
    if (isSecondForm(form)) return emitSecond(derivation, kind, { ...options, form }, check);
    return kind === "json" ? jsonReport(derivation, check) : emit(derivation, kind, options);
  }
  requireFirstOrder(kind, form);
  const { htmlPage } = await import("../print/html/page.js");
  return htmlPage(derivation, options);
}

/** Prints, or writes one file, or one file for each kind into a folder. */
async function output(
  options: Options,
  texts: readonly (readonly [CommandKind, string])[],
  tests?: (file: string) => { readonly name: string; readonly text: string },
): Promise<void> {
  if (options.out === undefined) {
    await writeStream(process.stdout, texts.map(([, text]) => text).join("\n"));
    return;
  }
  const folder = texts.length > 1;
  const stem = stemOf(options.source);
  const nameOf = (kind: CommandKind): string => (kind === "octave" ? functionNameLike(stem) : stem);
  const files = texts.map(([kind, text]) => ({ name: `${nameOf(kind)}.${EXTENSIONS[kind]}`, text }));
  const written = writeFiles(options.out, folder, files);
  if (tests) writeTests(written[texts.findIndex(([kind]) => kind === "torch")]!, tests);
}

async function report(
  error: unknown,
  options: Options | undefined,
  program: { name: string; text: string } | undefined,
): Promise<number> {
  const telling = { color: colored(options, process.stderr), verbose: options?.verbose === true };
  const [status, text] = explain(error, telling, program);
  if (status === STATUS.done) {
    // Help or the version: a result like any other.
    try {
      await writeStream(process.stdout, text);
      return status;
    } catch (failure) {
      return report(failure, options, program);
    }
  }
  // Where nothing can be said the status must do.
  await writeStream(process.stderr, text).catch(() => undefined);
  return status;
}

function colored(options: Options | undefined, stream: NodeJS.WriteStream): boolean {
  if (options?.color === "always") return true;
  if (options?.color === "never" || process.env["NO_COLOR"]) return false;
  return stream.isTTY === true;
}
