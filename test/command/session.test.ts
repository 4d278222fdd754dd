/** The prompt: what stays between lines, lines that go on, mistakes, keys, history; at a pseudo terminal, too. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { readOptions } from "../../src/command/options.js";
import { historyFile, runPrompt } from "../../src/command/prompt.js";
import { Session, isOpen } from "../../src/command/session.js";

const session = (...options: string[]): Session => new Session(readOptions(options, "0"), false);
const replies = (lines: readonly string[], ...options: string[]): string[] => {
  const one = session(...options);
  return lines.map((line) => one.reply(line).text);
};

describe("a session", () => {
  test("keeps declarations, definitions and functions", () => {
    const [declared, defined, fn, answer] = replies([
      "X: m×n; ε: scalar positive constant",
      "C = XᵀX + εI",
      "f(t) = t^2",
      "tr(f(C))",
    ]);
    expect(declared).toBe("");
    expect(defined).toContain("X̄ =");
    expect(fn).toBe("");
    expect(answer).toContain("X: m×n\n");
    expect(answer).toContain("X̄ =");
    expect(answer).not.toContain("ε̄");
  });

  test("replaces what is declared again", () => {
    const [, wrong, , right] = replies(["X: 2×3", "tr(X)", "X: 3×3", "tr(X)"]);
    expect(wrong).toContain("error[type/not-square]");
    expect(right).toContain("X̄ = I_3");
  });

  test("goes on after mistakes, and keeps nothing of them", () => {
    const [syntax, type, vars, answer] = replies(["A: n×n; A +", "B: 2×3 symmetric", ":vars", "tr(A)"]);
    expect(syntax).toContain("error[syntax/expected-operand]");
    expect(type).toContain("error[type/property-shape]");
    expect(type).toContain("input:1:8");
    expect(vars).toBe("nothing is declared\n");
    expect(answer).toContain("Ā =");
  });

  test("says where an earlier line does not fit", () => {
    const [, , answer] = replies(["A: 2×3", "B: 2×3", "A B"]);
    expect(answer).toContain("cannot multiply: A is 2×3, B is 2×3");
  });

  test("lists and forgets", () => {
    const [, vars, cleared, none] = replies(["A, B: n×n", ":vars", ":clear", ":vars"]);
    expect(vars).toBe("  A, B: n×n\n");
    expect(cleared).toBe("");
    expect(none).toBe("nothing is declared\n");
  });

  test("prints in the kind that is asked for, the last expression at once", () => {
    const [, latex, next, wrong] = replies(["x'x", ":emit latex", "tr(A)", ":emit pdf"]);
    expect(latex).toContain("\\cotangent{x}");
    expect(next).toContain("\\begin{aligned}");
    expect(wrong).toContain("the kinds are text, steps, latex");
  });

  test("checks the last expression", () => {
    const [none, , checked] = replies([":check", "logdet(X'X + I)", ":check"]);
    expect(none).toContain("no expression to check");
    expect(checked).toContain("Check: passed");
  });

  test("helps, and names the nearest command", () => {
    const [help, wrong] = replies([":help", ":helpp"]);
    for (const name of ["vars", "clear", "emit", "check", "help", "quit"]) expect(help).toContain(`:${name}`);
    expect(wrong).toContain("did you mean `help`?");
    expect(session().reply(":quit").quit).toBe(true);
  });

  test("heeds the options of the command", () => {
    expect(replies(["norm1(x)"], "--syntax", "matrixcalculus")[0]).toContain("x̄ = sign(x)");
    expect(replies(["S: n×n spd", "logdet(S)"], "--riemannian")[1]).toContain("S̄ = S");
    expect(replies(["tr(A X)"], "-v", "A: n×m constant")[0]).not.toContain("Ā =");
  });

  test("completes commands, names and functions", () => {
    const one = session();
    one.reply("Weight: n×n");
    expect(one.completions(":v")).toEqual([":vars"]);
    expect(one.completions("We")).toEqual(["Weight"]);
    expect(one.completions("logd")).toEqual(["logdet"]);
  });
});

test.each([
  ["(A + B", true],
  ["[A, B;", true],
  ["X: m×n;", true],
  ["A + \\", true],
  ["tr(A) # ((", false],
  ["tr(A)", false],
  ["A)", false],
  [":emit (", false],
])("%j goes on: %j", (text, open) => {
  expect(isOpen(text)).toBe(open);
});

/** Types into a prompt and gives back what it wrote. */
async function typed(keys: readonly string[], history?: string): Promise<string> {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let text = "";
  output.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const done = runPrompt(session(), { input, output, terminal: true, ascii: true, ...(history ? { history } : {}) });
  for (const key of keys) {
    input.write(key);
    await new Promise((next) => setImmediate(next));
  }
  await done;
  return text;
}

describe("the prompt", () => {
  test("ends with Ctrl-D and with :quit", async () => {
    expect(await typed(["tr(A)\r", "\u0004"])).toContain("Ā = I_m");
    expect(await typed([":quit\r"])).toContain("> ");
  });

  test("goes on over lines, and drops them at Ctrl-C", async () => {
    const text = await typed(["tr(A\r", ")\r", "tr(B +\r", "garbage\u0003", "tr(C)\r", "\u0004"]);
    expect(text).toContain("Ā =");
    expect(text).toContain("C̄ =");
    expect(text).not.toContain("error");
    expect(text).toContain(". ");
  });

  test("an empty line ends an input that is not closed", async () => {
    expect(await typed(["tr(A\r", "\r", "\u0004"])).toContain("error[syntax/");
  });

  test("keeps its history where only the user can read it", async () => {
    const file = historyFile({ XDG_STATE_HOME: mkdtempSync(join(tmpdir(), "state-")) });
    await typed(["tr(A)\r", "det(B)\r", ":quit\r"], file);
    expect(readFileSync(file, "utf8")).toBe(":quit\ndet(B)\ntr(A)\n");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    // Arrow up twice: the line before :quit.
    expect(await typed(["\u001b[A", "\u001b[A", "\r", "\u0004"], file)).toContain("B̄ =");
  });

  test("does without a history that cannot be kept", async () => {
    expect(await typed(["tr(A)\r", "\u0004"], "/dev/null/history")).toContain("Ā =");
  });
});

test("the state folder is that of the XDG specification", () => {
  expect(historyFile({ XDG_STATE_HOME: "/state" })).toBe("/state/matrix-backprop/history");
  expect(historyFile({ XDG_STATE_HOME: "relative" })).toMatch(/\.local\/state\/matrix-backprop\/history$/);
});

test("at a pseudo terminal, which `script` of util-linux gives", () => {
  const cli = new URL("../../src/cli.ts", import.meta.url).pathname;
  const { stdout, status } = spawnSync("script", ["-qec", `${process.execPath} --import tsx ${cli}`, "/dev/null"], {
    input: "X: m×n\nlogdet(X'X)\ntr(X\n)\n:quit\n",
    encoding: "utf8",
    env: { ...process.env, XDG_STATE_HOME: mkdtempSync(join(tmpdir(), "state-")) },
    timeout: 60_000,
  });
  expect(stdout).toContain("∂ ");
  expect(stdout).toContain("X̄ =");
  expect(stdout).toContain("error[type/not-square]");
  expect(status).toBe(0);
});
