/** The commands beside the derivation of a program; each is loaded when it is called. */
import { OptionsExit, readOptions } from "./options.js";
import type { Subcommand } from "./subcommand.js";
import { version } from "./version.js";

/** `help` and `version` as commands. Throws OptionsExit with the text. */
const helpOrVersion = (flag: "--help" | "--version"): Subcommand => {
  return () => {
    readOptions([flag], version);
    throw new OptionsExit(0, "");
  };
};

/** The command of a name. A program of one letter or word is not called like any of them. */
export async function subcommand(name: string | undefined): Promise<Subcommand | undefined> {
  switch (name) {
    case "rules":
      return (await import("./rules.js")).rules;
    case "check":
      return (await import("./check-rules.js")).check;
    case "help":
      return helpOrVersion("--help");
    case "version":
      return helpOrVersion("--version");
    case "completion":
      return (await import("./completion.js")).completion;
    default:
      return undefined;
  }
}
