import { describe, expect, it } from "vitest";
import recorded from "../../rules/checks.json" with { type: "json" };
import { checkRules, worst } from "../../src/check/rules/whole-catalogue.js";
import { Catalogue } from "../../src/expression/catalogue/catalogue.js";
import { compileRules } from "../../src/expression/rulefile/compile.js";
import { readRuleFiles } from "../../scripts/rule-files.js";
import { run } from "./run.js";
import { ALL } from "../sample/sampled.js";

/** The catalogue with one line of its rules replaced. */
function altered(from: string, to: string): Catalogue {
  const files = readRuleFiles();
  expect(files.filter((f) => f.text.includes(from)).length).toBe(1);
  const texts = files.map((f) => ({ ...f, text: f.text.replace(from, to) }));
  return new Catalogue(compileRules(texts, () => "0 t"));
}

const verdict = (catalogue: Catalogue, name: string): string =>
  worst([...checkRules(catalogue, 1, (_, rule) => rule === name)]);

describe("derive-gradient check", () => {
  it("checks the named rules and prints shapes, structures, figures and totals", async () => {
    const { status, stdout } = await run("check", "inverse", "power", "sylvester");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^function inverse: passed$/m);
    expect(stdout).toMatch(/^ {2}X invertible; n=3 +adjoint \d\.\de-\d+ +differences \d\.\de-\d+ {2}exact$/m);
    expect(stdout).toMatch(/^ {2}X spd; n=1 /m);
    expect(stdout).toMatch(/^identity sylvester: passed$/m);
    expect(stdout).toMatch(/^ {2}m=5 n=3 +two sides \d\.\de[-+]\d+$/m);
    expect(stdout).toMatch(/4 rules passed, 0 failed, 0 inconclusive; \d+ comparisons, relative errors, seed 1\n$/);
  });

  it("prints totals only when quiet, and other figures for another seed", async () => {
    const quiet = await run("check", "qr", "-q", "--seed", "5");
    expect(quiet.stdout).toMatch(/^1 rule passed, .*seed 5\n$/);
    const [one, five] = [await run("check", "qr"), await run("check", "qr", "--seed", "5")];
    expect(one.stdout).not.toBe(five.stdout);
    expect((await run("check", "qr")).stdout).toBe(one.stdout);
  });

  it("answers as JSON", async () => {
    const { stdout } = await run("check", "chol", "-e", "json");
    const answer = JSON.parse(stdout) as {
      verdict: string;
      rules: { name: string; trials: { adjoint?: number; difference?: number }[] }[];
    };
    expect(answer.verdict).toBe("passed");
    expect(answer.rules.map((r) => r.name)).toEqual(["cholesky"]);
    for (const t of answer.rules[0]!.trials) expect(t.adjoint ?? t.difference).toBeLessThan(1e-12);
  });

  it("refuses an unknown name, a wrong seed and a wrong option", async () => {
    const { status, stderr } = await run("check", "inverse", "cholseky");
    expect(status).toBe(2);
    expect(stderr).toContain("did you mean `cholesky`?");
    expect((await run("check", "--seed", "x")).status).toBe(2);
    expect((await run("check", "--nonsense")).status).toBe(2);
  });

  it.each([
    ["inverse", "dY = −Y dX Y", "dY = Y dX Y"],
    ["kronecker", "dY = dA ⊗ B + A ⊗ dB", "dY = dA ⊗ B"],
    ["product-left", "G : A E = AᵀG : E                  A: m×k; E: k×n", "G : A E = A G : E    A: m×m; E: m×n"],
    ["symmetric-part-of-congruence", "sym(A E Aᵀ) = A sym(E) Aᵀ", "sym(A E Aᵀ) = A skew(E) Aᵀ"],
    ["cbrt", "cbrt′(t) = 1/(3 cbrt(t)^2)", "cbrt′(t) = 1/(2 cbrt(t)^2)"],
    ["rowstochastic", "tangent E − (E𝟏)𝟏ᵀ/n", "tangent E − (E𝟏)𝟏ᵀ"],
    ["spectral-composite", "U f(Λ) Uᵀ = f(X)", "U f(Λ) Uᵀ = f(2X)"],
  ])("a wrong rule fails: %s", (name, right, wrong) => {
    expect(verdict(altered(right, wrong), name)).toBe("failed");
  });
});

describe.runIf(ALL)("the recorded checks", () => {
  it("are those of the rules as they are", { timeout: 60_000 }, async () => {
    const { status, stdout } = await run("check", "-e", "json", "--seed", String(recorded.seed));
    expect(status).toBe(0);
    const { rules } = JSON.parse(stdout) as { rules: { kind: string; name: string; verdict: string; trials: [] }[] };
    const now = rules.map((r) => [`${r.kind} ${r.name}`, r.verdict, r.trials.length]);
    expect(now).toEqual(Object.entries(recorded.rules).map(([key, r]) => [key, r.verdict, r.trials]));
  });
});
