/**
 * The forms of a few results, letter by letter, so that no change of a printer goes unnoticed. The programs are small, and
 * their formulas settled; a change that is meant is taken over by `npx vitest run test/codegen/printed.test.ts -u`.
 */
import { describe, expect, test } from "vitest";
import { deriveSource } from "../../src/derive.js";
import { emit, type EmitKind } from "../../src/emit.js";

const PROGRAMS: Readonly<Record<string, string>> = {
  pooling: "log(XᵀX + εI)",
  outputs: "A: m×n\nx: n\nc: scalar constant\ny = A x\nz = c Aᵀ y\nreturn y, z",
  factors: "U, S, V = svd(X)\nY = U V'\nreturn Y, S",
  loss: "S: n×n spd; A: m×n; Z: p×q; J = tr(A S⁻¹ Aᵀ) + logdet(S) + sum(exp.(A))",
  function: "a: scalar positive; f(t) = t/(a + t^2); S: n×n symmetric; f(S)",
  "long sum":
    "alpha: scalar; beta: scalar; A: m×n; B: n×p; C: m×p; D: p×m; alpha tr(A B D) + beta tr(A B CᵀA B D) + sum(A B) + tr(C D C D)",
  fixed: "X: 2×3; x: 3; X x",
};

const KINDS: readonly EmitKind[] = ["text", "steps", "latex", "tex", "json"];
/** The kernels of these are settled, too. */
const KERNELS = ["pooling", "outputs", "fixed"];

const file = (name: string, kind: string): string =>
  new URL(`printed/${name.replace(" ", "-")}.${kind}.txt`, import.meta.url).pathname;

/** Without the flops in JSON, which are the schedule's and have tests of their own. */
const uncounted = (text: string): string => text.replaceAll(/"(flops|forward|backward)": "[^"]*"/g, '"$1": "…"');

describe.each(Object.entries(PROGRAMS))("%s", (name, source) => {
  test("in every form", async () => {
    const derivation = deriveSource(source);
    for (const kind of KINDS) await expect(uncounted(emit(derivation, kind))).toMatchFileSnapshot(file(name, kind));
  });

  test("with ∂ for derivatives", async () => {
    const options = { style: { cotangent: "partial" } } as object;
    const text = (["text", "latex"] as const).map((kind) => emit(deriveSource(source), kind, options));
    await expect(text.join("\n----\n")).toMatchFileSnapshot(file(name, "partial"));
  });
});

test.each(KERNELS)("%s: the kernel, with its plan, without Unicode", async (name) => {
  const options = { verbose: true, ascii: true, form: "variation" } as const;
  const derivation = deriveSource(PROGRAMS[name]!);
  const text = (["text", "steps", "ts"] as const).map((kind) => emit(derivation, kind, options));
  await expect(text.join("\n----\n")).toMatchFileSnapshot(file(name, "kernel"));
});
