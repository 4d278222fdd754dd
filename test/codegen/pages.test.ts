/** A derivation as a page of its own, and as Markdown. */
import katex from "katex";
import { describe, expect, it } from "vitest";
import { derive, emit, htmlPage } from "../../src/index.js";
import bench from "../../bench/layers.json" with { type: "json" };

const PROGRAMS = [
  "log(XᵀX + εI)",
  "x: n; A: n×n symmetric; <x, Ax>".replace("<x, Ax>", "xᵀAx"),
  ...bench.map((l) => l.program),
];

describe.each(PROGRAMS)("%s", (program) => {
  const result = derive(program);

  it("is a page that asks for nothing and runs nothing", async () => {
    const html = await htmlPage(result);
    expect(html).not.toMatch(/<script|<link|<img|@import|\bon[a-z]+="/i);
    const addresses = [...html.matchAll(/(?:url\(|src=|href=)["']?([^"')\s>]+)/g)].map((m) => m[1]!);
    expect(addresses.filter((a) => !a.startsWith("data:font/woff2;base64,"))).toEqual([]);
    expect(html).not.toContain("katex-error");
    for (const { latex } of Object.values(result.gradients)) {
      expect(html).toContain(latex.replaceAll("&", "&amp;"));
    }
    expect(await htmlPage(result)).toBe(html);
  });

  it("is Markdown whose displays render without macros of their own", () => {
    const text = emit(result, "markdown");
    const displays = [...text.matchAll(/^\$\$\n([\s\S]*?)\n\$\$$/gm)].map((m) => m[1]!);
    expect(displays.length).toBeGreaterThan(2);
    for (const display of displays) {
      expect(() => katex.renderToString(display, { throwOnError: true, strict: "error" })).not.toThrow();
    }
    expect(text).not.toMatch(/\\(?:transposed|hadamard|cotangent|differential|pairing)\b/);
    expect(text.split("$$").length % 2).toBe(1);
  });
});
