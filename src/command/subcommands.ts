/** The commands beside the derivation of a program; each is loaded when it is called. */
import type { Command } from "commander";
import { commandLine, createCommand, readOptions } from "./options.js";
import { SUBCOMMAND_WORDS, isSubcommandWord, type SubcommandWord } from "./subcommand-names.js";
import { readArguments, type Subcommand } from "./subcommand.js";
import { version } from "./version.js";

interface Loaded {
  readonly run: Subcommand;
  /** Its options and arguments. */
  readonly commandLine: () => Command;
}

const helpLine = (): Command =>
  createCommand("derive-gradient help")
    .description("Print the help of the command, or of another one.")
    .addArgument(createCommand().createArgument("[command]", "the other command").choices(SUBCOMMAND_WORDS));

const versionLine = (): Command => createCommand("derive-gradient version").description("Print the version number.");

/** Prints a help text. Throws OptionsExit with it. */
const help: Subcommand = async (argv) => {
  const [word] = readArguments(helpLine(), argv).args;
  const line = isSubcommandWord(word) ? (await LOADERS[word]()).commandLine() : commandLine(version);
  readArguments(line, ["--help"]);
  return 0;
};

/** Throws OptionsExit with the version. */
const printVersion: Subcommand = async (argv) => {
  readArguments(versionLine(), argv);
  readOptions(["--version"], version);
  return Promise.resolve(0);
};

const LOADERS: Readonly<Record<SubcommandWord, () => Promise<Loaded>>> = {
  rules: async () => {
    const { rules, rulesLine } = await import("./rules.js");
    return { run: rules, commandLine: rulesLine };
  },
  check: async () => {
    const { check, checkLine } = await import("./check-rules.js");
    return { run: check, commandLine: checkLine };
  },
  completion: async () => {
    const { completionOf, completionLine } = await import("./completion.js");
    return { run: completionOf(commandLines), commandLine: completionLine };
  },
  help: () => Promise.resolve({ run: help, commandLine: helpLine }),
  version: () => Promise.resolve({ run: printVersion, commandLine: versionLine }),
};

/** The command of a name. A program of one letter or word is not called like any of them. */
export async function subcommand(word: string | undefined): Promise<Subcommand | undefined> {
  return isSubcommandWord(word) ? (await LOADERS[word]()).run : undefined;
}

/** The options and arguments of the command itself, and of every other command by its name. */
export async function commandLines(): Promise<{
  readonly main: Command;
  readonly others: Record<SubcommandWord, Command>;
}> {
  const lines = await Promise.all(SUBCOMMAND_WORDS.map(async (word) => [word, (await LOADERS[word]()).commandLine()]));
  return { main: commandLine(version), others: Object.fromEntries(lines) as Record<SubcommandWord, Command> };
}
