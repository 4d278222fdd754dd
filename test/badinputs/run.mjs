#!/usr/bin/env node
// Feeds every bad (or merely strange) input to the command line and judges the manner of the answer:
// exit status, no stack trace, nothing on stdout when refused, a short message that points, no hang.
// node run.mjs [--cases FILE] [--cli "node dist/cli.js"] [--only TEXT]      last line: BADINPUTS passed P of N
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
const option = (name, fallback) => {
  const i = process.argv.indexOf(`--${name}`);
  return i < 0 ? fallback : process.argv[i + 1];
};
const cases = JSON.parse(
  readFileSync(option("cases", join(dirname(fileURLToPath(import.meta.url)), "cases.json")), "utf8"),
);
const [program, ...args] = option("cli", "node dist/cli.js").split(" ");
const folder = mkdtempSync(join(tmpdir(), "badinputs-"));
const text = (c) =>
  c.encoding === "js"
    ? Function(`"use strict"; return (${c.input})`)()
    : c.encoding === "hex"
      ? Buffer.from(c.input.replace(/\s/g, ""), "hex")
      : c.input;
const run = (file) =>
  new Promise((done) => {
    const child = spawn(program, [...args, file], { stdio: ["ignore", "pipe", "pipe"] });
    let out = "",
      err = "",
      hung = false;
    const timer = setTimeout(() => {
      hung = true;
      child.kill("SIGKILL");
    }, 20_000);
    child.stdout.on("data", (d) => (out += d));
    child.stderr.on("data", (d) => (err += d));
    child.on("close", (status) => {
      clearTimeout(timer);
      done({ status, out, err, hung });
    });
  });
function judge(c, { status, out, err, hung }) {
  if (hung) return "hung for 20 s";
  if (/\n\s+at .+:\d+:\d+|RangeError|heap out of memory|UnhandledPromise/.test(err + out))
    return "stack trace or crash";
  if (/[\u202a-\u202e\u2066-\u2069\u200b\u0000\u001b\u0007]/.test(out + err)) return "echoes a control character";
  if (status !== 0 && status !== 2) return `exit status ${status}`;
  if (c.outcome === "error" && status === 0) return `accepted: ${c.expect}`;
  if (c.outcome === "accept" && status === 2) return `refused: ${err.split("\n")[0]}`;
  if (status === 2 && out !== "") return "refused, but printed on stdout";
  if (status === 2 && err.length > 4096) return `message of ${err.length} characters`;
  if (status === 2 && err.trim() === "") return "refused without a message";
  if (
    status === 2 &&
    c.group !== "resources" &&
    !["syn-empty", "syn-blank"].includes(c.id) &&
    !/\^|:\d+:\d+|line \d+/.test(err)
  )
    return "message does not point";
  return null;
}
let passed = 0,
  total = 0;
for (const c of cases) {
  if (option("only", "") && !c.id.includes(option("only", ""))) continue;
  total += 1;
  const file = join(folder, `${c.id}.mx`);
  writeFileSync(file, text(c));
  const fault = judge(c, await run(file));
  if (fault === null) passed += 1;
  else console.log(`${c.id} (${c.group}): ${fault}`);
}
console.log(`BADINPUTS passed ${passed} of ${total}`);
process.exit(passed === total ? 0 : 1);
