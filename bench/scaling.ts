/**
 * Times parsing, typing and deriving by the number of tokens, and how each grows: `npx tsx bench/scaling.ts`; with
 * `--write` the table goes to docs/performance.md. Processor time, the least of several runs, so that other work on
 * the machine matters little.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { lex } from "../grammar/lexer.js";
import { deriveProgram } from "../src/calculus/derivation.js";
import { functionWords, loadCatalogue } from "../src/expression/catalogue/load.js";
import { elaborate } from "../src/expression/elaborate/program.js";
import { parseProgram } from "../src/language/parse/parse.js";

const catalogue = loadCatalogue();
const functions = functionWords(catalogue);

const repeated = (count: number, part: (index: number) => string, between: string): string =>
  Array.from({ length: Math.ceil(count) }, (_, i) => part(i)).join(between);

/** Programs of about the given number of tokens. */
const programs: Readonly<Record<string, (tokens: number) => string>> = {
  "sum of one name": (n) => repeated(n / 2, () => "A", "+"),
  "sum of products": (n) => repeated(n / 4, (i) => `X${i % 50}ᵀY${i % 50}`, "+"),
  "sum of functions": (n) => repeated(n / 5, (i) => `exp(x${i % 100})`, "+"),
  "product of many names": (n) => repeated(n / 2, (i) => `A${i}`, "*"),
  "lines of definitions": (n) => `${repeated(n / 6, (i) => `x_${i + 1} = tanh(A x_${i})`, "\n")}`,
};

const SIZES = [1_000, 3_000, 10_000, 30_000, 100_000];
const RUNS = 3;

interface Times {
  readonly tokens: number;
  readonly parse: number;
  readonly type: number;
  readonly derive: number;
}

const processorTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Milliseconds and the value. */
function timed<T>(work: () => T): readonly [number, T] {
  const start = processorTime();
  const value = work();
  return [processorTime() - start, value];
}

function measure(source: string): Times {
  const tokens = lex(source).filter(({ type }) => type !== "blank").length;
  let best: Times = { tokens, parse: Infinity, type: Infinity, derive: Infinity };
  for (let run = 0; run < RUNS; run++) {
    const [parse, parsed] = timed(() => parseProgram(source, { functions }));
    if (parsed.diagnostics.length > 0) throw new Error(parsed.diagnostics[0]!.message);
    const [type, typed] = timed(() => elaborate(parsed.program, catalogue));
    if (!typed.program) throw new Error(typed.diagnostics[0]!.message);
    const [derive] = timed(() => deriveProgram(typed.program!));
    best = {
      tokens,
      parse: Math.min(best.parse, parse),
      type: Math.min(best.type, type),
      derive: Math.min(best.derive, derive),
    };
  }
  return best;
}

const lines = ["| program | tokens | parse | type | derive |", "| --- | --- | --- | --- | --- |"];
console.log(lines.join("\n"));
for (const [name, make] of Object.entries(programs)) {
  for (const size of SIZES) {
    const source = make(size);
    // The language's own limit on characters.
    if (source.length > 262_144) continue;
    const { tokens, ...times } = measure(source);
    const perThousand = [times.parse, times.type, times.derive].map((t) => ((1000 * t) / tokens).toFixed(2));
    lines.push(`| ${name} | ${tokens} | ${perThousand.join(" | ")} |`);
    console.log(lines[lines.length - 1]);
  }
}

if (process.argv.includes("--write")) {
  const page = new URL("../docs/performance.md", import.meta.url);
  const text = readFileSync(page, "utf8");
  const table = /\| program \|[\s\S]*?\n\n/;
  writeFileSync(page, text.replace(table, `${lines.join("\n")}\n\n`));
}
