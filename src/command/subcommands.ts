/** The commands beside the derivation of a program; each is loaded when it is called. */
import type { Subcommand } from "./subcommand.js";

/** The command of a name. A program of one letter or word is not called like any of them. */
export async function subcommand(name: string | undefined): Promise<Subcommand | undefined> {
  switch (name) {
    case "rules":
      return (await import("./rules.js")).rules;
    case "check":
      return (await import("./check-rules.js")).check;
    default:
      return undefined;
  }
}
