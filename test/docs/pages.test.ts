import { existsSync, readdirSync, readFileSync } from "node:fs";
import katex from "katex";
import { describe, expect, it } from "vitest";
import { answerTo } from "../../scripts/docs/diagnostics-page.js";
import { MISTAKES } from "../../scripts/docs/mistakes.js";
import { anchor, sameButFigures } from "../../scripts/docs/page.js";
import { generatedPages } from "../../scripts/docs/pages.js";

const root = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");

const pages = [
  ...["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].filter((p) => existsSync(new URL(p, root))),
  ...readdirSync(new URL("docs/", root), { recursive: true, encoding: "utf8" })
    .filter((p) => p.endsWith(".md"))
    .map((p) => `docs/${p}`),
];

const generated = (await generatedPages()).map((p) => [p.path, p.text] as const);

describe("the generated pages", () => {
  it.each(generated)("%s is up to date", (path, text) => {
    expect(sameButFigures(read(path), text), "run npm run docs").toBe(true);
  });
});

describe.each(pages)("%s", (page) => {
  const text = read(page);

  it("has formulas that render", () => {
    const displayed = [...text.matchAll(/```math\n([\s\S]*?)```/g)].map((m) => m[1]!);
    const inline = [...text.matchAll(/\$`([^`]+)`\$/g)].map((m) => m[1]!);
    for (const formula of [...displayed, ...inline]) {
      expect(() => katex.renderToString(formula, { throwOnError: true, strict: "error" }), formula).not.toThrow();
    }
  });

  it("links to what is there", () => {
    for (const [, target] of text.replace(/```[\s\S]*?```/g, "").matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target!)) continue;
      const [path, fragment] = target!.split("#");
      const file = path === "" ? new URL(page, root) : new URL(path!, new URL(page, root));
      expect(existsSync(file), target).toBe(true);
      if (fragment === undefined || !file.pathname.endsWith(".md")) continue;
      const linked = readFileSync(file, "utf8");
      const anchors = [...linked.matchAll(/^#+ (.+)$/gm)].map((m) => anchor(m[1]!));
      expect([...anchors, ...[...linked.matchAll(/<a id="([^"]+)">/g)].map((m) => m[1]!)], target).toContain(fragment);
    }
  });
});

it("the index leads to every page", () => {
  const index = read("docs/index.md");
  for (const name of readdirSync(new URL("docs/", root))) {
    // The site's settings are no page.
    if (name !== "index.md" && name !== ".vitepress")
      expect(index).toContain(`](${name}${name.includes(".") ? "" : "/"})`);
  }
});

describe("the diagnostics", () => {
  it.each(MISTAKES.map((m) => [m.code, m] as const))("%s is what its example gets", (code, mistake) => {
    expect(answerTo(mistake).code).toBe(code);
  });

  it("are all documented", () => {
    const sources = ["src", "codegen"].flatMap((folder) =>
      readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: "utf8" })
        .filter((p) => p.endsWith(".ts") && !p.endsWith(".generated.ts"))
        .map((p) => read(`${folder}/${p}`)),
    );
    const codes = new Set(
      sources.flatMap((s) => [...s.matchAll(/"((?:syntax|type|data|limit|rule|option)\/[a-z-]+)"/g)].map((m) => m[1]!)),
    );
    const documented = read("docs/diagnostics.md");
    for (const code of codes) expect(documented, code).toContain(code);
    expect(codes.size).toBeGreaterThan(50);
  });
});
