/** The manual page `derive-gradient(1)`, made of the options as they are; the build writes it. */
import type { Command, Option } from "commander";
import { STATUS, STATUS_MEANINGS } from "./explain.js";
import { EXAMPLES } from "./options.js";
import { SUBCOMMANDS, SUBCOMMAND_WORDS, type SubcommandWord } from "./subcommand-names.js";
import { version } from "./version.js";

/** Text that roff prints as it stands; a line may not begin with a request. */
const plain = (text: string): string =>
  text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replace(/^[.']/gm, "\\&$&").replaceAll("'", "\\(aq");

const bold = (text: string): string => `\\fB${plain(text)}\\fR`;

const section = (title: string, ...lines: readonly string[]): string => `.SH ${title}\n${lines.join("\n")}\n`;

const term = (head: string, text: string): string => `.TP\n${head}\n${plain(text)}`;

/** `-e, --emit <kind>` with its meaning and its values. */
function optionEntry(option: Option): string {
  const { flags, description, argChoices, defaultValue } = option;
  const given: unknown = defaultValue;
  const head = flags.replace(/<(\w+)>/g, (_, word: string) => word.toUpperCase());
  const values = argChoices ? ` One of ${argChoices.join(", ")}.` : "";
  const otherwise = typeof given === "string" || typeof given === "number" ? ` Default: ${given}.` : "";
  return term(bold(head), `${sentence(description)}${values}${otherwise}`);
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;

const options = (command: Command): string[] =>
  (command.createHelp().visibleOptions(command) as Option[]).map(optionEntry);

/** The page, given the command lines of the command and of the others. */
export function manualPage(main: Command, others: Readonly<Record<SubcommandWord, Command>>): string {
  const usages = SUBCOMMAND_WORDS.map((word) => `.br\n${bold("derive-gradient")} ${plain(SUBCOMMANDS[word].usage)}`);
  const commands = SUBCOMMAND_WORDS.flatMap((word) => [
    `.SS ${plain(SUBCOMMANDS[word].usage)}`,
    plain(others[word].description()),
    ...options(others[word]),
  ]);
  const statuses = Object.entries(STATUS).map(([name, status]) =>
    term(bold(String(status)), sentence(STATUS_MEANINGS[name as keyof typeof STATUS])),
  );
  return [
    `.TH DERIVE\\-GRADIENT 1 "" "derive\\-gradient ${plain(version)}" "User Commands"\n`,
    section("NAME", "derive\\-gradient \\- differentiate matrix expressions"),
    section("SYNOPSIS", `${bold("derive-gradient")} ${plain(main.usage())}`, ...usages),
    section("DESCRIPTION", plain(main.description()), ".PP", plain(SOURCE)),
    section("OPTIONS", ...options(main)),
    section("COMMANDS", ...commands),
    section("EXIT STATUS", ...statuses),
    section("ENVIRONMENT", ...ENVIRONMENT.map(([name, what]) => term(bold(name), what))),
    section("EXAMPLES", ".nf", ...EXAMPLES.map(plain), ".fi"),
  ].join("");
}

const SOURCE =
  "The source is an expression as it stands, which may begin with a minus sign, a program in a file with the extension " +
  ".mx, or - for standard input. Results go to standard output, everything else to standard error. At a terminal, without " +
  "a source, the command is a prompt.";

const ENVIRONMENT: readonly (readonly [string, string])[] = [
  ["NO_COLOR", "Messages have no colour."],
  ["PAGER", "Shows long answers of the prompt; less where it is not set, nothing where it is empty."],
  ["XDG_STATE_HOME", "The history of the prompt is in matrix-backprop/history there, ~/.local/state by default."],
];
