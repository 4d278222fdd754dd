/** A session at the prompt: what was declared and defined stays, and each expression is derived with it. */
import { checkDerivation } from "../check/derivation/check.js";
import { guardDerivation } from "../check/guard.js";
import type { Derivation } from "../calculus/derivation.js";
import { deriveSource } from "../derive.js";
import { EMIT_KINDS, emit, type EmitKind } from "../emit.js";
import { functionScope, loadCatalogue } from "../expression/catalogue/load.js";
import { notesText } from "../language/diagnostics/notes.js";
import { parseProgram, type ParsedProgram } from "../language/parse/parse.js";
import type { NotationStyle } from "../language/print/notation.js";
import type { Statement } from "../language/syntax.js";
import { shapeLines } from "../print/text/report.js";
import { checkText } from "./check-text.js";
import { STATUS, explain } from "./explain.js";
import { FileProblem, readText, writeFiles } from "./files.js";
import { notationStyle } from "./notation.js";
import { OptionsExit, type Options } from "./options.js";
import { completed } from "./prompt-completion.js";
import { commandOf, commandsText, type PromptCommandName } from "./prompt-commands.js";
import { verify } from "./verify.js";

/** What the prompt does with an answer. */
export interface Reply {
  readonly text: string;
  readonly quit?: boolean;
}

/** A declaration, a definition or a function that later lines can use. */
interface Kept {
  readonly names: readonly string[];
  readonly text: string;
}

const HELP = `Type an expression, log(X'X + eps I), to see its derivative. Declarations (X: m×n spd), definitions (C = X'X) and
functions (f(t) = t tanh(t)) stay; declaring a name again replaces it. A line goes on while a bracket is open, and
after a final ; or \\. An empty line ends it. The tabulator completes: \\sigma becomes σ.

${commandsText()}
The kinds are ${EMIT_KINDS.join(", ")}.
`;

const NOTHING_YET = "there is no expression yet\n";

export class Session {
  #kept: readonly Kept[] = [];
  #kind: EmitKind;
  #last: { readonly derivation: Derivation; readonly text: string } | undefined;
  #options: Omit<Options, "source">;

  constructor(
    options: Omit<Options, "source">,
    private readonly color: boolean,
  ) {
    this.#options = options;
    const [first = "text"] = options.emit;
    // A page is for a file.
    this.#kind = first === "html" ? "text" : first;
  }

  /** The answer to one input, which may be of several lines. Mistakes are answers, too. */
  reply(input: string): Reply {
    if (input.trim() === "") return { text: "" };
    const command = commandOf(input);
    if (command === undefined) return this.answer("input", input, () => this.statements(input));
    if ("problem" in command) return { text: command.problem };
    const { name, argument } = command;
    if (name === "quit") return { text: "", quit: true };
    return this.answer("input", argument, () => this.commands[name](argument));
  }

  /** What a line may go on with, and where that begins: commands, their arguments, letters, names and functions. */
  completions(line: string): { readonly words: readonly string[]; readonly from: number } {
    return completed(line, {
      names: this.#kept.flatMap((k) => k.names),
      inputs: this.#last?.derivation.program.inputs.map((i) => i.spelling) ?? [],
    });
  }

  /** What is done, or the mistake in the text in words. */
  private answer(name: string, text: string, done: () => string): Reply {
    try {
      return { text: done() };
    } catch (error) {
      const { verbose } = this.#options;
      return { text: explain(error, { color: this.color, verbose }, { name, text })[1] };
    }
  }

  private readonly commands: Readonly<Record<Exclude<PromptCommandName, "quit">, (argument: string) => string>> = {
    help: () => HELP,
    vars: () => this.#kept.map((k) => `  ${k.text}\n`).join("") || "nothing is declared\n",
    clear: () => {
      this.#kept = [];
      this.#last = undefined;
      return "";
    },
    type: (argument) => this.typed(argument),
    emit: (argument) => this.emitFrom(argument),
    wrt: (argument) => {
      const names = argument.split(/[\s,]+/).filter((name) => name !== "");
      this.#options = { ...this.#options, wrt: names.length > 0 ? names : undefined };
      return this.#last ? this.statements(this.#last.text) : "";
    },
    notation: (argument) => {
      this.#options = { ...this.#options, style: argument === "" ? {} : notationOf(argument) };
      return this.#last ? this.printed(this.#last.derivation) : "";
    },
    verify: (argument) => this.verified(argument),
    check: () => this.check(),
    load: (argument) => {
      const text = readText(named(argument, "load"), argument);
      return this.answer(argument, text, () => this.statements(text)).text;
    },
    save: (argument) => this.saved(named(argument, "save")),
  };

  private emitFrom(kind: string): string {
    const known = EMIT_KINDS.find((k) => k === kind);
    if (!known) return `error: the kinds are ${EMIT_KINDS.join(", ")}\n`;
    this.#kind = known;
    return this.#last ? this.printed(this.#last.derivation) : "";
  }

  private check(): string {
    if (!this.#last) return NOTHING_YET;
    const { size: sizes, seed } = this.#options;
    return checkText(checkDerivation(this.#last.derivation, { sizes, seed }));
  }

  private verified(claim: string): string {
    if (!this.#last) return NOTHING_YET;
    if (claim === "") return "error: a formula is expected, :verify ∂L/∂X = …\n";
    const result = verify(this.#last.derivation, claim, this.#options);
    if (!("inputs" in result)) return result.text();
    const [first = "X"] = result.inputs;
    return `error: a formula is about one input (${result.inputs.join(", ")}): write ∂L/∂${first} = …, or :wrt ${first} first\n`;
  }

  private typed(text: string): string {
    if (text === "") return "error: an expression is expected, :type X'X\n";
    const { derivation } = this.derived(text);
    return `${shapeLines(derivation, { ...this.#options, form: "adjoint" }).join("\n")}\n`;
  }

  /** Writes a program that makes the session again. */
  private saved(file: string): string {
    if (!file.endsWith(".mx")) return "error: programs are in files that end in .mx\n";
    const lines = [
      ...this.#kept.map((k) => k.text),
      ...(this.#last && !this.isKept(this.#last.text) ? [this.#last.text] : []),
    ];
    if (lines.length === 0) return "nothing is declared\n";
    writeFiles(file, false, [{ name: "", text: `${lines.join("\n")}\n` }]);
    return `${file} is written\n`;
  }

  /** Whether a text says nothing but what is kept. */
  private isKept(text: string): boolean {
    return this.#kept.some((k) => k.text === text.trim().replaceAll(/\s+/g, " "));
  }

  private printed(derivation: Derivation): string {
    return emit(derivation, this.#kind, this.#options);
  }

  private statements(input: string): string {
    const { derivation, answers, kept } = this.derived(input);
    this.#kept = kept;
    if (!answers) return "";
    const checked = this.#options.guard ? guardDerivation(derivation) : derivation;
    this.#last = { derivation: checked, text: input };
    return (this.#options.quiet ? "" : notesText(checked.program.notes)) + this.printed(checked);
  }

  /** The input derived with what is kept, whether it has an answer, and what is kept afterwards. */
  private derived(input: string): { derivation: Derivation; answers: boolean; kept: readonly Kept[] } {
    const { var: declarations, wrt, syntax, riemannian } = this.#options;
    const parse = (text: string): ParsedProgram => parseProgram(text, functionScope(loadCatalogue()), { syntax });
    const alone = parse(input);
    const replaced = new Set([...keptOf(input, alone.program.statements).flatMap((k) => k.names), ...alone.broken]);
    const before = this.#kept.filter((k) => !k.names.some((n) => replaced.has(n)));
    // What stands before may be needed to read the line: a function that it calls.
    const earlier = before.map((k) => `${k.text}\n`).join("");
    const parsed = parse(`${earlier}${input}`);
    const statements = parsed.program.statements.filter((s) => s.span.start >= earlier.length);
    const stated = keptOf(`${earlier}${input}`, statements);
    const answers = statements.some((s) => s.kind !== "declaration" && s.kind !== "function");
    // Declarations alone are judged by the engine, too, with an output that says nothing.
    const source = answers || parsed.diagnostics.length > 0 ? input : `${input}\n0`;
    const derivation = deriveSource(source, {
      declarations: declarations.filter((d) => !replaced.has(d.split(":")[0]!.trim())),
      earlier: before.map((k) => k.text),
      syntax,
      riemannian,
      ...(wrt && answers ? { wrt } : {}),
    });
    return { derivation, answers, kept: [...before, ...stated] };
  }
}

/** The file that a command names. Throws FileProblem. */
function named(file: string, command: string): string {
  if (file === "") throw new FileProblem(`a file is expected, :${command} layer.mx`);
  return file;
}

/** Signs of the output. Throws OptionsExit. */
function notationOf(text: string): NotationStyle {
  try {
    return notationStyle(text);
  } catch (error) {
    throw new OptionsExit(STATUS.rejected, `error: ${(error as Error).message}\n`);
  }
}

/** The statements that stay, as they were written. */
function keptOf(input: string, statements: readonly Statement[]): Kept[] {
  const kept = new Map<string, Kept>();
  for (const s of statements) {
    if (s.kind === "expression" || s.kind === "return") continue;
    const text = input.slice(s.span.start, s.span.end).replaceAll(/\s+/g, " ");
    const names = s.kind === "definition" ? s.targets.map((t) => t.name) : s.kind === "order" ? [] : [s.target.name];
    kept.set(text, { text, names: [...(kept.get(text)?.names ?? []), ...names] });
  }
  return [...kept.values()];
}

/** Whether a text goes on in the next line: a bracket is open, or it ends with `;` or a backslash. */
export function isOpen(text: string): boolean {
  if (commandOf(text) !== undefined) return false;
  const bare = text.replaceAll(/#.*$/gm, "").trimEnd();
  if (/[;\\]$/.test(bare)) return true;
  let depth = 0;
  for (const c of bare) {
    if ("([{⟨".includes(c)) depth += 1;
    if (")]}⟩".includes(c)) depth -= 1;
  }
  return depth > 0;
}
