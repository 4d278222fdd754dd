/** How the site lays out the pages of the documentation. */
import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { programOfCommand, withLinks } from "../../site/pages/blocks.js";
import { splitRules } from "../../site/pages/rules.js";
import { decodeState } from "../../site/play/state.js";

const root = new URL("../../", import.meta.url);
const { pages, places } = splitRules(readFileSync(new URL("docs/rules.md", root), "utf8"));

describe("the pages of rules", () => {
  it("are one for each file, and an index", () => {
    const files = readdirSync(new URL("rules/", root)).filter((f) => f.endsWith(".rules"));
    expect([...pages.keys()].sort()).toEqual([...files.map((f) => f.replace(".rules", ".md")), "index.md"].sort());
  });

  it("have every rule under an anchor of its own", () => {
    const anchors = [...pages].map(([, text]) => [...text.matchAll(/^### .* \{#(\S+)\}$/gm)].map((m) => m[1]!));
    expect(anchors.flat()).toHaveLength(readFileSync(new URL("docs/rules.md", root), "utf8").match(/^### /gm)!.length);
    for (const own of anchors) expect(new Set(own).size).toBe(own.length);
  });

  it("link to anchors that are there", () => {
    for (const [page, text] of pages) {
      for (const [, file, anchor] of text.matchAll(/\]\(\.\/([a-z]+\.md)#([^)]+)\)/g)) {
        const linked = pages.get(file!) ?? "";
        expect(linked.includes(`{#${anchor!}}`) || linked.includes(`id="${anchor!}"`), `${page}: ${anchor!}`).toBe(
          true,
        );
      }
    }
  });

  it("are found under the anchors of the one page", () => {
    expect(places.get("product")).toBe("algebra#product");
    expect(places.get("identities")).toBe("identities");
    expect(places.get("congruence-properties-of-a-form")).toBe("algebra#congruence");
    expect(places.get("higham2008")).toBe("index#higham2008");
  });
});

/** The programs that a page opens in the playground. */
const opened = (page: string): (string | undefined)[] =>
  [...withLinks(page).matchAll(/href="\/play\/(#[^"]+)"/g)].map((m) => decodeState(m[1]!)?.program);

describe("blocks that open in the playground", () => {
  it("are programs, outputs of the command, and what is refused", () => {
    expect(opened("```text\nX: m×n\ntr(XᵀX)\n```\n")).toEqual(["X: m×n\ntr(XᵀX)"]);
    expect(opened("<!-- sample: derive-gradient -v 'X: m×n' 'tr(XᵀX)' -e steps -->\n```text\nX̄ = 2X\n```\n")).toEqual([
      "X: m×n\ntr(XᵀX)",
    ]);
    expect(opened("```text\nA, B\n```\n\n```text\nerror[syntax/unexpected]: unexpected\n```\n")).toEqual(["A, B"]);
  });

  it("are all blocks of the language, which are coloured as text", () => {
    const page = "```mx\nS: n×n symmetric\ntr(S³)\n```\n";
    expect(opened(page)).toEqual(["S: n×n symmetric\ntr(S³)"]);
    expect(withLinks(page)).not.toContain("```mx");
  });

  it("are no other blocks", () => {
    expect(opened("```text\ngrammar ← src/language\n```\n\n```ts\nderive(x);\n```\n\n```json\n{}\n```\n")).toEqual([]);
  });

  it("have the declarations of the command line", () => {
    expect(programOfCommand("--verbose 'S: n×n spd; tr(S)'")).toBe("S: n×n spd; tr(S)");
    expect(programOfCommand("rules chol")).toBeUndefined();
    expect(programOfCommand("--help")).toBeUndefined();
  });
});
