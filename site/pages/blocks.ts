/** Code blocks of a page, and the programs in them that the playground can open. */
import { derive } from "../../src/index.js";
import { EMPTY, encodeState } from "../play/state.js";

const BLOCK = /(<!-- sample: derive-gradient (.*?) -->\n)?^```([a-z]*)\n([\s\S]*?)^```$/gm;

/** The words of a command line, quotes taken off. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? "",
  );
}

/** Options that take the next word with them. */
const WITH_VALUE =
  /^(?:-[vweo]|--(?:var|wrt|emit|out|form|at|verify|size|seed|syntax|notation|runtime|color|macros|env|width))$/;

/** The program of a command line, with the declarations of its options; undefined for another command. */
export function programOfCommand(line: string): string | undefined {
  const declarations: string[] = [];
  const words = wordsOf(line);
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === "-v" || word === "--var") declarations.push(words[i + 1] ?? "");
    if (WITH_VALUE.test(word)) i += 1;
    else if (!/^--?[a-z]/.test(word)) return isProgram(word) ? [...declarations, word].join("\n") : undefined;
  }
  return undefined;
}

/** Whether the engine derives the text. */
export function isProgram(text: string): boolean {
  try {
    return Object.keys(derive(text).gradients).length > 0;
  } catch {
    return false;
  }
}

/** What a block is, told by what stands before and after it. */
function programIn(sample: string | undefined, language: string, text: string, after: string): string | undefined {
  if (sample !== undefined) return programOfCommand(sample);
  if (language !== "text" && language !== "mx") return undefined;
  const refused = /^\s*```text\n(?:error\[|note: )/.test(after);
  return refused || language === "mx" || isProgram(text.trim()) ? text.trimEnd() : undefined;
}

/** The link under a block. */
export const openLink = (program: string): string =>
  `\n<p class="open-in-playground"><a href="/play/#${encodeState({ ...EMPTY, program })}" target="_self">Open in the playground</a></p>\n`;

/** The page with a link to the playground under every block that holds a program. */
export function withLinks(page: string): string {
  return page.replace(
    BLOCK,
    (all: string, _comment, sample: string | undefined, language: string, text: string, at: number) => {
      const program = programIn(sample, language, text, page.slice(at + all.length));
      // The colouring of code does not know the language.
      const shown = all.replace("```mx", "```text");
      return program === undefined ? shown : `${shown}\n${openLink(program)}`;
    },
  );
}
