/**
 * Writes the generated pages of the documentation, after checking the rules afresh; `--check` writes nothing and ends
 * with status 1 if a page is not what would be written, the checks being those recorded.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { sameButFigures } from "./docs/page.js";
import { generatedPages } from "./docs/pages.js";

const root = new URL("../", import.meta.url);

if (process.argv.includes("--check")) {
  const stale = (await generatedPages()).filter(({ path, text }) => {
    const file = new URL(path, root);
    return !existsSync(file) || !sameButFigures(readFileSync(file, "utf8"), text);
  });
  for (const { path } of stale) console.error(`${path} is not up to date: run npm run docs`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  execFileSync("npx", ["tsx", "scripts/check-rules.ts"], { cwd: root, stdio: "inherit" });
  // In a process of its own, so that the figures just recorded are those that are read.
  execFileSync("npx", ["tsx", "scripts/docs/write.ts"], { cwd: root, stdio: "inherit" });
}
