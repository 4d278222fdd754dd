/** The command's front door: arguments that are no options, help, completion, the manual page, progress. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkRules } from "../../src/check/rules/whole-catalogue.js";
import { manualPage } from "../../src/command/manual.js";
import { Progress } from "../../src/command/progress.js";
import { SUBCOMMAND_WORDS } from "../../src/command/subcommand-names.js";
import { commandLines } from "../../src/command/subcommands.js";
import { EMIT_KINDS } from "../../src/emit.js";
import { loadCatalogue } from "../../src/expression/catalogue/load.js";
import { run } from "./run.js";

describe("an expression that begins with a minus sign", () => {
  test.each([
    [["-x'*A*x"], "x̄ ="],
    [["-tr(A X)", "--wrt", "X"], "X̄ = -Aᵀ"],
    [["--wrt", "X", "-tr(A X)"], "X̄ = -Aᵀ"],
    [["-(x'x)"], "x̄ = -2x"],
    [["-2x'x"], "x̄ = -4x"],
    [["-v", "x: 3", "-x'x"], "x̄ = -2x"],
  ])("%j", async (argv, gradient) => {
    const { status, stdout } = await run(...argv);
    expect(stdout).toContain(gradient);
    expect(status).toBe(0);
  });
});

describe("what is no program is named", () => {
  const folder = mkdtempSync(join(tmpdir(), "front-"));
  writeFileSync(join(folder, "layer.txt"), "tr(A)");
  test.each([
    [join(folder, "layer.txt"), "is a file, and programs are in files that end in .mx"],
    [folder, "is a folder"],
    ["layer.txt", "looks like a file, and there is none"],
    ["model.mxx", "looks like a file, and there is none"],
    ["./src/", "is a folder"],
    [join(folder, "none.mx"), "there is no such file"],
  ])("%s %s", async (source, message) => {
    const { status, stdout, stderr } = await run(source);
    expect(stderr).toContain(message);
    expect([status, stdout]).toEqual([2, ""]);
  });

  test.each(["A.B", "x.A.x", "A/b", "x.T @ x"])("%s is an expression", async (source) => {
    expect((await run(source)).stderr).not.toContain("file");
  });
});

describe("help", () => {
  test.each([
    ["--help"],
    ["help"],
    ...SUBCOMMAND_WORDS.flatMap((word) => [
      [word, "--help"],
      ["help", word],
    ]),
  ])("%s %s fits 80 columns", async (...argv) => {
    const { status, stdout } = await run(...argv.filter((word) => word !== undefined));
    expect(status).toBe(0);
    expect(stdout).toContain("Usage: derive-gradient");
    for (const line of stdout.split("\n"))
      expect(line.normalize("NFC").replaceAll(/\p{M}/gu, "").length).toBeLessThan(81);
    expect(stdout).not.toMatch(/\[\]|\{\}|default: false/);
  });

  test("names every other command", async () => {
    const { stdout } = await run("--help");
    for (const word of SUBCOMMAND_WORDS) expect(stdout).toContain(`derive-gradient ${word}`);
  });

  test("version is --version", async () => {
    expect(await run("version")).toEqual(await run("--version"));
    expect((await run("version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test("of a command that is not there is refused", async () => {
    const { status, stderr } = await run("help", "frobnicate");
    expect(stderr).toContain("rules, check, completion, help, version");
    expect(status).toBe(2);
  });
});

describe("completion", () => {
  /** What bash offers for the last of these words. */
  async function offered(...words: string[]): Promise<string[]> {
    const { stdout: script } = await run("completion", "bash");
    const ask = `
      COMP_WORDS=(derive-gradient ${words.map((w) => `'${w}'`).join(" ")}); COMP_CWORD=${words.length}
      _derive_gradient; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync("bash", ["-c", script + ask], { encoding: "utf8" })
      .split("\n")
      .filter(Boolean);
  }

  test("offers options, their values, commands and what those take", async () => {
    expect(await offered("--ve")).toEqual(["--verify", "--verbose", "--version"]);
    expect(await offered("-e", "")).toEqual(expect.arrayContaining([...EMIT_KINDS]));
    expect(await offered("--form", "h")).toEqual(["hessian", "hvp"]);
    expect(await offered("ch")).toEqual(["check"]);
    expect(await offered("check", "--s")).toEqual(["--seed", "--self-test"]);
    expect(await offered("check", "-e", "")).toEqual(["text", "json"]);
    expect(await offered("completion", "")).toEqual(expect.arrayContaining(["bash", "zsh", "fish"]));
    expect(await offered("rules", "--verify")).toEqual([]);
    expect(await offered("help", "c")).toEqual(["check", "completion"]);
  });

  test("offers programs and files", async () => {
    const folder = mkdtempSync(join(tmpdir(), "front-"));
    for (const name of ["a.mx", "a.json"]) writeFileSync(join(folder, name), "");
    expect(await offered(join(folder, "a"))).toEqual([join(folder, "a.mx")]);
    expect(await offered("--at", join(folder, "a.j"))).toEqual([join(folder, "a.json")]);
  });

  test.each(["zsh", "fish"])("knows every option and command in %s", async (shell) => {
    const { stdout } = await run("completion", shell);
    const { main } = await commandLines();
    for (const { long } of main.options) expect(stdout).toContain(shell === "fish" ? `-l ${long!.slice(2)}` : long);
    for (const word of SUBCOMMAND_WORDS) expect(stdout).toContain(word);
    expect(stdout).toContain(EMIT_KINDS.join(" "));
    // Quotes are closed in every line.
    for (const line of stdout.split("\n")) expect(line.replaceAll(/\\.|'\\''/g, "").split("'").length % 2).toBe(1);
  });

  test.each([[["completion"]], [["completion", "tcsh"]]])("%j is refused", async (argv) => {
    expect((await run(...argv)).status).toBe(2);
  });
});

describe("the manual page", () => {
  test("has every option, command and status", async () => {
    const { main, others } = await commandLines();
    const page = manualPage(main, others);
    for (const { long } of main.options) expect(page).toContain(long!.replaceAll("-", "\\-"));
    for (const word of SUBCOMMAND_WORDS) expect(page).toContain(`.SS ${word}`);
    for (const status of [0, 1, 2, 3, 4]) expect(page).toContain(`\\fB${status}\\fR`);
  });

  test("is a page to groff", async (context) => {
    const { main, others } = await commandLines();
    const options = { input: manualPage(main, others), encoding: "utf8" } as const;
    const { error, stdout, stderr } = spawnSync("groff", ["-man", "-Kutf8", "-Tutf8", "-ww", "-P-cbou"], options);
    context.skip(error !== undefined, "groff is not installed");
    expect(stderr).toBe("");
    expect(stdout).toContain("-e, --emit KIND");
    expect(stdout).toContain("derive-gradient check [NAME...]");
    expect(stdout).toContain(`derive-gradient "Z*inv(Z'*Z)*Z'" --check`);
  });
});

describe("progress", () => {
  function told(isTTY: boolean, times: readonly number[]): string {
    let text = "";
    let time = 0;
    const move = (sign: string) => () => ((text += sign), true);
    const write = (chunk: unknown): boolean => ((text += String(chunk)), true);
    const stream = { isTTY, columns: 12, write, cursorTo: move("<"), clearLine: move("_") };
    const progress = new Progress(stream, () => time);
    for (const [index, at] of times.entries()) {
      time = at;
      progress.tell(`rule ${index} of many`);
    }
    progress.end();
    return text;
  }

  test("tells after a second, not too often, no more than a line, and goes away", () => {
    expect(told(true, [0, 900, 1100, 1150, 1300])).toBe("<rule 2 of m_<rule 4 of m_<_");
  });

  test("says nothing about what is done soon, or elsewhere than at a terminal", () => {
    expect(told(true, [0, 500, 999])).toBe("");
    expect(told(false, [0, 2000])).toBe("");
  });

  test("is told of each rule before it is checked", () => {
    const catalogue = loadCatalogue();
    const rules: string[] = [];
    const wanted = (_: string, name: string): boolean => name === "trace" || name === "transpose";
    const checked = [
      ...checkRules(catalogue, 1, wanted, (rule, place, count) => rules.push(`${place}/${count} ${rule}`)),
    ];
    expect(rules).toEqual(checked.map(({ kind, name }, i) => `${i + 1}/${checked.length} ${kind} ${name}`));
    expect(rules.length).toBeGreaterThan(0);
  });
});
