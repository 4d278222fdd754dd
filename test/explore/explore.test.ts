/** What pages and editors are told: marks, steps, the parts of a program, completions, replacements. */
import katex from "katex";
import { describe, expect, it } from "vitest";
import { LAYERS } from "../../scripts/docs/paper-layers.js";
import type { MatrixBackpropError } from "../../src/index.js";
import { complete, derive, deriveAsync, explore, hover, replacementOf, symbols } from "../../src/index.js";
import type { Printed, View } from "../../src/explore/view.js";
import bench from "../../bench/layers.json" with { type: "json" };

const PROGRAMS = [
  ...LAYERS.map((l) => l.program),
  ...bench.map((l) => l.program),
  "A: n×n symmetric; f(t) = t tanh(t); x: n; xᵀ f(A) x / 2 + ‖A‖²/tr(A²)",
];

const printedIn = (view: View): Printed[] => [
  ...[...view.program, ...view.where, ...view.variations, ...view.gradients].flatMap((e) => [e.left, e.right]),
  ...view.passages.flatMap((p) => [p.left, ...p.lines.map((l) => l.formula)]),
];

describe.each(PROGRAMS)("%s", (program) => {
  const result = derive(program);
  const view = explore(result);

  it("is printed with marks as without", () => {
    expect(view.gradients.map((g) => g.right.text)).toEqual(Object.values(result.gradients).map((g) => g.text));
    for (const { marked, latex } of printedIn(view)) expect(unmarked(marked)).toBe(latex);
  });

  it("has marks that lie in the text, within one another or apart", () => {
    const known = new Set(view.nodes.map((n) => n.id));
    for (const { text, marks } of printedIn(view)) {
      marks.forEach((m, i) => {
        expect(m.start < m.end && m.end <= text.length).toBe(true);
        for (const later of marks.slice(i + 1)) {
          expect(later.start >= m.end || later.end <= m.end, `${text}: ${text.slice(m.start, m.end)}`).toBe(true);
        }
      });
    }
    for (const e of view.gradients) for (const m of e.right.marks) expect(known).toContain(m.node);
  });

  it("renders in KaTeX with a number for every mark", () => {
    for (const { marked, marks } of printedIn(view)) {
      const html = katex.renderToString(marked, { throwOnError: true, strict: "ignore", trust: true });
      expect(html.match(/data-n="/g)?.length ?? 0).toBeGreaterThanOrEqual(Math.min(1, marks.length));
    }
  });

  it("has steps whose focus is in the one formula and not in the other", () => {
    for (const { left, lines } of view.passages) {
      let before = left;
      for (const { formula, focus } of lines) {
        const [was, is] = [before, formula].map((f) => new Set(f.marks.map((m) => m.node)));
        for (const n of focus.leaves) expect(was!.has(n) && !is!.has(n)).toBe(true);
        for (const n of focus.enters) expect(is!.has(n) && !was!.has(n)).toBe(true);
        before = formula;
      }
    }
  });

  it("crosses the border of a worker", () => {
    expect(structuredClone(view)).toEqual(view);
  });

  it("has a graph without loose ends", () => {
    const known = new Set(view.nodes.map((n) => n.id));
    for (const node of view.nodes) for (const part of node.parts) expect(known).toContain(part);
    for (const id of [...view.graph.outputs, ...view.graph.gradients]) expect(known).toContain(id);
  });
});

/** LaTeX without the marks. */
function unmarked(latex: string): string {
  let text = "";
  const closing: boolean[] = [];
  for (let i = 0; i < latex.length;) {
    const mark = /^\\htmlData\{n=\d+\}\{/.exec(latex.slice(i));
    if (mark) {
      closing.push(true);
      i += mark[0].length;
      continue;
    }
    const c = latex[i]!;
    if (c === "\\") {
      text += latex.slice(i, i + 2);
      i += 2;
      continue;
    }
    if (c === "{") closing.push(false);
    if (c !== "}" || !closing.pop()) text += c;
    i += 1;
  }
  return text;
}

describe("an expression under the pointer", () => {
  const source = "X: m×n\nε: scalar positive\nlog(XᵀX + εI)";
  const at = (text: string): ReturnType<typeof hover> => hover(source, source.indexOf(text));

  it("is the smallest there, with shape, properties and where they are from", () => {
    expect(at("XᵀX")).toMatchObject({ text: "X", shape: "m×n", properties: [] });
    expect(at("+ εI")).toMatchObject({ text: "XᵀX + εI", shape: "n×n", properties: ["spd"] });
    expect(at("+ εI")!.why).toContain("rule sum");
    expect(at("εI")).toMatchObject({ text: "ε", properties: ["positive"], why: "declared" });
  });

  it("lists every place where it stands", () => {
    expect(at("XᵀX")!.places.map(({ start, end }) => source.slice(start, end))).toEqual(["X", "X"]);
  });

  it("is none between statements or in a program with mistakes", () => {
    expect(hover(source, source.indexOf("\n"))).toBeUndefined();
    expect(hover("log(X", 4)).toBeUndefined();
  });
});

describe("the names of a program", () => {
  it("have kinds, places and shapes", () => {
    const source = "X: m×n; f(t) = t²; C = XᵀX; tr(f.(C))";
    const found = Object.fromEntries(symbols(source).map((s) => [s.name, s]));
    expect(Object.fromEntries(Object.entries(found).map(([name, s]) => [name, s.kind]))).toMatchObject({
      X: "input",
      m: "size",
      f: "function",
      t: "parameter",
      C: "definition",
      tr: "known function",
    });
    expect(found["C"]).toMatchObject({ shape: "n×n" });
    for (const s of Object.values(found)) for (const p of s.places) expect(source.slice(p.start, p.end)).toBe(s.name);
  });

  it("are no operators", () => {
    const kinds = symbols("log(XᵀX + εI)").map((s) => `${s.name} ${s.kind}`);
    expect(kinds).toEqual(["X input", "ε input", "log known function"]);
  });

  it("are told while the program has mistakes", () => {
    expect(symbols("X: m×n\nX + Y Z\ntr(").map((s) => s.name)).toContain("X");
  });
});

describe("completion", () => {
  const words = (source: string): string[] => complete(source, source.length).words.map((w) => w.word);

  it("knows functions with their meaning, and the program's own names", () => {
    expect(words("W_out: m×n\nlogd")).toEqual(["logdet"]);
    const trace = complete("t", 1).words.find((w) => w.word === "tr");
    expect(trace).toMatchObject({ kind: "function" });
    expect(complete("X + lo", 6).from).toBe(4);
  });

  it("knows properties in a declaration", () => {
    expect(words("X: m×n or")).toEqual(["orthonormal", "orthogonal"]);
    expect(words("X: n×n sp")).toEqual(["spd"]);
  });
});

describe("a diagnostic", () => {
  const first = (source: string) => {
    try {
      derive(source);
    } catch (error) {
      return replacementOf((error as MatrixBackpropError).diagnostics[0]!);
    }
    return undefined;
  };

  it("has a replacement where its hint is one, which mends the program", () => {
    const source = "X + logdett(Z)";
    const { span, text } = first(source)!;
    expect(source.slice(0, span.start) + text + source.slice(span.end)).toBe("X + logdet(Z)");
    expect(first("log(X")).toEqual({ span: { start: 5, end: 5 }, text: ")" });
  });

  it("has none where the hint tells something else", () => {
    expect(first("A: m×n\nB: p×q\nA B")).toBeUndefined();
  });
});

describe("deriving with a signal", () => {
  it("gives what derive gives", async () => {
    expect((await deriveAsync("log(XᵀX + εI)")).gradients).toEqual(derive("log(XᵀX + εI)").gradients);
  });

  it("ends when the signal is aborted, before or between the phases", async () => {
    const gone = AbortSignal.abort(new Error("not wanted"));
    await expect(deriveAsync("tr(X)", { signal: gone })).rejects.toThrow("not wanted");
    const controller = new AbortController();
    const derived = deriveAsync("tr(X)", { signal: controller.signal });
    setTimeout(() => controller.abort(new Error("no more")));
    await expect(derived).rejects.toThrow("no more");
  });
});
