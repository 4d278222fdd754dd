/** The commands beside the derivation of a program, as help, completion and the manual page name them. */

interface SubcommandName {
  readonly usage: string;
  readonly what: string;
}

export const SUBCOMMANDS = {
  rules: { usage: "rules [NAME]", what: "the catalogue of rules, or all about one" },
  check: { usage: "check [NAME...]", what: "the numeric checks of the rules" },
  completion: { usage: "completion SHELL", what: "completion for bash, zsh or fish" },
  help: { usage: "help [COMMAND]", what: "this text, or that of a command" },
  version: { usage: "version", what: "the version number" },
} as const satisfies Readonly<Record<string, SubcommandName>>;

export type SubcommandWord = keyof typeof SUBCOMMANDS;

export const SUBCOMMAND_WORDS = Object.keys(SUBCOMMANDS) as readonly SubcommandWord[];

export const isSubcommandWord = (word: string | undefined): word is SubcommandWord =>
  word !== undefined && Object.hasOwn(SUBCOMMANDS, word);
