/** The prompt: what stays between lines, lines that go on, mistakes, keys, history; at a pseudo terminal, too. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { readOptions } from "../../src/command/options.js";
import { historyFile, runPrompt } from "../../src/command/prompt.js";
import { isLong, pagerCommand } from "../../src/command/pager.js";
import { PROMPT_COMMANDS } from "../../src/command/prompt-commands.js";
import { Session, isOpen } from "../../src/command/session.js";
import { EMIT_KINDS } from "../../src/emit.js";

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
    expect(latex).toContain("\\bar{x} &= 2 x");
    expect(next).toContain("\\begin{aligned}");
    expect(wrong).toContain("the kinds are text, steps, latex");
  });

  test("checks the last expression", () => {
    const [none, , checked] = replies([":check", "logdet(X'X + I)", ":check"]);
    expect(none).toContain("no expression yet");
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

  test.each([
    [":v", [":vars", ":verify"]],
    [":emit ", [...EMIT_KINDS].sort()],
    [":emit to", ["torch"]],
    [":notation bar,to", ["top"]],
    [":wrt W", ["Weight"]],
    ["We", ["Weight"]],
    ["tr(We", ["Weight"]],
    ["logd", ["logdet"]],
    ["inv", ["inv"]],
    ["\\sigma", ["σ"]],
    ["X + \\Sigma", ["Σ"]],
    ["\\sigm", ["\\sigma"]],
    [":type \\alpha", ["α"]],
  ])("completes %j", (line, words) => {
    const one = session();
    one.reply("Weight: n×n\ntr(Weight)");
    expect(one.completions(line).words).toEqual(words);
  });

  test("offers no functions that only derivatives have, and those of the documentation", () => {
    const { words } = session().completions("");
    for (const inner of ["loewner", "gaps", "frechet", "eigresolvent", "hadamardPower", "inverse", "total", "slice"])
      expect(words).not.toContain(inner);
    for (const word of "inv det logdet tr sum kron eye svd chol softmax relu exp sym vec norm".split(" "))
      expect(words).toContain(word);
  });

  test("completes folders and programs after :load", () => {
    const folder = mkdtempSync(join(tmpdir(), "session-"));
    for (const name of ["a.mx", "a.json"]) writeFileSync(join(folder, name), "");
    expect(session().completions(`:load ${folder}/`).words).toEqual([`${folder}/a.mx`]);
  });

  test.each(["help", "?", ":help", ":?", ":h"])("%s helps", (word) => {
    const { text } = session().reply(word);
    for (const name of Object.keys(PROMPT_COMMANDS)) expect(text).toContain(`  :${name}`);
  });

  test.each(["quit", "exit", ":quit", ":q", " :exit "])("%s ends", (word) => {
    expect(session().reply(word).quit).toBe(true);
  });

  test("derives only what :wrt names, until it names nothing", () => {
    const [, one, next, all, wrong] = replies(["tr(A X)", ":wrt X", "tr(B X)", ":wrt", ":wrt Q"]);
    expect(one).toContain("X̄ = Aᵀ");
    expect(one).not.toContain("Ā =");
    expect(next).not.toContain("B̄ =");
    expect(all).toContain("B̄ =");
    expect(wrong).toContain("error[");
  });

  test("prints in another notation", () => {
    const [, partial, top, wrong, plain] = replies([
      "tr(A X)",
      ":notation partial",
      ":notation top",
      ":notation x",
      ":notation",
    ]);
    expect(partial).toContain("∂L/∂X = Aᵀ");
    expect(top).toContain("X̄ = A⊤");
    expect(wrong).toContain("x is not one of bar, partial");
    expect(plain).toContain("X̄ = Aᵀ");
  });

  test("checks formulas of others", () => {
    const [none, , right, wrong, undecided, named, unreadable, empty] = replies([
      ":verify A",
      "tr(A X)",
      ":verify ∂L/∂X = A'",
      ":verify ∂L/∂X = A",
      ":verify A'",
      ":verify \\frac{\\partial L}{\\partial X} = A^T",
      ":verify ∂L/∂X = A +",
      ":verify",
    ]);
    expect(none).toContain("no expression yet");
    expect(right).toContain("Claim for X̄: right");
    expect(wrong).toContain("Claim for X̄: wrong");
    expect(wrong).toContain("cause:");
    expect(undecided).toContain("about one input (A, X)");
    expect(named).toContain("Claim for X̄: right");
    expect(unreadable).toContain("error[syntax/expected-operand]");
    expect(empty).toContain("a formula is expected");
  });

  test("tells the type of an expression, and keeps nothing of it", () => {
    const [, type, wrong, empty, vars, last] = replies([
      "X: m×n",
      ":type X'X + I",
      ":type X X",
      ":type",
      ":vars",
      ":check",
    ]);
    expect(type).toContain("X: m×n\n");
    expect(type).toContain("Y: n×n");
    expect(wrong).toContain("error[type/");
    expect(empty).toContain("an expression is expected");
    expect(vars).toBe("  X: m×n\n");
    expect(last).toContain("no expression yet");
  });

  test("saves a program that another session loads", () => {
    const file = join(mkdtempSync(join(tmpdir(), "session-")), "layer.mx");
    const [, , , answer, saved] = replies(["X: m×n", "f(t) = t tanh(t)", "C = X'X", "tr(f(C))", `:save ${file}`]);
    expect(saved).toBe(`${file} is written\n`);
    expect(readFileSync(file, "utf8")).toBe("X: m×n\nf(t) = t tanh(t)\nC = X'X\ntr(f(C))\n");
    const [loaded, vars] = replies([`:load ${file}`, ":vars"]);
    expect(loaded).toBe(answer);
    expect(vars).toBe("  X: m×n\n  f(t) = t tanh(t)\n  C = X'X\n");
  });

  test("names the file of a mistake, and files that are not there", () => {
    const file = join(mkdtempSync(join(tmpdir(), "session-")), "layer.mx");
    writeFileSync(file, "X: m×n\ntr(X\n");
    const [mistake, absent, nothing, other, empty] = replies([
      `:load ${file}`,
      ":load no.mx",
      ":load",
      ":save a.txt",
      ":save a.mx",
    ]);
    expect(mistake).toContain(`${file}:2:`);
    expect(absent).toContain("cannot read no.mx: there is no such file");
    expect(nothing).toContain("a file is expected");
    expect(other).toContain("end in .mx");
    expect(empty).toBe("nothing is declared\n");
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
  ["help", false],
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
  test("puts a Greek letter for its LaTeX command", async () => {
    expect(await typed(["\\theta\t'\\theta\t\r", "\u0004"])).toContain("θ̄ = 2θ");
  });

  test("shows answers through what is given for it", async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const pages: string[] = [];
    const page = (text: string): void => void pages.push(text);
    const done = runPrompt(session(), { input, output, terminal: true, ascii: true, page });
    input.write("help\r");
    await new Promise((next) => setImmediate(next));
    input.write("\u0004");
    await done;
    expect(pages).toEqual([session().reply("help").text]);
  });

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

describe("the pager", () => {
  test.each([
    ["a\nb\n", false],
    ["a\n".repeat(24), true],
    ["a".repeat(24 * 80), false],
    ["a".repeat(24 * 80 + 1), true],
  ])("takes what is longer than the screen", (text, long) => {
    expect(isLong(text, { rows: 24, columns: 80 })).toBe(long);
  });

  test.each([
    [{}, "less"],
    [{ PAGER: "more -s" }, "more -s"],
    [{ PAGER: "" }, undefined],
    [{ PAGER: "cat" }, undefined],
  ])("is the user's: %j", (environment, pager) => {
    expect(pagerCommand(environment)).toBe(pager);
  });

  test("shows long answers at a pseudo terminal, and goes back to the prompt", () => {
    const cli = new URL("../../src/cli.ts", import.meta.url).pathname;
    const command = `stty rows 20 cols 80; ${process.execPath} --import tsx ${cli}`;
    const { stdout, status } = spawnSync("script", ["-qec", command, "/dev/null"], {
      input: "help\ntr(A)\nquit\n",
      encoding: "utf8",
      env: { ...process.env, PAGER: "sed s/^/PAGED:/", XDG_STATE_HOME: mkdtempSync(join(tmpdir(), "state-")) },
      timeout: 60_000,
    });
    expect(stdout).toContain("PAGED:  :verify CLAIM");
    expect(stdout).not.toContain("PAGED:Y = tr(A)");
    expect(stdout).toContain("Ā = I_m");
    expect(status).toBe(0);
  });
});
