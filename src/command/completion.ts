/** `derive-gradient completion bash|zsh|fish`: a script for the shell, made of the options as they are. */
import { Command, type Option } from "commander";
import { commandLine } from "./options.js";
import { deliver, readArguments, type Subcommand } from "./subcommand.js";

const SHELLS = ["bash", "zsh", "fish"] as const;
type Shell = (typeof SHELLS)[number];

const COMMANDS = ["rules", "check", "help", "version", "completion"];

export const completion: Subcommand = async (argv) => {
  const command = new Command("derive-gradient completion")
    .description('Print a completion script: eval "$(derive-gradient completion bash)".')
    .addArgument(shellArgument());
  const { args } = readArguments(command, argv);
  const options = commandLine("").options.filter((o) => o.long !== undefined);
  await deliver(scripts[args[0] as Shell](options), undefined);
  return 0;
};

const shellArgument = () => new Command().createArgument("<shell>", "the shell").choices(SHELLS);

/** The flags of an option. */
const flags = ({ short, long }: Option): string[] => [short, long].filter((flag): flag is string => flag !== undefined);

const quoted = (text: string): string =>
  text.replaceAll("'", "").replaceAll("[", "(").replaceAll("]", ")").replaceAll(":", "");

const scripts: Readonly<Record<Shell, (options: readonly Option[]) => string>> = {
  bash: (options) => {
    const cases = options
      .filter((o) => o.argChoices !== undefined)
      .map(
        (o) =>
          `    ${flags(o).join("|")}) COMPREPLY=($(compgen -W '${o.argChoices!.join(" ")}' -- "$word")); return ;;\n`,
      );
    const words = [...COMMANDS, ...options.flatMap(flags)].join(" ");
    return `_derive_gradient() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  case "$before" in
${cases.join("")}    -o|--out|--at) COMPREPLY=($(compgen -f -- "$word")); return ;;
  esac
  COMPREPLY=($(compgen -W '${words}' -- "$word") $(compgen -f -X '!*.mx' -- "$word"))
}
complete -o default -F _derive_gradient derive-gradient
`;
  },
  zsh: (options) => {
    const specs = options.flatMap((o) => {
      const value = o.required ? `:value:${o.argChoices ? `(${o.argChoices.join(" ")})` : "_files"}` : "";
      return flags(o).map((flag) => `    '${flag}[${quoted(o.description)}]${value}'`);
    });
    return `#compdef derive-gradient
_derive_gradient() {
  _arguments \\
${specs.join(" \\\n")} \\
    '1:program:(${COMMANDS.join(" ")})' '*:file:_files -g "*.mx"'
}
compdef _derive_gradient derive-gradient
`;
  },
  fish: (options) => {
    const lines = options.map((o) => {
      const short = o.short === undefined ? "" : ` -s ${o.short.slice(1)}`;
      const value = o.required ? ` -r${o.argChoices ? ` -f -a '${o.argChoices.join(" ")}'` : ""}` : "";
      return `complete -c derive-gradient${short} -l ${o.long!.slice(2)}${value} -d '${quoted(o.description)}'\n`;
    });
    return `complete -c derive-gradient -n __fish_use_subcommand -a '${COMMANDS.join(" ")}'\n${lines.join("")}`;
  },
};
