/**
 * Compiles rules/*.rules into src/expression/catalogue/catalogue.generated.ts, so that start-up parses nothing, and keeps them as
 * they are written in src/expression/catalogue/reference.generated.ts, the bibliography in sources.generated.ts, and the names of what
 * kernels compute themselves in primitives.generated.ts.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { all, create } from "mathjs";
import { compileRules } from "../src/expression/rulefile/compile.js";
import { readChapters } from "../src/expression/rulefile/chapters.js";
import { encodeCatalogue } from "../src/expression/catalogue/serialize.js";
import { RuleError } from "../src/expression/rulefile/problem.js";
import type { CatalogueData } from "../src/expression/catalogue/catalogue.js";
import { renderDiagnostics } from "../src/language/diagnostics/render.js";
import { readBibliography } from "./bibliography.js";
import { readRuleFiles } from "./rule-files.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const math = create(all!);

/** f′(t) by mathjs, for the functions that it knows. */
function differentiate(name: string): string | undefined {
  try {
    return math.derivative?.(`${name}(t)`, "t").toString({ implicit: "show" });
  } catch {
    return undefined;
  }
}

const files = readRuleFiles();
const sources = readBibliography(readFileSync(join(root, "rules/references.bib"), "utf8"));
const data = compiled();
const chapters = readChapters(files);

/** The rules, or the end of the program with what is wrong with them. */
function compiled(): CatalogueData {
  try {
    return compileRules(files, differentiate, { sources: new Set(sources.map((s) => s.key)) });
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    console.error(renderDiagnostics(error.diagnostics, "", { color: process.stderr.isTTY }));
    process.exit(2);
  }
}

write("catalogue", `export const compiled = ${JSON.stringify(encodeCatalogue(data))};`);
write(
  "reference",
  `import type { RuleChapter } from "../rulefile/reference.js";\nexport const chapters: readonly RuleChapter[] = ${JSON.stringify(chapters)};`,
);

const primitives = data.functions.filter((f) => !f.means).map((f) => JSON.stringify(f.name));
write(
  "primitives",
  `/** Functions that stand for no other expression. */\nexport type Primitive = ${primitives.join(" | ")};`,
);

write(
  "sources",
  `import type { Source } from "../rulefile/reference.js";\nexport const sources: readonly Source[] = ${JSON.stringify(sources)};`,
);

function write(name: string, code: string): void {
  const head = "// Compiled from rules/ by scripts/compile-rules.ts. Do not edit.";
  writeFileSync(join(root, `src/expression/catalogue/${name}.generated.ts`), `${head}\n${code}\n`);
}
console.log(
  `${data.functions.length} functions, ${data.scalars.length} scalar functions, ${data.identities.length} identities, ` +
    `${data.rewrites.length} rewrite rules, ${data.properties.length} properties`,
);
