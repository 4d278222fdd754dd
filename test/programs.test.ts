/** The main job: programs as authors write them, in every format of the command, checked. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { derive } from "../src/index.js";
import { run } from "./command/run.js";

const folder = mkdtempSync(join(tmpdir(), "programs-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const programs: readonly string[] = [
  "log(XᵀX + εI)",
  "U: n×n orthogonal; Σ: n×n diagonal positive; log(UΣUᵀ)",
  "Z(ZᵀZ)⁻¹Zᵀ",
  "W: n×n symmetric positive; D = diag(W𝟏); D^(-1/2) W D^(-1/2)",
  "F: n×k positive; Λ: k×k diagonal positive; W = FΛFᵀ; D = diag(W𝟏); D^(-1/2) W D^(-1/2)",
  "U, Λ = eig(S)",
  "X: m×n; U, Σ, V = svd(X)",
  "X: m×n; f(t) = t tanh(log(1 + exp(t))); U, Σ, V = svd(X); U f(Σ) Vᵀ",
  "f(t) = t tanh(log(1 + exp(t))); U, Λ = eig(S); U f(Λ) Uᵀ",
  "xᵀAx",
  "‖Ax − b‖²",
  "tr(AXB)",
  "tr(AXᵀBXC)",
  "X: n×n; logdet(X)",
  "det(X)",
  "sum(exp.(AX) ∘ B)",
  "tr(X⁻¹A)",
  "A: m×n\nx: n\nc: scalar constant\ny = A x\nz = c Aᵀ y\nreturn y, z",
];

describe.each(programs)("%s", (program) => {
  test("is derived, checked and printed in every format, twice the same", async () => {
    const checked = await run(program, "--check");
    // What is taken for granted of undeclared names is a note.
    expect(checked.stderr).toMatch(/^(?:note: .*\n)*$/);
    expect(checked.status).toBe(0);
    expect(checked.stdout).toMatch(/^Check: passed/m);
    for (const kind of ["text", "steps", "latex", "ts", "json"]) {
      const first = await run(program, "-e", kind);
      expect(first.status, kind).toBe(0);
      expect(first.stderr, kind).toBe(checked.stderr);
      expect(first.stdout.length, kind).toBeGreaterThan(50);
      expect((await run(program, "-e", kind)).stdout, kind).toBe(first.stdout);
    }
  });
});

describe("the formulas are those of an author", () => {
  test.each([
    ["log(XᵀX)", "X", "2X U(Γ ∘ (Uᵀ sym(Ȳ) U))Uᵀ"],
    // What two gradients share has a name.
    ["log(XᵀX + εI)", "X", "2X sym(E)"],
    ["log(XᵀX + εI)", "ε", "tr(E)"],
    ["xᵀAx", "x", "2 sym(A) x"],
    ["xᵀAx", "A", "x xᵀ"],
    ["A: n×n symmetric; xᵀAx", "x", "2A x"],
    ["‖Ax − b‖²", "x", "2Aᵀ(A x - b)"],
    ["tr(AXB)", "X", "AᵀBᵀ"],
    ["logdet(X)", "X", "X⁻ᵀ"],
    ["det(X)", "X", "adj(X)ᵀ"],
    ["sum(exp.(AX) ∘ B)", "X", "Aᵀ(exp.(A X) ∘ B)"],
    ["tr(X⁻¹A)", "A", "X⁻ᵀ"],
  ])("%s by %s is %s", (program, name, formula) => {
    expect(derive(program).gradients[name]!.text).toBe(formula);
  });

  test("of the projector: twice (I − P) sym(Ȳ) Z(ZᵀZ)⁻¹, with what it shares by name", () => {
    const { gradients, where } = derive("Z(ZᵀZ)⁻¹Zᵀ");
    expect({ Z: gradients["Z"]!.text, where: where.map((w) => `${w.name} = ${w.text}`) }).toMatchSnapshot();
  });
});

describe("--out", () => {
  test("writes one format into a file, several into a folder, and nothing to standard output", async () => {
    const file = join(folder, "layer.ts");
    const one = await run("log(XᵀX + εI)", "-e", "ts", "-o", file);
    expect(one).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(readFileSync(file, "utf8")).toBe((await run("log(XᵀX + εI)", "-e", "ts")).stdout);
    const several = join(folder, "all");
    const source = join(folder, "layer.mx");
    writeFileSync(source, "log(XᵀX + εI)\n");
    const many = await run(source, "-e", "ts", "-e", "json", "-e", "text", "-o", several);
    expect(many).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(readdirSync(several).sort()).toEqual(["layer.json", "layer.ts", "layer.txt"]);
  });

  test("leaves no file behind where the program is refused", async () => {
    const file = join(folder, "refused.ts");
    const { status, stdout } = await run("X: m×n; X X", "-e", "ts", "-o", file);
    expect([status, stdout]).toEqual([2, ""]);
    expect(readdirSync(folder)).not.toContain("refused.ts");
  });
});

describe("exit statuses", () => {
  test.each([
    ["a syntax error", ["A*"], /1:3/],
    ["a shape mismatch", ["A: m×n; A A"], /1:9|1:11/],
    ["an unknown function", ["foo(A)"], /1:1/],
    ["an unknown option", ["--nonsense", "A"], /nonsense/],
    ["a missing file", ["no-such-file.mx"], /no-such-file\.mx/],
    ["an unknown input", ["A B", "--wrt", "Q"], /Q is not an input/],
    ["an unknown format", ["A", "-e", "word"], /word/],
    ["no expression", ["-q"], /expression/],
  ] as const)("2 for %s, on standard error alone, with no trace", async (_, argv, message) => {
    const { status, stdout, stderr } = await run(...argv);
    expect(stdout).toBe("");
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at .*:\d+/);
    expect(status).toBe(2);
  });

  test("4 where a check cannot be made, and it says why", async () => {
    const { status, stdout } = await run("log(-XᵀX - I)", "--check");
    expect(status).toBe(4);
    expect(stdout).toMatch(/^Check: inconclusive \(.+\)$/m);
  });

  test("1 for a claim that is wrong, 0 for one that is right", async () => {
    expect((await run("X: m×n; tr(XᵀX)", "--wrt", "X", "--verify", "2X")).status).toBe(0);
    expect((await run("X: m×n; tr(XᵀX)", "--wrt", "X", "--verify", "X")).status).toBe(1);
  });

  test("0 for help and version, on standard output", async () => {
    for (const option of ["--help", "--version"]) {
      const { status, stdout, stderr } = await run(option);
      expect([status, stderr]).toEqual([0, ""]);
      expect(stdout).not.toBe("");
    }
  });
});

test("a check repeats with its seed, changes with another, and honours sizes", async () => {
  const figures = async (...argv: string[]): Promise<string> => (await run("log(XᵀX + εI)", "--check", ...argv)).stdout;
  expect(await figures("--seed", "7")).toBe(await figures("--seed", "7"));
  expect(await figures("--seed", "7")).not.toBe(await figures("--seed", "8"));
  expect(await figures("--size", "m=5,n=2")).toMatch(/m = 5, n = 2/);
});
