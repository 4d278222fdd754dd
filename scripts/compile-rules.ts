/** Compiles rules/*.rules into src/expression/catalogue.generated.ts, so that start-up parses nothing. */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { all, create } from "mathjs";
import { compileRules } from "../src/expression/rulefile/compile.js";
import { encodeCatalogue } from "../src/expression/serialize.js";

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

const folder = join(root, "rules");
const files = readdirSync(folder)
  .filter((f) => f.endsWith(".rules"))
  .sort()
  .map((name) => ({ name: `rules/${name}`, text: readFileSync(join(folder, name), "utf8") }));
const data = compileRules(files, differentiate);
const target = join(root, "src/expression/catalogue.generated.ts");
writeFileSync(
  target,
  `// Compiled from rules/*.rules by scripts/compile-rules.ts. Do not edit.\nexport const compiled = ${JSON.stringify(encodeCatalogue(data))};\n`,
);
console.log(
  `${data.functions.length} functions, ${data.scalars.length} scalar functions, ${data.identities.length} identities, ` +
    `${data.rewrites.length} rewrite rules, ${data.properties.length} properties`,
);
