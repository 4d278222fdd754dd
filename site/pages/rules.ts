/** The reference of the rules as one page a rule file, with the name of each rule as its anchor. */
import { openLink, isProgram } from "./blocks.js";

export interface RulePages {
  /** Pages by their path below docs/rules/. */
  readonly pages: ReadonlyMap<string, string>;
  /** Where the anchors of the one page are now: `algebra#product`. */
  readonly places: ReadonlyMap<string, string>;
}

const HEADING = /^### (\S+)(.*)$/;

/** The anchor that the page's author linked to: that of a heading in Markdown. */
const plainAnchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, "")
    .replaceAll(" ", "-");

/** Splits docs/rules.md at its chapters. */
export function splitRules(text: string): RulePages {
  const [head, ...chapters] = text.split(/^## /m);
  const pages = new Map<string, string>();
  const places = new Map<string, string>([["", "index"]]);
  const last = chapters.pop()!;
  for (const line of last.matchAll(/<a id="([^"]+)">/g)) places.set(line[1]!, `index#${line[1]!}`);
  places.set("bibliography", "index#bibliography");
  for (const chapter of chapters) {
    const [title] = chapter.split("\n");
    const file = title!.trim();
    pages.set(`${file}.md`, chapterPage(file, chapter, places));
    // Of equal headings the first has the anchor, and a chapter stands before its rules.
    places.set(plainAnchor(file), file);
  }
  const contents = head!.replace(/\]\(#([^)]+)\)/g, (all, key: string) => `](${linkOf(places, key) ?? all})`);
  pages.set(
    "index.md",
    `${linkedNames(contents, pages)}\n## ${last.replace("Bibliography\n", "Bibliography {#bibliography}\n")}`,
  );
  return { pages, places };
}

const linkOf = (places: ReadonlyMap<string, string>, key: string): string | undefined => {
  const place = places.get(key);
  if (place === undefined) return undefined;
  const [file, anchor] = place.split("#");
  return `./${file!}.md${anchor === undefined ? "" : `#${anchor}`}`;
};

function chapterPage(file: string, text: string, places: Map<string, string>): string {
  const taken = new Set<string>();
  const lines = text.split("\n").map((line) => {
    const found = HEADING.exec(line);
    if (!found) return line;
    const [, name, kind] = found;
    let anchor = name!;
    while (taken.has(anchor)) anchor += "-form";
    taken.add(anchor);
    places.set(plainAnchor(line.slice(4)), `${file}#${anchor}`);
    return `### ${name!}${kind!} {#${anchor}}`;
  });
  const body = lines
    .slice(1)
    .join("\n")
    .replace(/\]\(#([^)]+)\)/g, "](./index.md#$1)");
  return `# ${file} {#chapter}\n${opened(body)}`;
}

/** Under the text of a function's rule, the function as a program. */
function opened(body: string): string {
  return body.replace(
    /^```text\n([A-Z]\S*) = (\S.*?) {2,}(.*)\n([\s\S]*?)^```$/gm,
    (all, output: string, call: string, shapes: string) => {
      const declarations = shapes.split(";").filter((d) => !d.trim().startsWith(`${output}:`));
      const program = [...declarations.map((d) => d.trim()), call].join("\n");
      return isProgram(program) ? `${all}\n${openLink(program)}` : all;
    },
  );
}

/** In the table of contents every name leads to its rule. */
function linkedNames(contents: string, pages: ReadonlyMap<string, string>): string {
  return contents.replace(/^\* \[([a-z]+)\]\((\S+?)\): (.*)$/gm, (_, file: string, link: string, names: string) => {
    const page = pages.get(`${file}.md`) ?? "";
    const linked = names.split(", ").map((name) => (page.includes(`{#${name}}`) ? `[${name}](${link}#${name})` : name));
    return `### ${file}\n\n[All of ${file}](${link}): ${linked.join(", ")}\n`;
  });
}
