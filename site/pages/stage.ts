/** The documentation as the site has it: the pages of docs/ and those they link to, laid out for VitePress. */
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { withLinks } from "./blocks.js";
import { splitRules } from "./rules.js";

/** Pages outside docs/ that pages there link to. */
const BESIDE = ["CONTRIBUTING.md", "CHANGELOG.md", "codegen/runtime/README.md"];

/** Writes the pages below `to`, which is emptied first. Paths are those of the project, so that links hold. */
export function stagePages(root: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    writeFileSync(join(to, path), text);
  };
  const docs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((path) => !path.startsWith(".vitepress"))
    .map((path) => join("docs", path));
  const rules = splitRules(readFileSync(join(root, "docs/rules.md"), "utf8"));
  for (const path of [...docs, ...BESIDE].filter((p) => p.endsWith(".md") && p !== "docs/rules.md")) {
    write(path, withLinks(forSite(readFileSync(join(root, path), "utf8"), rules.places)));
  }
  for (const [path, text] of rules.pages) {
    write(join("docs/rules", path), text.replaceAll("](../CONTRIBUTING.md)", "](../../CONTRIBUTING.md)"));
  }
  for (const path of docs.filter((p) => /\.(?:svg|png|json)$/.test(p))) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    cpSync(join(root, path), join(to, path));
    mkdirSync(dirname(join(to, "public", path)), { recursive: true });
    cpSync(join(root, path), join(to, "public", path));
  }
  cpSync(join(root, "site/play/public/icon.svg"), join(to, "public/icon.svg"));
  write("index.md", readFileSync(join(root, "site/pages/home.md"), "utf8"));
}

const REPOSITORY = "https://github.com/matrix-backprop/matrix-backprop/blob/main/";

/** Links to the one page of rules lead to the page of the rule's file, links to sources to the repository. */
function forSite(text: string, places: ReadonlyMap<string, string>): string {
  return text
    .replace(/\]\(((?:\.\.\/)?(?:docs\/)?)rules\.md(?:#([^)]+))?\)/g, (_, folder: string, key = "") => {
      const [file, anchor] = (places.get(key) ?? "index").split("#");
      return `](${folder}rules/${file!}.md${anchor === undefined ? "" : `#${anchor}`})`;
    })
    .replace(/\]\((?:\.\.\/)+(rules\/[a-z]+)\.rules\)/g, (_, path: string) => `](${path}.md)`)
    .replace(
      /\]\(((?:\.\.\/)+)?([\w./-]+\.(?:ts|tsx|rules|bib|mx))\)/g,
      (_, _up, path: string) => `](${REPOSITORY}${path})`,
    )
    .replace(/\]\(bench\/\)/g, "](bench/report.md)")
    .replace(/\]\(pictures\/\)/g, "](/docs/pictures/playground.png)")
    .replace(/\]\(experiment\/\)/g, "](/docs/experiment/results.json)")
    .replace(/\]\(schema\/\)/g, "](/docs/schema/result.schema.json)");
}
