/** Compiles grammar/*.ne to grammar/*.generated.ts, which are not kept under version control. */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import nearley from "nearley";

const require = createRequire(import.meta.url);
const compile = require("nearley/lib/compile.js");
const generate = require("nearley/lib/generate.js");
const bootstrapped = require("nearley/lib/nearley-language-bootstrapped.js");
const version: string = require("nearley/package.json").version;

/** Programs and formulas, and the lines of rule files. */
for (const name of ["matrix", "rules"]) {
  const source = new URL(`../grammar/${name}.ne`, import.meta.url);
  const parser = new nearley.Parser(nearley.Grammar.fromCompiled(bootstrapped));
  parser.feed(`${readFileSync(source, "utf8")}\n`);
  if (parser.results.length === 0) throw new Error(`${source.pathname} is not a nearley grammar`);

  const code: string = generate(compile(parser.results[0], { version }), "grammar");
  const typed = code.replace(
    /^export default .*$/m,
    'export default { ParserRules, ParserStart } as import("nearley").CompiledRules;',
  );
  writeFileSync(new URL(`../grammar/${name}.generated.ts`, import.meta.url), `// @ts-nocheck\n${typed}`);
}
