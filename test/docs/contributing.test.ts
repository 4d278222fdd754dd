/** The recipes of CONTRIBUTING.md work as they stand there, and a place that is forgotten is a compile error that names it. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { readRuleFiles } from "../../scripts/rule-files.js";
import { checkRules } from "../../src/check/rules/whole-catalogue.js";
import { Catalogue } from "../../src/expression/catalogue/catalogue.js";
import { compileRules } from "../../src/expression/rulefile/compile.js";

const root = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");
const page = read("CONTRIBUTING.md");

/** The block of rules that begins with the given line. */
function rule(head: string): string {
  const block = [...page.matchAll(/^( *)```text\n([\s\S]*?)^\1```$/gm)]
    .map(([, indent, text]) => text!.replaceAll(new RegExp(`^${indent!}`, "gm"), ""))
    .find((text) => text.startsWith(head));
  if (block === undefined) throw new Error(`CONTRIBUTING.md has no ${head}`);
  return block;
}

const NEW = ["scalar mish", "function commutator", "function reverse-rows", "identity reverse-rows"]
  .map(rule)
  .join("\n");

/** The catalogue with the new rules; the old ones need not be differentiated. */
const compiled = (text: string): Catalogue =>
  new Catalogue(compileRules([...readRuleFiles(), { name: "rules/new.rules", text }], () => "0 t"));

describe("the rules of CONTRIBUTING.md", () => {
  const catalogue = compiled(NEW);
  const checked = (name: string) => [...checkRules(catalogue, 1, (_, rule) => rule === name)];

  test("mish and lie need nothing else", () => {
    expect(checked("mish").map((r) => r.verdict)).toEqual(["passed"]);
    const [commutator] = checked("commutator");
    expect(commutator!.verdict).toBe("passed");
    // Numbers commute: at n = 1 nothing is compared.
    expect(commutator!.trials.map((t) => t.sizes["n"])).toEqual([3, 5, 4]);
  });

  test("flip needs a kernel, and without its identity is said to need it", () => {
    const reasons = checked("reverse-rows").flatMap((r) => r.trials.map((t) => t.reason));
    expect(reasons).toContain("there is no kernel for reverse-rows yet");
    const without = compiled(rule("function reverse-rows"));
    const [lacking] = [...checkRules(without, 1, (_, name) => name === "reverse-rows")];
    expect(lacking!.trials.map((t) => t.reason)).toEqual([
      "no identity moves reverse-rows (argument 1) to the other side of an inner product",
    ]);
  });
});

/** The files that know of every instruction, and the table. */
const TABLE = "codegen/plan/instructions/parts.ts";
const CALLS = "codegen/prepare/calls.ts";
const SPELLED = ["codegen/targets/octave/routines.ts", "codegen/targets/python/routines.ts"];

/** A row of the table in which a line stands after the one that begins so. */
const after = (text: string, line: string, more: string): string => {
  const at = text.indexOf("\n", text.indexOf(line)) + 1;
  if (at <= 0) throw new Error(`there is no ${line}`);
  return text.slice(0, at) + more + text.slice(at);
};

/** The type errors of the files that know of every instruction, or of others, with some files changed: `file: message`. */
function compileErrors(changed: ReadonlyMap<string, string>, looked = [CALLS, ...SPELLED]): string[] {
  const config = ts.parseJsonConfigFileContent(
    ts.readConfigFile(fileURLToPath(new URL("tsconfig.json", root)), ts.sys.readFile).config,
    ts.sys,
    fileURLToPath(root),
  );
  const host = ts.createCompilerHost(config.options);
  const paths = new Map([...changed].map(([path, text]) => [fileURLToPath(new URL(path, root)), text]));
  const readFile = host.readFile.bind(host);
  host.readFile = (path) => paths.get(path) ?? readFile(path);
  const files = looked.map((path) => fileURLToPath(new URL(path, root)));
  const program = ts.createProgram(files, config.options, host);
  return files.flatMap((file) =>
    program.getSemanticDiagnostics(program.getSourceFile(file)).map((d) => {
      const line = d.file!.text.split("\n")[d.file!.getLineAndCharacterOfPosition(d.start!).line]!.trim();
      return `${file.slice(fileURLToPath(root).length)}: ${ts.flattenDiagnosticMessageText(d.messageText, " ")} in ${line}`;
    }),
  );
}

describe("a function", () => {
  test("of the rules that nothing computes does not compile, and the error names it", () => {
    const primitives = "src/expression/catalogue/primitives.generated.ts";
    const changed = read(primitives).replace("export type Primitive = ", 'export type Primitive = "reverse-rows" | ');
    const errors = compileErrors(new Map([[primitives, changed]]), ["src/plan/operations/index.ts"]);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain("'\"reverse-rows\"'");
  });
});

describe("an instruction", () => {
  const row = page
    .slice(page.indexOf("   /** C = A with its rows"), page.indexOf("   From here on"))
    .split("\n")
    .slice(0, 2)
    .join("\n");
  const table = new Map([[TABLE, after(read(TABLE), "upperPart: part", `${row}\n`)]]);

  test("that a place lacks does not compile, and the error names it", () => {
    const errors = compileErrors(table);
    expect(errors.map((e) => e.split(": ")[0])).toEqual([CALLS, ...SPELLED]);
    for (const e of errors) expect(e).toContain("'reverseRows'");
  });

  test("without a routine that modules can import does not compile", () => {
    const errors = compileErrors(
      new Map([...table, [CALLS, after(read(CALLS), 'upperPart: "A C"', '  reverseRows: "A C",\n')]]),
    );
    expect(errors.filter((e) => e.startsWith(CALLS))).toEqual([expect.stringContaining('in reverseRows: "A C",')]);
  });
});
