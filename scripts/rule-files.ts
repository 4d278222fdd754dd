/** The rule files in the order of rules/families. */
import { readdirSync, readFileSync } from "node:fs";
import type { RuleFile } from "../src/expression/rulefile/compile.js";

const folder = new URL("../rules/", import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), "utf8");

/** Throws where a family is listed that has no file, or a file is listed in none. */
export function readRuleFiles(): RuleFile[] {
  const families = read("families")
    .split("\n")
    .map((line) => line.replace(/#.*$/, "").trim())
    .filter((line) => line !== "");
  const files = readdirSync(folder).filter((name) => name.endsWith(".rules"));
  const listed = families.map((family) => `${family}.rules`);
  const stray = [...files.filter((f) => !listed.includes(f)), ...listed.filter((f) => !files.includes(f))];
  if (stray.length > 0) throw new Error(`rules/families and the files of rules/ differ in ${stray.join(", ")}`);
  return listed.map((name) => ({ name: `rules/${name}`, text: read(name) }));
}
