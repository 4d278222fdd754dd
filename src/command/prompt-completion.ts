/** What a line at the prompt may go on with. */
import { readdirSync } from "node:fs";
import { EMIT_KINDS } from "../emit-kinds.js";
import { greekLetters } from "../../grammar/letters.js";
import { loadCatalogue, writtenFunctions } from "../expression/catalogue/load.js";
import { SIGN_NAMES } from "../language/print/signs.js";
import { PROMPT_COMMANDS, type PromptCommandName } from "./prompt-commands.js";

export interface KnownNames {
  /** What the session has declared and defined. */
  readonly names: readonly string[];
  /** The inputs of the last expression. */
  readonly inputs: readonly string[];
}

export interface Completed {
  readonly words: readonly string[];
  /** Where the word that they replace begins. */
  readonly from: number;
}

export function completed(line: string, known: KnownNames): Completed {
  const command = /^\s*:(\w+)\s+/.exec(line);
  if (/^\s*:\w*$/.test(line)) return fitting(line, /:\w*$/, Object.keys(PROMPT_COMMANDS).map((name) => `:${name}`)); // prettier-ignore
  const name = command?.[1] ?? "";
  const argument = Object.hasOwn(ARGUMENTS, name) ? ARGUMENTS[name as PromptCommandName] : undefined;
  return argument ? argument(line, known) : inProgram(line, known);
}

/** The words of commands that take other things than programs. */
const ARGUMENTS: Partial<Record<PromptCommandName, (line: string, known: KnownNames) => Completed>> = {
  emit: (line) => fitting(line, /\S*$/, EMIT_KINDS),
  wrt: (line, { inputs }) => fitting(line, /[^\s,]*$/, inputs),
  notation: (line) => fitting(line, /[^\s,]*$/, SIGN_NAMES),
  load: (line) => files(line),
  save: (line) => files(line),
};

/** A Greek letter by its LaTeX command, a name or a function. */
function inProgram(line: string, { names }: KnownNames): Completed {
  const [begun] = /\\[A-Za-z]*$/.exec(line) ?? [];
  if (begun === undefined) return fitting(line, /[\p{L}\p{N}_]*$/u, [...names, ...writtenFunctions(loadCatalogue())]);
  const letter = greekLetters.get(begun.slice(1));
  const words = letter === undefined ? [...greekLetters.keys()].map((word) => `\\${word}`) : [letter];
  return letter === undefined ? fitting(line, /\\\w*$/, words) : { words, from: line.length - begun.length };
}

function fitting(line: string, pattern: RegExp, words: readonly string[]): Completed {
  const from = line.search(pattern);
  const begun = line.slice(from);
  return { words: [...new Set(words)].filter((word) => word.startsWith(begun)).sort(), from };
}

/** Folders and programs. */
function files(line: string): Completed {
  const [begun] = /\S*$/.exec(line)!;
  const folder = begun.slice(0, begun.lastIndexOf("/") + 1);
  try {
    const entries = readdirSync(folder === "" ? "." : folder, { withFileTypes: true });
    const paths = entries.flatMap((e) => (e.isDirectory() ? [`${e.name}/`] : e.name.endsWith(".mx") ? [e.name] : []));
    return fitting(line, /\S*$/, paths.map((path) => folder + path)); // prettier-ignore
  } catch {
    return { words: [], from: line.length };
  }
}
