/** docs/properties.md: the properties of matrices, and how those of an expression follow from those of its parts. */
import { splitDeclarations } from "../../src/expression/rulefile/blocks.js";
import type { RuleChapter, WrittenRule } from "../../src/expression/rulefile/reference.js";
import type { Catalogue, PropertyRule } from "../../src/expression/catalogue/catalogue.js";
import { loadCatalogue } from "../../src/expression/catalogue/load.js";
import { chapters } from "../../src/reference.js";
import { code, GENERATED, table, type Page } from "./page.js";

export function propertiesPage(): Page {
  const catalogue = loadCatalogue();
  const rules = chapters.flatMap((c) => c.rules);
  const properties = rules.filter((r) => r.kind === "property");
  const text = [
    "# Properties and their inference\n",
    GENERATED,
    INTRODUCTION,
    "## What a property means\n",
    table(
      [
        "property",
        "shape",
        "implies",
        "together with",
        "of a 1×1 value",
        "of a square matrix",
        "refused at declaration",
      ],
      properties.map((r) => relations(catalogue, catalogue.properties.get(r.name)!, r)),
    ),
    FORMULAS,
    table(
      [
        "property",
        "projection of E (the structure of dA and of Ā)",
        "linear",
        "moves, retraction, Riemannian gradient and metric",
        "random matrix",
      ],
      properties.map(formulas),
    ),
    "## How properties are inferred\n",
    INFERENCE,
    ...chapters.map(inferenceOf).filter((section) => section !== ""),
  ].join("\n");
  return { path: "docs/properties.md", text };
}

const INTRODUCTION = `Properties are declared (\`S: n×n spd\`) or inferred. Absence means that nothing is known, never that the
property does not hold. Rules use them to choose a variation, simplification uses them as conditions, and the kernels use
them to choose a routine. All of it is stated in [rules/properties.rules](../rules/properties.rules) and in the lines
\`Y is … when …\` of the other rule files; this page lists them.
`;

const FORMULAS = `## What follows from a property

The gradient of a declared input is projected onto its structure: the projection of the second column is applied to the
unstructured gradient E at the input A. Where a property is linear, sums and differentials of such matrices have it, too.
The checks draw random inputs by the last column and move them along the directions of the fourth.
`;

const INFERENCE = `Each line holds for the expression on the left, whose parts have the shapes of the rule; \`always\` needs no
condition. \`A, B are\` asks both for the property of the result. Whatever the property implies follows, too. A product is
looked at as a chain of factors with scalars in front; a chain that reads the same from both ends, AᵀSA, is a congruence.
An expression without inputs that vary is \`constant\`.
`;

function relations(catalogue: Catalogue, p: PropertyRule, written: WrittenRule): string[] {
  const remark = written.remark === "" ? "" : `: ${written.remark}`;
  const names = (set: number): string => catalogue.names(set).join(", ");
  return [
    `**${p.name}**${remark}`,
    p.requires === "square" ? "square" : "any",
    names(p.closure & ~p.bit),
    p.together.map((t) => `${names(t.with)}: ${names(t.implies)}`).join("; "),
    names(p.forScalars),
    names(p.forSquares & ~p.bit),
    refusals(written),
  ];
}

/** What no input is declared to be, in the words of the rule. */
function refusals({ lines }: WrittenRule): string {
  const told = lines.map((l) => l.text).filter((text) => /^(excludes|needs|inferred|of scalars only)\b/.test(text));
  return told.map((text) => text.replace(/^excludes /, "")).join("; ");
}

/** The formulas of a property as its rule has them. */
function formulas({ name, lines }: WrittenRule): string[] {
  const line = (word: string): string => {
    const found = lines.find((l) => l.text.startsWith(`${word} `));
    return found === undefined ? "" : code(found.text.slice(word.length + 1));
  };
  const symmetry = lines.find((l) => l.text.startsWith("Aᵀ = "));
  const moves = ["direction", "retract", "riemannian", "metric"].flatMap((word) => {
    const formula = line(word);
    return formula === "" ? [] : [`${word} ${formula}`];
  });
  return [
    `**${name}**${symmetry === undefined ? "" : ` (${code(symmetry.text)})`}`,
    line("tangent"),
    lines.some((l) => l.text === "linear") ? "yes" : "",
    moves.join("; "),
    line("sample"),
  ];
}

function inferenceOf({ file, rules }: RuleChapter): string {
  const rows = rules.filter((r) => r.kind === "function" || r.kind === "infer" || r.kind === "scalar").flatMap(clauses);
  return rows.length === 0 ? "" : `### ${file}\n\n${table(["expression", "is", "when"], rows)}`;
}

/** What one rule says of the properties of its result. */
function clauses(rule: WrittenRule): string[][] {
  if (rule.kind === "scalar") return scalarClauses(rule);
  const [first, ...lines] = rule.lines;
  const { formula, declarations } = splitDeclarations(first!.text);
  const [left = "", right = ""] = formula.split(" = ");
  const outputs = left.split(", ");
  const always = outputs.flatMap((output) => {
    const words = declaredProperties(declarations, output);
    return words.length === 0 ? [] : [[expression(outputs, output, right), words.join(", "), "always"]];
  });
  const conditional = lines.flatMap(({ text }) => {
    const match = /^(\S+) is (.+?) when (.+)$/.exec(text);
    return match && outputs.includes(match[1]!) ? [[expression(outputs, match[1]!, right), match[2]!, match[3]!]] : [];
  });
  return [...always, ...conditional];
}

const expression = (outputs: readonly string[], output: string, call: string): string =>
  outputs.length === 1 ? code(call) : `${code(output)} of ${code(call)}`;

/** The words after the shape in `Y: n×n symmetric`. */
function declaredProperties(declarations: string, output: string): string[] {
  for (const part of declarations.split("; ")) {
    const match = /^([^:]+): (?:\([^)]*\)|[^\s(×]+)(?:×(?:\([^)]*\)|\S+))?( .+)?$/.exec(part);
    if (match?.[1]!.split(", ").includes(output)) return match[2]?.trim().split(" ") ?? [];
  }
  return [];
}

function scalarClauses({ name, lines }: WrittenRule): string[][] {
  return lines.filter((l) => /^[a-z]+(, [a-z]+)*$/.test(l.text)).map((l) => [code(`${name}(t)`), l.text, "always"]);
}
