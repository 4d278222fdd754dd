/**
 * Command lines that nobody would write: random bytes, programs with slips of the finger, options in any combination,
 * data of any kind. Whatever is given, the command ends with a status of its interface and says why, where it refuses,
 * in one message that points at the place.
 */
import { chooseRuntime } from "../../codegen/runtime/linalg.js";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { main } from "../../src/command/main.js";
import { EMIT_KINDS } from "../../src/emit.js";
import { oracleCases } from "../oracle/cases.js";

export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const LONGEST_MESSAGE = 4096;

/** Runs the command in this process. Only what it writes itself is kept, so nothing else may run meanwhile. */
export async function run(argv: readonly string[]): Promise<Outcome> {
  const texts = { stdout: "", stderr: "" };
  const restore = (["stdout", "stderr"] as const).map((name) => {
    const stream = process[name];
    const write = stream.write.bind(stream);
    stream.write = ((chunk: string, done?: () => void) => {
      texts[name] += chunk;
      done?.();
      return true;
    }) as typeof stream.write;
    return () => void (stream.write = write);
  });
  try {
    const status = await main(argv);
    return { ...texts, status };
  } finally {
    for (const back of restore) back();
    // `--runtime native` is for the process, which other tests share.
    chooseRuntime("wasm");
  }
}

/** What is wrong with how the command ended; undefined where all is as the interface says. */
export function fault(argv: readonly string[], outcome: Outcome): string | undefined {
  const { status, stdout } = outcome;
  // eslint-disable-next-line no-control-regex
  const stderr = outcome.stderr.replaceAll(/\u001b\[[\d;]*m/g, "");
  const checked = ["--check", "--verify", "check"].some((word) => argv.includes(word));
  if (![0, 2, ...(checked ? [1, 4] : [])].includes(status)) return `status ${status}`;
  if (/^\s+at .*:\d+:\d+/m.test(stderr)) return "a stack trace";
  if (stderr.length > LONGEST_MESSAGE) return `a message of ${stderr.length} characters`;
  if (status !== 2) return stdout === "" && !argv.includes("-o") ? "nothing is printed" : undefined;
  if (stdout !== "") return "a refusal prints a result";
  if (!stderr.startsWith("error")) return "a refusal without an error";
  if (/^error\[/.test(stderr) && !/^ *--> .+:\d+:\d+$[^]*^ *(\d+)? *\|.*\^/m.test(stderr))
    return "an error without its place";
  return undefined;
}

const programs = oracleCases.filter((c) => c.program.length < 200).map((c) => c.program);

/** The letters of the language, with some that are not. */
const LETTERS = [
  ..."ABXYaxnm012.,;:=()[]{}|+-−*/\\^_'\"#@$%&!?<>~` \t\n",
  ..."XᵀY⁻¹²³⁺∘⊗⊘⊙·×‖⟨⟩𝟏ΣΛΓεπσ∂∇∞ÅÄß\u0301\u0304\u200b\u202e\ufeff\u0000\u001b\ud835漢😀",
];

const letter = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...LETTERS) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 1 }) },
);

type Slip = readonly [kind: "delete" | "double" | "swap" | "insert", at: number, letter: string];

const slip: fc.Arbitrary<Slip> = fc.tuple(
  fc.constantFrom("delete" as const, "double" as const, "swap" as const, "insert" as const),
  fc.nat({ max: 1_000 }),
  letter,
);

function slipped(text: string, [kind, place, inserted]: Slip): string {
  const letters = [...text];
  const at = place % (letters.length + 1);
  const [here = "", next = ""] = letters.slice(at, at + 2);
  const parts = { delete: [next], double: [here, here, next], swap: [next, here], insert: [inserted, here, next] };
  return [...letters.slice(0, at), ...parts[kind], ...letters.slice(at + 2)].join("");
}

const mistyped = (texts: readonly string[], least = 1): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...texts), fc.array(slip, { minLength: least, maxLength: 4 }))
    .map(([text, slips]) => slips.reduce(slipped, text));

/** A source that is neither standard input nor an option. */
const asSource = (text: string): string => (text.startsWith("-") ? ` ${text}` : text);

/** Bytes as a shell hands them over: read as UTF-8, without zeros. */
const bytes = fc
  .uint8Array({ minLength: 1, maxLength: 60 })
  .map((all) => asSource(Buffer.from(all.filter((b) => b !== 0)).toString("utf8")));

const SMALL = [
  "tr(XᵀX)",
  "log(XᵀX + I)",
  "A B",
  "xᵀAx",
  "‖Ax − b‖²",
  "X: m×n; U, S, V = svd(X); U Vᵀ",
  "X⁻¹",
  "chol(S)",
];
const NAMES = ["X", "A", "x", "S", "Q", "", "X,A", "__proto__", "Ȳ", "\u0000", "X X", "-"];
const SIZES = [
  "m=6,n=4",
  "m=2",
  "n=0",
  "n=-1",
  "n=1e9",
  "m=6,,n=4",
  "=",
  "n",
  "m=6,m=7",
  "__proto__=3",
  "n=999999999999",
];

const value = (...values: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: mistyped(values) });

const flag = (...flags: readonly string[]): fc.Arbitrary<string[]> => fc.constantFrom(...flags).map((f) => [f]);
const option = (name: string, values: fc.Arbitrary<string>): fc.Arbitrary<string[]> => values.map((v) => [name, v]);

/** An option with a value that may be right. None of them writes a file or takes long. */
const options = fc.oneof(
  option("-e", value(...EMIT_KINDS)),
  option("--form", value("adjoint", "variation", "hvp", "")),
  option("--wrt", value(...NAMES)),
  option("-v", value("X: m×n", "S: n×n spd", "A: 2×3", "x: n", "X:", ":", "X: m×n bogus", "Y: scalar constant")),
  option("--size", value(...SIZES)),
  option("--seed", value("0", "7", "-1", "1e3", "999999999", "9999999999")),
  option("--syntax", value("math", "matrixcalculus")),
  option("--notation", value("bar", "partial", "bar,partial", "")),
  option("--verify", fc.oneof(fc.constantFrom("2X", "X", "A Bᵀ", "2 A x", ""), mistyped(SMALL))),
  option("--color", value("auto", "always", "never")),
  option("--runtime", value("wasm", "native")),
  option("--at", value("none.json", "/dev/null", "/")),
  option("-o", value("/dev/null", "/none/x", "")),
  flag(
    "--check",
    "--ascii",
    "--verbose",
    "-q",
    "--riemannian",
    "--help",
    "--version",
    "--nonsense",
    "-x",
    "--no-check",
  ),
);

const commandLine = fc
  .tuple(fc.oneof(fc.constantFrom(...SMALL), mistyped(SMALL)), fc.array(options, { minLength: 1, maxLength: 4 }))
  .map(([source, given]) => [asSource(source), ...given.flat()]);

const subcommandLine = fc
  .tuple(
    fc.constantFrom("rules", "check"),
    value("trace", "inverse", "transpose", "log", "none", ""),
    fc.array(fc.oneof(option("--seed", value("1", "x")), flag("--help", "--ascii", "-q", "--zzz", "--json")), {
      maxLength: 2,
    }),
  )
  .map(([name, rule, given]) => [name, asSource(rule), ...given.flat()]);

const GOOD = JSON.stringify({
  inputs: {
    X: [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    a: 2,
  },
  cotangents: {
    Y: [
      [1, 0],
      [0, 1],
    ],
  },
});

const numbers = (rows: number, cols: number): fc.Arbitrary<number[][]> => {
  const row = fc.array(fc.oneof(fc.double({ noNaN: true }), fc.integer()), { minLength: cols, maxLength: cols });
  return fc.array(row, { minLength: rows, maxLength: rows });
};

const data = fc.oneof(
  fc
    .record({ X: numbers(3, 2), Y: numbers(2, 2), a: fc.double({ noNaN: true }) })
    .map(({ X, Y, a }) => JSON.stringify({ inputs: { X, a }, cotangents: { Y } })),
  mistyped([GOOD], 0),
  fc.json(),
  fc
    .record({ inputs: fc.jsonValue(), cotangents: fc.jsonValue(), tangents: fc.jsonValue() }, { requiredKeys: [] })
    .map((point) => JSON.stringify(point)),
  fc
    .record({
      X: fc.array(fc.array(fc.double(), { maxLength: 3 }), { maxLength: 3 }),
      a: fc.oneof(fc.double(), fc.jsonValue()),
    })
    .map((inputs) => JSON.stringify({ inputs })),
  fc.string({ unit: "binary" }),
);

/** The kinds of command lines. `file` is what the file POINT holds, where one is named. */
export const KINDS: Readonly<
  Record<string, fc.Arbitrary<{ readonly argv: readonly string[]; readonly file?: string }>>
> = {
  bytes: bytes.map((source) => ({ argv: [source] })),
  slips: mistyped(programs).map((source) => ({ argv: [asSource(source)] })),
  options: commandLine.map((argv) => ({ argv })),
  subcommands: subcommandLine.map((argv) => ({ argv })),
  data: fc
    .tuple(data, fc.constantFrom("adjoint", "variation"))
    .map(([file, form]) => ({ argv: ["-v", "a: scalar", "a log(XᵀX + I)", "--form", form, "--at", "POINT"], file })),
};

/** How often each status was met. Throws the smallest command line that ends otherwise than it should. */
export async function fuzzCommand(kind: string, numRuns: number, seed: number): Promise<Record<number, number>> {
  const folder = mkdtempSync(join(tmpdir(), "fuzz-"));
  const point = join(folder, "point.json");
  const statuses: Record<number, number> = {};
  const property = fc.asyncProperty(KINDS[kind]!, async ({ argv, file }) => {
    if (file !== undefined) writeFileSync(point, file);
    const line = argv.map((word) => (word === "POINT" ? point : word));
    const outcome = await run(line);
    statuses[outcome.status] = (statuses[outcome.status] ?? 0) + 1;
    const wrong = fault(line, outcome);
    if (wrong !== undefined) throw new Error(`${wrong}\n${JSON.stringify(argv)}\n${outcome.stderr}`);
  });
  try {
    await fc.assert(property, { numRuns, seed });
    return statuses;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
