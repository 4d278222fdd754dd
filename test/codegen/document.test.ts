/** The complete LaTeX document: well-formed for every program, and compiled where there is a pdflatex. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { deriveSource } from "../../src/derive.js";
import { emit } from "../../src/emit.js";
import { derivationOf, oracleCases } from "../oracle/cases.js";
import { PROGRAMS } from "../derivation/programs.js";
import { sampled } from "../sample/sampled.js";

const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((m) => m[1]!);

/** Environments that close in the order in which they open. */
function openEnvironments(tex: string): string[] {
  const open: string[] = [];
  for (const [, side, name] of tex.matchAll(/\\(begin|end)\{([a-z]+)\}/g)) {
    if (side === "begin") open.push(name!);
    else if (open.pop() !== name) return [`\\end{${name!}}`];
  }
  return open;
}

function faultsOf(tex: string): string[] {
  const labels = all(tex, /\\label\{([^}]*)\}/g);
  const works = all(tex, /\\bibitem\{([^}]*)\}/g);
  const cited = all(tex, /\\cite(?:\[[^\]]*\])?\{([^}]*)\}/g);
  const references = all(tex, /\\(?:eq)?ref\{([^}]*)\}/g);
  return [
    ...openEnvironments(tex).map((e) => `${e} is not closed`),
    ...labels.filter((l, i) => labels.indexOf(l) < i).map((l) => `${l} is defined twice`),
    ...references.filter((r) => !labels.includes(r)).map((r) => `${r} is not defined`),
    ...cited.filter((c) => !works.includes(c)).map((c) => `${c} is not listed`),
    ...works.filter((w) => !cited.includes(w)).map((w) => `${w} is not cited`),
    ...[...tex].filter((c) => c > "\u00ff").map((c) => `${c} is not a character of pdflatex`),
  ];
}

test("documents are well-formed for every program of the oracle", () => {
  const faults = sampled(oracleCases).flatMap((c) =>
    faultsOf(emit(derivationOf(c), "tex")).map((fault) => `${c.id}: ${fault}`),
  );
  expect(faults).toEqual([]);
}, 120_000);

test("a fault is found", () => {
  const tex = emit(deriveSource("log(XᵀX + εI)"), "tex");
  expect(faultsOf(tex)).toEqual([]);
  expect(faultsOf(tex.replace("\\end{align}", ""))).not.toEqual([]);
  expect(faultsOf(tex.replace("\\bibitem{higham2008}", ""))).toEqual(["higham2008 is not listed"]);
  expect(faultsOf(tex.replaceAll("eq:where", "eq:program"))).toEqual(["eq:program is defined twice"]);
});

const installed = spawnSync("pdflatex", ["--version"]).status === 0;
if (!installed) process.stderr.write("skipped: pdflatex is not installed, so no document is compiled\n");

describe.skipIf(!installed)("pdflatex", () => {
  const folder = mkdtempSync(join(tmpdir(), "documents-"));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** What the log of the second run complains of. */
  function complaints(tex: string): string[] {
    writeFileSync(join(folder, "document.tex"), tex);
    for (let run = 0; run < 2; run++) {
      const options = ["-interaction=nonstopmode", "-halt-on-error", "document.tex"];
      execFileSync("pdflatex", options, { cwd: folder, stdio: "pipe" });
    }
    const log = readFileSync(join(folder, "document.log"), "latin1");
    return log.split("\n").filter((line) => /^(?:Overfull|Underfull|!)|Warning/.test(line));
  }

  test.each(Object.entries(PROGRAMS).slice(0, 28))(
    "compiles without a warning: %s",
    (_, source) => {
      const derivation = deriveSource(source);
      expect(complaints(emit(derivation, "tex"))).toEqual([]);
    },
    60_000,
  );

  test("compiles in every notation, and with every move", () => {
    const derivation = deriveSource(PROGRAMS["second-order pooling"]!);
    const style = { cotangent: "partial", transpose: "T", hadamard: "odot", inner: "trace" } as const;
    expect(complaints(emit(derivation, "tex", { style, verbose: true }))).toEqual([]);
  }, 60_000);

  test("finds a formula that is too wide", () => {
    const tex = emit(deriveSource("log(XᵀX + εI)"), "tex");
    const wide = tex.replace("Y &= ", `Y &= ${"A + ".repeat(60)}`);
    expect(complaints(wide).join()).toContain("Overfull");
  }, 60_000);
});
