/** A session at the prompt: what was declared and defined stays, and each expression is derived with it. */
import { checkDerivation } from "../check/derivation/check.js";
import { guardDerivation } from "../check/guard.js";
import type { Derivation } from "../calculus/derivation.js";
import { deriveSource } from "../derive.js";
import { EMIT_KINDS, emit, type EmitKind } from "../emit.js";
import { functionScope, functionWords, loadCatalogue } from "../expression/catalogue/load.js";
import { notesText } from "../language/diagnostics/notes.js";
import { parseProgram, type ParsedProgram } from "../language/parse/parse.js";
import { didYouMean } from "../language/names/suggest.js";
import type { Statement } from "../language/syntax.js";
import { checkText } from "./check-text.js";
import { explain } from "./explain.js";
import type { Options } from "./options.js";

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
after a final ; or \\. An empty line ends it.

  :vars           what is declared and defined
  :clear          forget all of it
  :emit KIND      print ${EMIT_KINDS.join(", ")} from now on, and the last expression so
  :check          check the last expression numerically
  :help           this text
  :quit           end (also Ctrl-D); Ctrl-C drops the line
`;

const COMMANDS = ["help", "vars", "clear", "emit", "check", "quit"];

export class Session {
  #kept: readonly Kept[] = [];
  #kind: EmitKind;
  #last: Derivation | undefined;

  constructor(
    private readonly options: Omit<Options, "source">,
    private readonly color: boolean,
  ) {
    const [first = "text"] = options.emit;
    // A page is for a file.
    this.#kind = first === "html" ? "text" : first;
  }

  /** The answer to one input, which may be of several lines. Mistakes are answers, too. */
  reply(input: string): Reply {
    const text = input.trim();
    if (text === "") return { text: "" };
    try {
      return text.startsWith(":") ? this.command(text.slice(1)) : { text: this.statements(input) };
    } catch (error) {
      const { color, options } = this;
      return { text: explain(error, { color, verbose: options.verbose }, { name: "input", text: input })[1] };
    }
  }

  /** Words that a line may go on with: commands, names and functions. */
  completions(word: string): string[] {
    const words = word.startsWith(":")
      ? COMMANDS.map((c) => `:${c}`)
      : [...this.#kept.flatMap((k) => k.names), ...functionWords(loadCatalogue())];
    return [...new Set(words)].filter((w) => w.startsWith(word)).sort();
  }

  private command(line: string): Reply {
    const [name = "", argument] = line.trim().split(/\s+/);
    switch (name) {
      case "help":
      case "h":
      case "?":
        return { text: HELP };
      case "vars": {
        const lines = this.#kept.map((k) => `  ${k.text}\n`).join("");
        return { text: lines === "" ? "nothing is declared\n" : lines };
      }
      case "clear":
        this.#kept = [];
        this.#last = undefined;
        return { text: "" };
      case "emit":
        return { text: this.emitFrom(argument) };
      case "check":
        return { text: this.check() };
      case "quit":
      case "q":
      case "exit":
        return { text: "", quit: true };
    }
    const hint = didYouMean(name, COMMANDS) ?? `the commands are ${COMMANDS.map((c) => `:${c}`).join(", ")}`;
    return { text: `error: there is no command :${name}; ${hint}\n` };
  }

  private emitFrom(kind: string | undefined): string {
    const known = EMIT_KINDS.find((k) => k === kind);
    if (!known) return `error: the kinds are ${EMIT_KINDS.join(", ")}\n`;
    this.#kind = known;
    return this.#last ? this.printed(this.#last) : "";
  }

  private check(): string {
    if (!this.#last) return "there is no expression to check yet\n";
    const { size: sizes, seed } = this.options;
    return checkText(checkDerivation(this.#last, { sizes, seed }));
  }

  private printed(derivation: Derivation): string {
    return emit(derivation, this.#kind, this.options);
  }

  private statements(input: string): string {
    const parse = (text: string): ParsedProgram =>
      parseProgram(text, functionScope(loadCatalogue()), { syntax: this.options.syntax });
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
    const { var: declarations, wrt, syntax, riemannian } = this.options;
    const derivation = deriveSource(source, {
      declarations: declarations.filter((d) => !replaced.has(d.split(":")[0]!.trim())),
      earlier: before.map((k) => k.text),
      syntax,
      riemannian,
      ...(wrt && answers ? { wrt } : {}),
    });
    this.#kept = [...before, ...stated];
    if (!answers) return "";
    this.#last = this.options.guard ? guardDerivation(derivation) : derivation;
    return (this.options.quiet ? "" : notesText(this.#last.program.notes)) + this.printed(this.#last);
  }
}

/** The statements that stay, as they were written. */
function keptOf(input: string, statements: readonly Statement[]): Kept[] {
  const kept = new Map<string, Kept>();
  for (const s of statements) {
    if (s.kind === "expression" || s.kind === "return") continue;
    const text = input.slice(s.span.start, s.span.end).replaceAll(/\s+/g, " ");
    const names = s.kind === "definition" ? s.targets.map((t) => t.name) : [s.target.name];
    kept.set(text, { text, names: [...(kept.get(text)?.names ?? []), ...names] });
  }
  return [...kept.values()];
}

/** Whether a text goes on in the next line: a bracket is open, or it ends with `;` or a backslash. */
export function isOpen(text: string): boolean {
  if (text.trimStart().startsWith(":")) return false;
  const bare = text.replaceAll(/#.*$/gm, "").trimEnd();
  if (/[;\\]$/.test(bare)) return true;
  let depth = 0;
  for (const c of bare) {
    if ("([{⟨".includes(c)) depth += 1;
    if (")]}⟩".includes(c)) depth -= 1;
  }
  return depth > 0;
}
