/** The options of the command line, read by commander and checked here. */
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { RUNTIMES, type RuntimeName } from "../../codegen/runtime/linalg.js";
import { LAYOUTS, type Layout } from "../calculus/blocks.js";
import { COMMAND_KINDS, FORMS, type CommandKind, type Form } from "../emit-kinds.js";
import { SYNTAX_NAMES, type SyntaxName } from "../language/parse/parse.js";
import type { NotationStyle } from "../language/print/notation.js";
import { ENVIRONMENTS, NARROWEST, widthInEm, type Environment, type LatexLayout } from "../print/latex/options.js";
import { NOTATION_HELP, notationStyle } from "./notation.js";
import { SUBCOMMANDS } from "./subcommand-names.js";

export interface Options {
  readonly source: string | undefined;
  readonly var: readonly string[];
  readonly wrt: readonly string[] | undefined;
  readonly emit: readonly CommandKind[];
  readonly out: string | undefined;
  readonly form: Form;
  readonly layout: Layout;
  readonly syntax: SyntaxName;
  readonly riemannian: boolean;
  readonly at: string | undefined;
  /** Whether the figures of a check are printed. */
  readonly check: boolean;
  /** Whether the answer is checked before it is printed. */
  readonly guard: boolean;
  readonly verify: string | undefined;
  readonly size: Readonly<Record<string, number>>;
  readonly seed: number;
  readonly bench: boolean;
  /** Whether a file with tests is written beside a module for PyTorch. */
  readonly moduleTests: boolean;
  /** Whether emitted code tests the structure that is said of inputs. */
  readonly testStructure: boolean;
  readonly runtime?: RuntimeName;
  readonly ascii: boolean;
  readonly style: NotationStyle;
  readonly latex: LatexLayout;
  readonly color: "auto" | "always" | "never";
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Help or version was asked for, or the options were wrong: the text to print and the status to end with. */
export class OptionsExit extends Error {
  constructor(
    readonly status: number,
    readonly text: string,
  ) {
    super(text);
  }
}

export const EXAMPLES: readonly string[] = [
  "derive-gradient 'log(XᵀX + εI)'",
  `derive-gradient "Z*inv(Z'*Z)*Z'" --check`,
  "derive-gradient -v 'S: n×n spd' 'tr(S⁻¹A)' --riemannian -e steps",
  "derive-gradient layer.mx -e ts -o layer.ts",
  "derive-gradient layer.mx --at point.json",
  "derive-gradient --syntax matrixcalculus 'norm2(A*x - y)^2'",
  `echo "x'*A*x" | derive-gradient -`,
  "derive-gradient                  a prompt, at a terminal",
  "derive-gradient 'tr(XAXᵀ)' --wrt X --verify 'X(A + Aᵀ)'",
];

const COMMANDS = Object.values(SUBCOMMANDS).map(({ usage, what }) => `  derive-gradient ${usage.padEnd(17)}${what}\n`);

/** What stands before the options in a help text. */
export const examplesText = (examples: readonly string[]): string =>
  `Examples:\n${examples.map((line) => `  ${line}\n`).join("")}`;

/** A command line whose help fits any terminal. */
export const createCommand = (name?: string): Command =>
  new Command(name).configureOutput({ getOutHelpWidth: () => 80, getErrHelpWidth: () => 80 });

const collect = (value: string, all: readonly string[] = []): string[] => [...all, value];

function sizes(text: string, known: Readonly<Record<string, number>> = {}): Record<string, number> {
  const result = { ...known };
  for (const part of text.split(",")) {
    const match = /^\s*([^\s=]+)\s*=\s*([1-9]\d*)\s*$/.exec(part);
    if (!match) throw new InvalidArgumentError("sizes are written m=6,n=4");
    result[match[1]!] = Number(match[2]);
  }
  return result;
}

/** A length in em. Throws InvalidArgumentError. */
function lineWidth(text: string): number {
  const width = widthInEm(text);
  if (width === undefined) throw new InvalidArgumentError("a length is a number with mm, cm, in, pt or em: 80mm");
  if (width < NARROWEST) throw new InvalidArgumentError(`formulas need lines of ${NARROWEST} em, about 43mm`);
  return width;
}

/** A whole number that is not negative. Throws InvalidArgumentError. */
export function integer(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("an integer is expected");
  return Number(text);
}

/**
 * The arguments with an expression that begins with a minus sign behind `--`, where no option can begin: `-x'*A*x`.
 * Long names are options, and so are the letters that are; `-wX` is an expression, `-w X` is not.
 */
function withoutMinus(argv: readonly string[], command: Command): string[] {
  const takesValue = new Map(
    command.options.flatMap((o) => [o.short, o.long].map((flag) => [flag ?? "", o.required || o.optional] as const)),
  );
  for (let index = 0; index < argv.length; index += 1) {
    const argument = argv[index]!;
    if (argument === "--") break;
    if (takesValue.get(argument) === true) index += 1;
    else if (/^-[^-]/u.test(argument) && !takesValue.has(argument)) {
      return [...argv.slice(0, index), ...argv.slice(index + 1), "--", argument];
    } else if (/^--(?![a-z][a-z-]*(?:=|$))/u.test(argument)) {
      return [...argv.slice(0, index), ...argv.slice(index + 1), "--", argument];
    }
  }
  return [...argv];
}

/** The kinds of output that were asked for. Throws OptionsExit. */
function kindsOf(asked: readonly string[]): CommandKind[] {
  return asked.map((text) => {
    const kind = COMMAND_KINDS.find((k) => k === text);
    if (!kind) throw new OptionsExit(2, `error: --emit ${text} is not one of ${COMMAND_KINDS.join(", ")}\n`);
    return kind;
  });
}

/** The options and their help. */
export function commandLine(version: string): Command {
  return createCommand("derive-gradient")
    .description("Differentiate a matrix expression: variation, adjoint, derivation, kernel and numeric check.")
    .usage("[options] <expression | file.mx | ->")
    .argument("[source]", "an expression, a program file, or - for standard input")
    .option("-v, --var <declaration>", 'declare an input, "X: m×n spd" (repeatable)', collect)
    .option("-w, --wrt <names>", "derive only these inputs, X,Z")
    .addOption(
      new Option("-e, --emit <kind>", "what to print (repeatable with --out a folder)")
        .choices(COMMAND_KINDS)
        .argParser(collect),
    )
    .option("-o, --out <path>", "write there instead of standard output")
    .addOption(new Option("--form <form>", "which derivative").choices(FORMS).default("adjoint"))
    .addOption(new Option("--layout <whose>", "rows of Jacobians and Hessians").choices(LAYOUTS).default("numerator"))
    .addOption(new Option("--syntax <dialect>", "input dialect").choices(SYNTAX_NAMES).default("math"))
    .option("--riemannian", "gradients in the tangent space of structured inputs")
    .option("--at <file>", "evaluate at the numbers in a JSON file")
    .option("--check", "check the result numerically and print the figures")
    .option("--no-check", "print without the check that every answer gets")
    .option("--verify <claim>", "check a formula somebody else derived for the input named by --wrt")
    .option("--size <sizes>", "sizes for the check and the bench, m=6,n=4", sizes)
    .option("--seed <number>", "seed of the check", integer, 1)
    .option("--notation <signs>", NOTATION_HELP, notationStyle)
    .addOption(new Option("--macros <how>", "LaTeX: no macros, or defined once in front").choices(["none", "once"]))
    .addOption(new Option("--env <environment>", "LaTeX: the environment of displays").choices(ENVIRONMENTS))
    .option("--width <length>", "LaTeX: the width of a line, 80mm", lineWidth)
    .option("--no-reasons", "LaTeX: derivations without reasons")
    .option("--bench", "time the generated kernel: forward, backward, their ratio, by size")
    .addOption(new Option("--runtime <name>", "what computes").choices(RUNTIMES))
    .option("--module-tests", "write tests for pytest beside a module for PyTorch")
    .option("--no-test-structure", "emit code that takes the structure of its inputs on trust")
    .option("--ascii", "no Unicode in the output")
    .addOption(new Option("--color <when>", "colour in messages").choices(["auto", "always", "never"]).default("auto"))
    .option("-q, --quiet", "print results only")
    .option("--verbose", "print every step, and with the text the plan of the kernel")
    .version(version)
    .addHelpText("before", `${examplesText(EXAMPLES)}\nOther commands (each has --help):\n${COMMANDS.join("")}\n`);
}

/** Options of the command line as commander has them. */
interface Given extends Omit<
  Options,
  "latex" | "source" | "wrt" | "emit" | "style" | "check" | "guard" | "var" | "size" | Flag
> {
  readonly var?: string[];
  readonly size?: Record<string, number>;
  readonly check?: boolean;
  readonly wrt?: string;
  readonly emit?: string[];
  readonly notation?: NotationStyle;
  readonly macros?: "none" | "once";
  readonly env?: Environment;
  readonly width?: number;
  readonly reasons?: boolean;
}

type Flag = "riemannian" | "bench" | "moduleTests" | "ascii" | "quiet" | "verbose";

/** Flags that are not given. */
const OFF: Readonly<Record<Flag, boolean>> = {
  riemannian: false,
  bench: false,
  moduleTests: false,
  ascii: false,
  quiet: false,
  verbose: false,
};

/** Reads the command line. Throws OptionsExit. */
export function readOptions(argv: readonly string[], version: string): Options {
  let output = "";
  const keep = (text: string): void => void (output += text);
  const program = commandLine(version).exitOverride().configureOutput({ writeOut: keep, writeErr: keep });
  try {
    program.parse(withoutMinus(argv, program), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new OptionsExit(error.exitCode === 0 ? 0 : 2, output);
  }
  const given = { ...OFF, ...program.opts<Given>() };
  return {
    ...given,
    source: program.args[0],
    check: given.check === true,
    guard: given.check === undefined,
    var: given.var ?? [],
    size: given.size ?? {},
    style: given.notation ?? {},
    latex: {
      ...(given.macros ? { macros: given.macros } : {}),
      ...(given.env ? { env: given.env } : {}),
      ...(given.width === undefined ? {} : { width: given.width }),
      ...(given.reasons === false ? { reasons: false } : {}),
    },
    wrt: given.wrt?.split(",").map((s) => s.trim()),
    emit: kindsOf(given.emit ?? ["text"]),
  };
}
