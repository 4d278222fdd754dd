/** What the tests of the language share: a catalogue of functions, short forms of parsing, and a generator of trees. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { functionScope, loadCatalogue } from "../../src/expression/catalogue/load.js";
import type { Diagnostic } from "../../codegen/diagnostics.js";
import { parseExpression, parseProgram, type ParseScope } from "../../src/language/parse/parse.js";
import type { Statement, Syntax } from "../../src/language/syntax.js";
import { foldTree, operands } from "../../src/language/traverse.js";

/** Every function of the language. */
export const { functions, scalarFunctions } = functionScope(loadCatalogue());

/** A tree as one line: `sum[A, negate[B]]`, `exp.[A]`. */
export function outline(syntax: Syntax): string {
  return foldTree<Syntax, string>(syntax, operands, (node, args) => {
    switch (node.kind) {
      case "number":
        return node.text;
      case "name":
        return node.name;
      case "word":
        return `'${node.text}'`;
      case "apply":
        return `${node.head}${node.elementwise ? "." : ""}[${args.join(", ")}]`;
    }
  });
}

/** A statement as one line. */
export function outlineStatement(statement: Statement): string {
  switch (statement.kind) {
    case "order":
      return `${statement.greater.name} ≥ ${statement.less.name}`;
    case "unknown":
      return `${statement.target.name}(${statement.parameters.map(({ name }) => name).join(", ")}): ${statement.value ? outlineStatement(statement.value) : "function"}`;
    case "declaration": {
      const { shape } = statement;
      const rows = shape.kind === "matrix" || shape.kind === "vector" ? ` ${outline(shape.rows)}` : "";
      const columns = shape.kind === "matrix" ? `×${outline(shape.columns)}` : "";
      const properties = statement.properties.map(({ name }) => ` ${name}`).join("");
      return `${statement.target.name}: ${shape.kind}${rows}${columns}${properties}`;
    }
    case "definition":
      return `${statement.targets.map(({ name }) => name).join(", ")} = ${outline(statement.value)}`;
    case "function":
      return `${statement.target.name}(${statement.parameters.map(({ name }) => name).join(", ")}) = ${outline(statement.body)}`;
    case "expression":
      return outline(statement.value);
    case "return":
      return `return ${statement.values.map(outline).join(", ")}`;
  }
}

/** The tree of an expression, as an outline; the first diagnostic where there is none. */
export function read(source: string, names: Iterable<string> = []): string {
  const { expression, diagnostics } = parseExpression(source, { functions, names });
  return expression === undefined ? said(diagnostics) : outline(expression);
}

/** The statements of a program, as outlines, then its diagnostics. */
export function readProgram(source: string, names: Iterable<string> = []): string[] {
  const { program, diagnostics } = parseProgram(source, { functions, names });
  return [...program.statements.map(outlineStatement), ...diagnostics.map((one) => said([one]))];
}

const said = (diagnostics: readonly Diagnostic[]): string =>
  diagnostics.length === 0 ? "nothing" : `! ${diagnostics[0]!.code}: ${diagnostics[0]!.message}`;

interface OracleCase {
  readonly id: string;
  readonly program: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly claim?: string;
  readonly expectedFormula?: Readonly<Record<string, string>>;
}

export interface BadInput {
  readonly id: string;
  readonly group: string;
  readonly text: string;
  readonly outcome: "error" | "accept" | "either";
}

const json = (path: string): unknown => JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), "utf8"));

export const oracleCases = (json("oracle/cases.json") as { cases: readonly OracleCase[] }).cases;

export const badInputs: readonly BadInput[] = (
  json("badinputs/cases.json") as readonly (Omit<BadInput, "text"> & { input: string; encoding: string })[]
).map(({ id, group, input, encoding, outcome }) => ({
  id,
  group,
  outcome,
  text: encoding === "js" ? String(new Function(`"use strict"; return (${input})`)()) : input,
}));

/** The names and functions that the formulas of a case may use. */
export function scopeOf({ program, inputs = {} }: OracleCase): ParseScope {
  const { statements } = parseProgram(program, { functions }).program;
  const names = statements.flatMap((statement) => {
    if (statement.kind === "declaration") return [statement.target.name];
    return statement.kind === "definition" ? statement.targets.map(({ name }) => name) : [];
  });
  const own = statements.flatMap((statement) => (statement.kind === "function" ? [statement.target.name] : []));
  return { names: [...names, ...Object.keys(inputs), "Y", "k", "m", "n", "p"], functions: [...functions, ...own] };
}

const at = { start: 0, end: 0 };
const apply = (head: string, args: readonly Syntax[], elementwise = false): Syntax => ({
  kind: "apply",
  head,
  args,
  elementwise,
  span: at,
  at,
});

/** Names that the generated trees use, and those of them that a scope must hold for them to be read. */
const names = [
  "A",
  "B",
  "X",
  "Σ",
  "λ",
  "ε",
  "x",
  "y",
  "X₁",
  "W_out",
  "foo",
  "Ȳ",
  "dX",
  "Σ_xy",
  "x̂",
  "T",
  "e",
  "n",
  "dλ",
  "π",
];
export const treeScope: ParseScope = {
  names: ["A", "B", "X", "Y", "Σ", "λ", "ε", "x", "y", "X₁", "W_out", "foo", "Σ_xy", "x̂", "T", "e", "n", "π"],
  functions: [...functions, "f", "φ", "g₁"],
};

const name = fc.constantFrom(...names).map((text): Syntax => ({ kind: "name", name: text, spelling: text, span: at }));
const number = fc
  .constantFrom("0", "1", "2", "3", "10", "0.5", "2.25", "1e-3", "1E5")
  .map((text): Syntax => ({ kind: "number", text, span: at }));
const word = fc.constantFrom("fro", "nuc", "inf").map((text): Syntax => ({ kind: "word", text, span: at }));
const passed = fc
  .constantFrom("f", "f′", "log", "φ′′")
  .map((text): Syntax => ({ kind: "name", name: text, spelling: text, span: at }));

const isMinusOne = (node: Syntax): boolean =>
  node.kind === "apply" && node.head === "negate" && node.args[0]?.kind === "number" && node.args[0].text === "1";

/** Trees as the parser makes them, of every head. */
export const trees: fc.Arbitrary<Syntax> = fc.letrec<{ tree: Syntax }>((tie) => {
  const tree = tie("tree");
  const list = (least: number, most: number): fc.Arbitrary<Syntax[]> =>
    fc.array(tree, { minLength: least, maxLength: most });
  const nary = (head: string): fc.Arbitrary<Syntax> => list(2, 4).map((args) => apply(head, args));
  const unary = (head: string): fc.Arbitrary<Syntax> => tree.map((operand) => apply(head, [operand]));
  const pair = (head: string): fc.Arbitrary<Syntax> => fc.tuple(tree, tree).map((args) => apply(head, args));
  const sized = (head: string, most: number): fc.Arbitrary<Syntax> =>
    fc.array(fc.oneof(name, number, tree), { maxLength: most }).map((args) => apply(head, args));
  const call = fc
    .tuple(fc.constantFrom("log", "tr", "sym", "lyap", "f", "f′", "φ", "g₁", "diagpart"), list(1, 3), fc.boolean())
    .map(([head, args, dotted]) => apply(head, args, dotted));
  const row = list(1, 3).map((entries) => apply("row", entries));
  const index = fc.oneof(
    tree,
    fc.constant(apply("all", [])),
    fc.tuple(tree, tree).map((bounds) => apply("range", bounds)),
  );
  return {
    tree: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      name,
      number,
      ...["sum", "product", "hadamard"].map(nary),
      ...["negate", "transpose", "inverse", "pinv", "bars", "total"].map(unary),
      ...["divide", "solve", "hadamardDivide", "hadamardPower", "kronecker", "inner"].map(pair),
      pair("power").filter((node) => node.kind === "apply" && !isMinusOne(node.args[1]!)),
      fc.tuple(tree, fc.oneof(word, number, tree)).map((args) => apply("norm", args)),
      unary("norm"),
      sized("identity", 1),
      sized("ones", 2),
      sized("zeros", 2),
      call,
      fc.tuple(passed, tree).map((args) => apply("loewner", args)),
      // Brackets around one entry are parentheses.
      fc
        .array(row, { minLength: 1, maxLength: 3 })
        .filter((rows) => rows.length > 1 || operands(rows[0]!).length > 1)
        .map((rows) => apply("block", rows)),
      fc
        .tuple(tree, fc.array(index, { minLength: 1, maxLength: 2 }))
        .map(([of, indices]) => apply("slice", [of, ...indices])),
    ),
  };
}).tree;
