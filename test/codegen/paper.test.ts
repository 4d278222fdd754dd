/** LaTeX that a paper takes: the options, no signs of the text syntax, lines that fit a page and a column, pages as they read. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readOptions } from "../../src/command/options.js";
import { deriveSource } from "../../src/derive.js";
import { emit } from "../../src/emit.js";
import type { NotationStyle } from "../../src/language/print/notation.js";
import { ENVIRONMENTS, widthInEm, type LatexLayout } from "../../src/print/latex/options.js";

const PROGRAMS: Readonly<Record<string, string>> = {
  pooling: "X: m×n\nε: scalar positive\nlog(XᵀX + εI)",
  attention:
    "X: m×d; W_Q: d×k; W_K: d×k; W_V: d×k\nQ = X W_Q\nK = X W_K\nV = X W_V\nP = softmax(Q Kᵀ/sqrt(k))\nY = P V",
  chain: "A, B, C, D, E, F, G, H: n×n\nx: n\nexp.(A B C D E F G H) x",
  blocks: "X: m×6; W: m×n\nexp.(X[:, 1:3]) X[:, 4:6]ᵀ W/‖W‖_2 + sum(abs.(X)) W",
  whitening: "X: m×n; ε: scalar positive\nC = Xᵀ(I - 𝟏𝟏ᵀ/m)X/m\nX(C + εI)^(-1/2)",
  cases: "X: m×n; w: n; y: m constant\nρ(r) = r²/2 if |r| ≤ 1, |r| - 1/2 otherwise\nsum(ρ.(X w - y))",
};

const latex = (source: string, layout: LatexLayout = {}, style: NotationStyle = {}): string =>
  emit(deriveSource(source), "latex", { latex: layout, style });

test("options of the command are those of the printer", () => {
  const {
    latex: layout,
    style,
    emit: kinds,
  } = readOptions(
    [
      "X",
      "-e",
      "latex",
      "-e",
      "bib",
      "--macros",
      "once",
      "--env",
      "split",
      "--width",
      "80mm",
      "--no-reasons",
      "--notation",
      "nabla,bold",
    ],
    "",
  );
  expect(layout).toEqual({ macros: "once", env: "split", width: widthInEm("80mm"), reasons: false });
  expect(style).toEqual({ cotangent: "nabla", weight: "bold" });
  expect(kinds).toEqual(["latex", "bib"]);
  for (const wrong of [
    ["--width", "80"],
    ["--width", "2mm"],
    ["--env", "gather"],
    ["--macros", "twice"],
  ])
    expect(() => readOptions(["X", ...wrong], "")).toThrow();
});

test("macros are left out, or defined once in front", () => {
  expect(latex(PROGRAMS["pooling"]!)).not.toContain("providecommand");
  const once = latex(PROGRAMS["pooling"]!, { macros: "once" });
  expect(once.lastIndexOf("\\providecommand")).toBeLessThan(once.indexOf("\\begin"));
  expect(once).toContain("X^{\\transposed} X");
});

test.each(ENVIRONMENTS)("displays are in %s", (env) => {
  const text = latex(PROGRAMS["attention"]!, { env });
  const used = new Set([...text.matchAll(/\\begin\{([a-z]+)\}/g)].map((m) => m[1]));
  expect([...used].sort()).toEqual(
    { align: ["align"], aligned: ["aligned"], split: ["equation", "split"], equation: ["equation", "split"] }[env],
  );
});

test("gradients with nabla, bold names, upright differentials", () => {
  const text = latex("X: m×n; a: scalar\na ‖X‖²", {}, { cotangent: "nabla", weight: "bold", differential: "upright" });
  expect(text).toContain("\\nabla_{\\mathbf{X}} L &= 2 a \\mathbf{X}");
  expect(text).toContain("\\mathrm{d}\\mathbf{X}");
  expect(latex("\\operatorname{tr}(\\mathbf{A}^T X)")).toContain("\\bar{X} &= \\mathbf{A}");
});

test("no sign of the text syntax is left", () => {
  for (const source of Object.values(PROGRAMS))
    for (const kind of ["latex", "tex"] as const) {
      const text = emit(deriveSource(source), kind);
      expect(text).not.toMatch(
        /\\operatorname\{(?:sqrt|sum|abs|norm|embed|loewner|gaps)\}|[a-z]\.\(|\[1:|\\bar\{\\frac/,
      );
      expect(text).not.toMatch(/(?:product|symmetric)-[a-z]/);
    }
});

test("what cotangents, parts and divided differences are is said", () => {
  const text = latex(PROGRAMS["pooling"]!);
  expect(text).toContain("\\bar{X} = \\partial L/\\partial X");
  expect(text).toContain("\\operatorname{sym}(A) = \\frac{1}{2} (A + A^{\\top})");
  expect(text).toMatch(
    /\\Gamma_\{ij\} &= \\frac\{.*\}\{\\lambda_\{i\} - \\lambda_\{j\}\}, \\quad \\Gamma_\{ii\} = \\frac\{1\}\{\\lambda_\{i\}\}/,
  );
  expect(latex(PROGRAMS["chain"]!)).toContain("Here $\\exp$ is applied to each entry.");
});

test("works that are cited as BibTeX has them", () => {
  expect(emit(deriveSource(PROGRAMS["pooling"]!), "bib")).toMatch(/^@book\{higham2008,[^]*@article\{daleckii1965,/);
  expect(emit(deriveSource("A: m×n; x: n\nA x"), "bib")).toBe("% No work is cited.\n");
});

const installed = ["pdflatex", "pdftotext"].filter((program) => spawnSync(program, ["-v"]).error === undefined);
if (installed.length < 2) process.stderr.write("skipped: pdflatex or pdftotext is not installed, so no page is read\n");

describe.skipIf(installed.length < 2)("pages", () => {
  const folder = mkdtempSync(join(tmpdir(), "pages-"));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function typeset(tex: string): { readonly complaints: readonly string[]; readonly text: string } {
    writeFileSync(join(folder, "page.tex"), tex);
    execFileSync("pdflatex", ["-interaction=nonstopmode", "-halt-on-error", "page.tex"], {
      cwd: folder,
      stdio: "pipe",
    });
    const log = readFileSync(join(folder, "page.log"), "latin1").split("\n");
    const text = execFileSync("pdftotext", ["-layout", "page.pdf", "-"], { cwd: folder }).toString();
    return { complaints: log.filter((line) => /^(?:Overfull|!)/.test(line)), text };
  }

  const article = (body: string, columns: string): string =>
    `\\documentclass[10pt${columns}]{article}\n\\usepackage[textwidth=170mm,columnsep=10mm]{geometry}\n\\usepackage{amsmath,amssymb}\n` +
    `\\allowdisplaybreaks\\raggedbottom\\emergencystretch=3em\n\\begin{document}\n${body.replaceAll(/\\cite(?:\[[^\]]*\])?\{([a-z0-9]+)\}/g, "[$1]")}\n\\end{document}\n`;

  test.each(Object.keys(PROGRAMS))(
    "%s, in one column and in two",
    async (name) => {
      for (const [width, columns] of [
        ["165mm", ""],
        ["80mm", ",twocolumn"],
      ] as const) {
        const { complaints, text } = typeset(article(latex(PROGRAMS[name]!, { width: widthInEm(width)! }), columns));
        expect(complaints).toEqual([]);
        await expect(text).toMatchFileSnapshot(`typeset/${name}-${width}.txt`);
      }
    },
    60_000,
  );

  test("every environment fits a column", () => {
    const body = ENVIRONMENTS.flatMap((env) =>
      Object.values(PROGRAMS).map((source) =>
        latex(source, { env, width: widthInEm("80mm")! }, { cotangent: "partial" }),
      ),
    );
    expect(typeset(article(body.join("\n\n"), ",twocolumn")).complaints).toEqual([]);
  }, 60_000);
});
