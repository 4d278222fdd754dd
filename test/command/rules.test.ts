import katex from "katex";
import { describe, expect, it } from "vitest";
import { chapters } from "../../src/expression/catalogue/reference.generated.js";
import { sources } from "../../src/expression/catalogue/sources.generated.js";
import { run } from "./run.js";

const written = chapters.flatMap((c) => c.rules);

interface Formula {
  readonly name: string;
  readonly expression: string;
  readonly latex: string;
}

interface Entry {
  readonly kind: string;
  readonly name: string;
  readonly lines: readonly string[];
  readonly derived: readonly {
    readonly variation: Formula[];
    readonly adjoint: Formula[];
    readonly where: Formula[];
  }[];
  readonly check: { readonly verdict: string } | null;
}

describe("derive-gradient rules", () => {
  it("prints every rule as it is written, with its source and its last check", async () => {
    const { status, stdout } = await run("rules");
    expect(status).toBe(0);
    const blocks = new Set(stdout.split(/\n\n/).map((b) => b.trim()));
    for (const rule of written) {
      const block = [...blocks].find((b) => new RegExp(`^${rule.kind} ${rule.name}( |$)`, "m").test(b));
      expect(block, rule.name).toBeDefined();
      for (const { text } of rule.lines) expect(block).toContain(text);
      expect(block).toContain("last check: ");
      if (rule.citations.length > 0) expect(block).toContain("source: ");
    }
  });

  it("gives the derived adjoint of every function that varies, as LaTeX that renders", async () => {
    const { stdout } = await run("rules", "-e", "json");
    const { rules } = JSON.parse(stdout) as { rules: Entry[] };
    expect(rules.length).toBe(written.length);
    for (const rule of rules) {
      const varies = rule.kind === "function" && rule.lines.some((l) => /^d\S+ = /.test(l));
      // The last of a sequence of derivatives says so.
      const isLast = rule.lines.includes("last");
      if (varies || (rule.kind === "scalar" && !isLast)) expect(rule.derived.length, rule.name).toBeGreaterThan(0);
      for (const { variation, adjoint, where } of rule.derived) {
        if (rule.kind === "function" && rule.name !== "identity") expect(adjoint.length, rule.name).toBeGreaterThan(0);
        for (const { latex } of [...variation, ...adjoint, ...where]) {
          expect(() => katex.renderToString(latex, { throwOnError: true, strict: "error" }), latex).not.toThrow();
        }
      }
      expect(rule.check?.verdict, rule.name).toBe("passed");
    }
  });

  it("prints one rule with formula, adjoint, source and check", async () => {
    const { status, stdout } = await run("rules", "inverse");
    expect(status).toBe(0);
    expect(stdout).toContain("Y = X⁻¹");
    expect(stdout).toContain("dY = −Y dX Y");
    expect(stdout).toContain("X̄ = -Yᵀ Ȳ Yᵀ");
    expect(stdout).toMatch(/Giles 2008 §2\.2\.3: Mike B\. Giles \(2008\)/);
    expect(stdout).toMatch(/Last check\n {2}passed, \d+ comparisons/);
  });

  it("finds a rule by the function that users write", async () => {
    expect((await run("rules", "chol")).stdout).toMatch(/^function cholesky/);
    expect((await run("rules", "norm")).stdout.match(/^function /gm)!.length).toBeGreaterThan(3);
    const both = (await run("rules", "sylvester")).stdout;
    expect(both).toMatch(/^function sylvester/m);
    expect(both).toMatch(/^identity sylvester/m);
  });

  it("refuses an unknown name with a suggestion", async () => {
    const { status, stdout, stderr } = await run("rules", "invrse");
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain("`invrse` is not a rule");
    expect(stderr).toContain("did you mean `inverse`?");
  });

  it("refuses unknown options and extra names", async () => {
    expect((await run("rules", "--frobnicate")).status).toBe(2);
    expect((await run("rules", "inverse", "qr")).status).toBe(2);
    expect((await run("rules", "-e", "latex")).status).toBe(2);
    expect((await run("rules", "--help")).status).toBe(0);
  });
});

describe("the bibliography", () => {
  const keys = new Set(sources.map((s) => s.key));
  const citations = written.flatMap((r) => r.citations);

  it("has every work that a rule cites", () => {
    for (const { key } of citations) expect(keys).toContain(key);
  });

  it("has no work that no rule cites", () => {
    const cited = new Set(citations.map((c) => c.key));
    for (const key of keys) expect(cited).toContain(key);
  });

  it("tells authors, year, title and publication of each", () => {
    for (const { authors, year, title, published } of sources) {
      for (const author of authors) expect(author).toMatch(/^[^,]+, [^,]+$/);
      expect(year).toMatch(/^(19|20)\d\d$/);
      expect(title).not.toMatch(/[{}\\]/);
      expect(published).not.toMatch(/[{}\\]/);
      expect(title.length * published.length).toBeGreaterThan(0);
    }
  });
});
