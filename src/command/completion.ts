/** `derive-gradient completion bash|zsh|fish`: a script for the shell, made of the options as they are. */
import type { Command, Option } from "commander";
import { createCommand } from "./options.js";
import { SUBCOMMANDS, SUBCOMMAND_WORDS, type SubcommandWord } from "./subcommand-names.js";
import { deliver, readArguments, type Subcommand } from "./subcommand.js";

const SHELLS = ["bash", "zsh", "fish"] as const;
type Shell = (typeof SHELLS)[number];

interface Lines {
  readonly main: Command;
  readonly others: Readonly<Record<SubcommandWord, Command>>;
}

export const completionLine = (): Command =>
  createCommand("derive-gradient completion")
    .description('Print a completion script: eval "$(derive-gradient completion bash)".')
    .addArgument(createCommand().createArgument("<shell>", "the shell").choices(SHELLS));

/** The command, given the command lines that a script completes. */
export const completionOf =
  (lines: () => Promise<Lines>): Subcommand =>
  async (argv) => {
    const [shell] = readArguments(completionLine(), argv).args;
    await deliver(scripts[shell as Shell](await lines()), undefined);
    return 0;
  };

const optionsOf = (command: Command): readonly Option[] => command.createHelp().visibleOptions(command) as Option[];

/** The flags of an option. */
const flags = ({ short, long }: Option): string[] =>
  [short, long].filter((flag) => flag !== undefined && flag !== null);

/** Whether the value of an option is the name of a file. */
const takesFile = (option: Option): boolean => /<(?:file|path)>/.test(option.flags);

/** Words that may stand as the argument of a command. */
const argumentWords = (command: Command): readonly string[] =>
  (command.registeredArguments as readonly { argChoices?: string[] }[]).flatMap((a) => a.argChoices ?? []);

const scripts: Readonly<Record<Shell, (lines: Lines) => string>> = { bash, zsh, fish };

function bash({ main, others }: Lines): string {
  const body = (command: Command, words: readonly string[], programs: string): string => {
    const choices = optionsOf(command)
      .filter((o) => o.argChoices !== undefined || takesFile(o))
      .map((o) => `        ${flags(o).join("|")}) COMPREPLY=($(compgen ${bashValues(o)} -- "$word")); return ;;\n`);
    const all = [...words, ...optionsOf(command).flatMap(flags)].join(" ");
    const before = choices.length === 0 ? "" : `      case "$before" in\n${choices.join("")}      esac\n`;
    return `${before}      COMPREPLY=($(compgen -W '${all}' -- "$word")${programs})\n`;
  };
  const cases = SUBCOMMAND_WORDS.map(
    (word) => `    ${word})\n${body(others[word], argumentWords(others[word]), "")}      ;;\n`,
  );
  return `_derive_gradient() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command=""
  ((COMP_CWORD > 1)) && command="\${COMP_WORDS[1]}"
  case "$command" in
${cases.join("")}    *)
${body(main, SUBCOMMAND_WORDS, ` $(compgen -f -X '!*.mx' -- "$word")`)}      ;;
  esac
}
complete -o default -F _derive_gradient derive-gradient
`;
}

const bashValues = ({ argChoices }: Option): string => (argChoices ? `-W '${argChoices.join(" ")}'` : "-f");

function zsh({ main, others }: Lines): string {
  const quoted = (text: string): string => text.replaceAll("'", "'\\''").replaceAll(/[[\]:\\]/g, "\\$&");
  const specs = (command: Command): string[] =>
    optionsOf(command).flatMap((o) => {
      const values = o.argChoices ? `(${o.argChoices.join(" ")})` : takesFile(o) ? "_files" : " ";
      const value = o.required ? `:value:${values}` : "";
      return flags(o).map((flag) => `'*${flag}[${quoted(o.description)}]${value}'`);
    });
  const call = (lines: readonly string[]): string => `_arguments ${lines.join(" \\\n        ")}`;
  const cases = SUBCOMMAND_WORDS.map((word) => {
    const words = argumentWords(others[word]);
    const rest = words.length > 0 ? [`'2:argument:(${words.join(" ")})'`] : [];
    return `    ${word})\n      ${call([...specs(others[word]), "'1: '", ...rest])}\n      ;;\n`;
  });
  const first = SUBCOMMAND_WORDS.map((word) => `${word}\\:"${SUBCOMMANDS[word].what}"`).join(" ");
  return `#compdef derive-gradient
_derive_gradient() {
  local command=""
  ((CURRENT > 2)) && command="\${words[2]}"
  case "$command" in
${cases.join("")}    *)
      ${call([...specs(main), `'1:command:((${first}))'`, `'*:program:_files -g "*.mx"'`])}
      ;;
  esac
}
compdef _derive_gradient derive-gradient
`;
}

function fish({ main, others }: Lines): string {
  const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, "\\$&")}'`;
  const start = "complete -c derive-gradient";
  const optionLines = (command: Command, when: string): string[] =>
    optionsOf(command).map((o) => {
      const short = o.short ? ` -s ${o.short.slice(1)}` : "";
      const values = o.argChoices ? ` -f -a '${o.argChoices.join(" ")}'` : takesFile(o) ? " -F" : " -f";
      const value = o.required ? ` -r${values}` : "";
      return `${start} -n ${when}${short} -l ${o.long!.slice(2)}${value} -d ${quoted(o.description)}\n`;
    });
  const isMain = `'not __fish_seen_subcommand_from ${SUBCOMMAND_WORDS.join(" ")}'`;
  const commands = SUBCOMMAND_WORDS.map(
    (word) => `${start} -n __fish_use_subcommand -a ${word} -d ${quoted(SUBCOMMANDS[word].what)}\n`,
  );
  const inside = SUBCOMMAND_WORDS.flatMap((word) => {
    const when = `'__fish_seen_subcommand_from ${word}'`;
    const words = argumentWords(others[word]);
    const rest = words.length > 0 ? [`${start} -n ${when} -f -a '${words.join(" ")}'\n`] : [];
    return [...rest, ...optionLines(others[word], when)];
  });
  return [...commands, ...optionLines(main, isMain), ...inside].join("");
}
