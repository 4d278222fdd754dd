/** What the commands beside the derivation of a program share. */
import type { Command } from "commander";
import { CommanderError } from "commander";
import { writeFiles, writeStream } from "./files.js";
import { OptionsExit } from "./options.js";

/** Runs with the arguments after its name and returns the exit status. Throws OptionsExit, FileProblem. */
export type Subcommand = (argv: readonly string[]) => Promise<number>;

/** Reads the arguments of a subcommand. Help ends with status 0, a mistake with status 2. Throws OptionsExit. */
export function readArguments(command: Command, argv: readonly string[]): Command {
  let output = "";
  const keep = (text: string): void => void (output += text);
  command.exitOverride().configureOutput({ writeOut: keep, writeErr: keep });
  try {
    return command.parse([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new OptionsExit(error.exitCode === 0 ? 0 : 2, output);
  }
}

/** Prints, or writes the file whole. Throws FileProblem. */
export async function deliver(text: string, out: string | undefined): Promise<void> {
  if (out === undefined) await writeStream(process.stdout, text);
  else writeFiles(out, false, [{ name: "", text }]);
}
