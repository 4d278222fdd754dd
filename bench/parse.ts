/** Times parsing by the number of tokens: `npx tsx bench/parse.ts`. Linear, if the last column stays as it is. */
import { lex } from "../grammar/lexer.js";
import { parseExpression } from "../src/language/parse/parse.js";

const functions = ["log", "exp", "tr", "inv", "sym"];

const inputs: Readonly<Record<string, (size: number) => string>> = {
  "A0*A1*…": (size) => Array.from({ length: size / 2 }, (_, index) => `A${index}`).join("*"),
  "A+A+…": (size) =>
    Array(size / 2)
      .fill("A")
      .join("+"),
  "A A …": (size) => Array(size).fill("A").join(" "),
  "XᵀX + …": (size) =>
    Array(Math.ceil(size / 4))
      .fill("XᵀX")
      .join(" + "),
  "log(A)+…": (size) =>
    Array(Math.ceil(size / 5))
      .fill("log(A)")
      .join("+"),
  "((…))": (size) =>
    Array(Math.ceil(size / 202))
      .fill(`${"(".repeat(100)}A${")".repeat(100)}`)
      .join("+"),
  "\\frac{A}{B}+…": (size) =>
    Array(Math.ceil(size / 8))
      .fill("\\frac{A}{B}")
      .join("+"),
};

/** The median of several runs, in milliseconds. */
function median(work: () => void, runs = 7): number {
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return times[Math.floor(runs / 2)] ?? 0;
}

console.log("input            tokens       ms   ms per 1 000 tokens");
for (const [name, make] of Object.entries(inputs)) {
  for (const size of [1_000, 10_000, 100_000]) {
    const source = make(size).slice(0, 262_144);
    const tokens = lex(source).filter(({ type }) => type !== "blank").length;
    const { expression } = parseExpression(source, { functions });
    if (expression === undefined) continue;
    const time = median(() => void parseExpression(source, { functions }));
    const perThousand = (time / tokens) * 1_000;
    console.log(
      name.padEnd(14) + String(tokens).padStart(9) + time.toFixed(1).padStart(9) + perThousand.toFixed(2).padStart(12),
    );
  }
}
