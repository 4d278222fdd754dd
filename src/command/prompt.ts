/** The prompt: lines from a terminal to a session, with a history that is kept between sessions. */
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { isOpen, type Session } from "./session.js";

export interface PromptOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** Whether lines can be edited. */
  readonly terminal: boolean;
  /** Where the history is kept; nowhere if it is not given. */
  readonly history?: string;
  readonly ascii: boolean;
  /** How an answer is shown; it is written to the output unless this is given. */
  readonly page?: (text: string) => void;
}

const HISTORY_LENGTH = 1000;

/** The file of the history, by the XDG base directory specification. */
export function historyFile(environment: NodeJS.ProcessEnv = process.env): string {
  const state = environment["XDG_STATE_HOME"];
  const base = state?.startsWith("/") ? state : join(homedir(), ".local", "state");
  return join(base, "matrix-backprop", "history");
}

/** Newest first. A history that cannot be read is none. */
function readHistory(file: string | undefined): string[] {
  if (file === undefined) return [];
  try {
    const lines = readFileSync(file, "utf8").split("\n");
    return lines.filter((line) => line !== "").slice(0, HISTORY_LENGTH);
  } catch {
    return [];
  }
}

/** Only the user may read it; a history that cannot be written is not worth an error at the end of a session. */
function writeHistory(file: string | undefined, lines: readonly string[]): void {
  if (file === undefined) return;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const temporary = `${file}.${process.pid}.tmp`;
    writeFileSync(temporary, lines.map((line) => `${line}\n`).join(""), { mode: 0o600 });
    chmodSync(temporary, 0o600);
    renameSync(temporary, file);
  } catch {
    return;
  }
}

/** Asks until the input ends or the session quits. */
export function runPrompt(session: Session, options: PromptOptions): Promise<void> {
  const { input, output, terminal } = options;
  const [first, next] = options.ascii ? ["> ", ". "] : ["∂ ", "… "];
  let history = readHistory(options.history);
  const readline = createInterface({
    input,
    output,
    terminal,
    history: [...history],
    historySize: HISTORY_LENGTH,
    removeHistoryDuplicates: true,
    completer: (line: string): [string[], string] => {
      const { words, from } = session.completions(line);
      return [[...words], line.slice(from)];
    },
  });
  const show = options.page ?? ((text: string): void => void output.write(text));
  let lines: string[] = [];
  const ask = (): void => {
    readline.setPrompt(lines.length > 0 ? next : first);
    readline.prompt();
  };
  output.write("help shows what can be typed, quit ends\n");
  readline.on("history", (kept) => (history = kept));
  readline.on("line", (line) => {
    lines.push(line);
    if (line.trim() !== "" && isOpen(lines.join("\n"))) {
      ask();
      return;
    }
    // A backslash at the end only says that the line goes on.
    const { text, quit } = session.reply(lines.map((l) => l.replace(/\\\s*$/, "")).join("\n"));
    lines = [];
    show(text);
    if (quit) readline.close();
    else ask();
  });
  readline.on("SIGINT", () => {
    lines = [];
    output.write("\n");
    // The line that was being typed is dropped.
    readline.write(null, { ctrl: true, name: "e" });
    readline.write(null, { ctrl: true, name: "u" });
    ask();
  });
  return new Promise((done) => {
    readline.on("close", () => {
      writeHistory(options.history, history);
      if (terminal) output.write("\n");
      done();
    });
    ask();
  });
}
