/** The rule files as a reference: every rule as it is written, with its file, its remarks and its sources. */
import { readBlocks, type Block } from "./blocks.js";
import { citation, type RuleChapter, type WrittenRule } from "./reference.js";

/** The chapters of the given files, in the order of the files. Throws RuleError. */
export function readChapters(files: readonly { readonly name: string; readonly text: string }[]): RuleChapter[] {
  return files.map(({ name, text }) => ({
    file: name.replace(/^rules\/|\.rules$/g, ""),
    introduction: introductionOf(text),
    rules: readBlocks(name, text).map(writtenRule),
  }));
}

/** The comment lines before the first rule, up to an empty one. */
function introductionOf(text: string): string {
  const lines = text.split("\n");
  const end = lines.findIndex((line) => !/^# \S/.test(line));
  return lines
    .slice(0, end)
    .map((line) => line.slice(2).trim())
    .join(" ");
}

const remarkOf = (written: string): string => /#\s*(.*)$/.exec(written)?.[1] ?? "";

function writtenRule(block: Block): WrittenRule {
  const cited = block.lines.filter((line) => line.text.startsWith("cite "));
  return {
    kind: block.keyword,
    name: block.name,
    remark: remarkOf(block.head.written),
    lines: block.lines
      .filter((line) => !cited.includes(line))
      .map((line) => ({ text: line.text, remark: remarkOf(line.written) })),
    citations: cited.flatMap((line) => line.text.slice("cite ".length).split(", ").map(citation)),
  };
}
