/** What can be typed at the prompt besides programs: the one table of it, for help, completion and the session. */
import { didYouMean } from "../language/names/suggest.js";

interface PromptCommand {
  /** What follows the name. */
  readonly argument?: string;
  readonly what: string;
  /** Other names of it; those without a colon are understood where they stand alone. */
  readonly aliases?: readonly string[];
}

export const PROMPT_COMMANDS = {
  vars: { what: "what is declared and defined" },
  clear: { what: "forget all of it" },
  type: { argument: "EXPRESSION", what: "its shape and properties, without a derivative" },
  emit: { argument: "KIND", what: "print this kind from now on, and the last expression so" },
  wrt: { argument: "NAMES", what: "derive only these inputs, X,Z; all of them without names" },
  notation: { argument: "SIGNS", what: "signs of the output, partial,top; as --notation" },
  verify: { argument: "CLAIM", what: "check a formula for a gradient of the last expression, ∂L/∂X = …" },
  check: { what: "check the last expression numerically" },
  load: { argument: "FILE", what: "read a program" },
  save: { argument: "FILE", what: "write what is declared and defined, and the last expression" },
  help: { what: "this text", aliases: [":h", ":?", "help", "?"] },
  quit: { what: "end (also Ctrl-D); Ctrl-C drops the line", aliases: [":q", ":exit", "quit", "exit"] },
} as const satisfies Readonly<Record<string, PromptCommand>>;

export type PromptCommandName = keyof typeof PROMPT_COMMANDS;

const ENTRIES = Object.entries(PROMPT_COMMANDS) as [PromptCommandName, PromptCommand][];

/** A line that is a command: its name, or what to say where there is none of that name. */
export type CommandLine =
  { readonly name: PromptCommandName; readonly argument: string } | { readonly problem: string };

/** The command that a line is; undefined for a line of a program. */
export function commandOf(line: string): CommandLine | undefined {
  const [, word = "", argument = ""] = /^(\S*)\s*([\s\S]*)$/.exec(line.trim()) ?? [];
  const found = ENTRIES.find(
    ([name, { aliases = [] }]) =>
      word === `:${name}` || aliases.some((a) => a === (a.startsWith(":") ? word : line.trim())),
  );
  if (found) return { name: found[0], argument: argument.trim() };
  if (!word.startsWith(":")) return undefined;
  const hint =
    didYouMean(word.slice(1), Object.keys(PROMPT_COMMANDS)) ??
    `the commands are ${Object.keys(PROMPT_COMMANDS).map((c) => `:${c}`).join(", ")}`; // prettier-ignore
  return { problem: `error: there is no command ${word}; ${hint}\n` };
}

/** The commands with what they do, a line each. */
export const commandsText = (): string =>
  ENTRIES.map(([name, { argument, what }]) => {
    const usage = `:${name}${argument === undefined ? "" : ` ${argument}`}`;
    return `  ${usage.padEnd(18)}${what}\n`;
  }).join("");
