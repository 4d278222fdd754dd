/** The playground in Chromium, against the command: what it shows is what the command prints. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { derive, emit, explore, type EmitKind } from "../../src/index.js";
import type { MatrixBackpropError } from "../../src/index.js";
import { hasChromium, openSite, type Site, type Visit } from "./site.js";

const PROGRAM = "log(XᵀX + εI)";

describe.skipIf(!hasChromium)("the playground", () => {
  let site: Site;
  const visits: Visit[] = [];

  beforeAll(async () => {
    site = await openSite();
  }, 300_000);

  afterAll(async () => {
    await site?.close();
  });

  /** One page for all tests that need no fresh one. */
  let shared: Visit | undefined;
  const again = async (): Promise<Visit> => (shared ??= await visit());

  async function visit(path?: string): Promise<Visit> {
    const made = await site.visit();
    visits.push(made);
    await made.open(path);
    return made;
  }

  it("answers before anything is typed, and what is typed", async () => {
    const page = await again();
    await page.result.locator(".katex").first().waitFor();
    await page.type("tr(AᵀB)");
    await page.result.getByRole("group", { name: "Ā = B" }).waitFor();
    await page.type(PROGRAM);
    const { text, latex } = derive(PROGRAM).gradients["X"]!;
    await page.result.getByRole("group", { name: `X̄ = ${text}` }).waitFor();
    const source = page.result.locator("annotation").first();
    expect(await source.textContent()).toBe(`\\bar{X} = ${latex}`);
  });

  const TARGETS: readonly (readonly [string, EmitKind])[] = [
    ["LaTeX", "latex"],
    ["TypeScript", "ts"],
    ["NumPy", "numpy"],
    ["PyTorch", "torch"],
    ["JAX", "jax"],
    ["JSON", "json"],
  ];

  it.each(TARGETS)("has in the tab %s byte for byte what the command prints, and copies it", async (tab, kind) => {
    const page = await again();
    await page.type(PROGRAM);
    const expected = emit(derive(PROGRAM), kind);
    expect(await page.textOf(tab)).toBe(expected);
    await page.page.getByRole("button", { name: "Copy" }).click();
    expect(await page.page.evaluate(() => navigator.clipboard.readText())).toBe(expected);
  });

  it.each(["foo(X) + X", "A: m×n\nB: p×q\nA B", "log(X", "X +\n\n* Y", "𝟏ᵀx + bar(x)"])(
    "marks in %j what the command's caret is under",
    async (program) => {
      const page = await again();
      await page.type(program);
      await page.messages.locator("li").first().waitFor();
      let expected: readonly { start: number; end: number }[] = [];
      try {
        derive(program);
      } catch (error) {
        expected = (error as MatrixBackpropError).diagnostics.map((d) => d.span);
      }
      const marks = page.page.locator(".cm-lintRange-error");
      const texts = expected.map(({ start, end }) => program.slice(start, end)).filter((t) => t !== "");
      expect((await marks.allTextContents()).join("")).toBe(texts.join(""));
      expect(await page.messages.locator("li").count()).toBe(expected.length);
    },
  );

  it("restores the state of a link in a fresh context", async () => {
    const page = await again();
    await page.type("Z: m×n fullrank\nproj(Z)");
    await page.page.getByRole("textbox", { name: "Formula to check" }).fill("Z");
    await page.tab("JSON").click();
    await page.settled();
    await page.page.getByRole("button", { name: "Share" }).click();
    const link = await page.page.evaluate(() => navigator.clipboard.readText());
    const fresh = await visit(link.slice(site.url.length));
    expect(await fresh.program.innerText()).toBe("Z: m×n fullrank\nproj(Z)");
    expect(await fresh.tab("JSON").getAttribute("aria-selected")).toBe("true");
    await fresh.page.getByRole("status", { name: "Verdict" }).getByText("wrong").waitFor();
  });

  it("judges a claim", async () => {
    const page = await again();
    await page.type("tr(XAXᵀ)");
    const claim = page.page.getByRole("textbox", { name: "Formula to check" });
    const verdict = page.page.getByRole("status", { name: "Verdict" });
    await claim.fill("X(A + Aᵀ)");
    await verdict.getByText("right").waitFor();
    await claim.fill("2XA");
    await verdict.getByText("wrong").waitFor();
    await claim.fill("Ā = XᵀX");
    await verdict.getByText("right").waitFor();
    await page.type("S: n×n symmetric constant\nx: n\nxᵀS x/2");
    await claim.fill("∂²Y/∂x∂xᵀ = S");
    await verdict.getByText("right").waitFor();
    await claim.fill("2X(");
    await verdict.getByText("not read").waitFor();
  });

  it("prints in the signs that are chosen what the command prints in them", async () => {
    const page = await again();
    await page.type(PROGRAM);
    await page.page.getByLabel("Adjoint").selectOption("partial");
    await page.page.getByLabel("Entrywise product").selectOption("odot");
    const style = { cotangent: "partial", hadamard: "odot" } as const;
    const { left, right } = explore(derive(PROGRAM), style).gradients[0]!;
    expect(left.text).toBe("∂L/∂X");
    await page.result.getByRole("group", { name: `${left.text} = ${right.text}` }).waitFor();
    expect(await page.textOf("LaTeX")).toBe(emit(derive(PROGRAM), "latex", { style }));
    await page.page.getByLabel("Adjoint").selectOption("");
    await page.page.getByLabel("Entrywise product").selectOption("");
  });

  it("writes a suggestion, a shape and an assumption into the program", async () => {
    const page = await again();
    await page.type("invers(A) x");
    await page.messages.getByRole("button", { name: "Apply" }).first().click();
    await page.result.getByRole("group", { name: "x̄ =" }).waitFor();
    const written = (await page.program.innerText()).trim();
    await page.page.getByRole("button", { name: "is invertible assumed" }).click();
    expect((await page.program.innerText()).trim()).toBe(`A: m×m invertible\n${written}`);
    await page.page.getByRole("textbox", { name: "A is" }).fill("m×m spd");
    await page.page.getByRole("button", { name: "Declare" }).click();
    expect((await page.program.innerText()).trim()).toBe(`A: m×m spd\n${written}`);
  });

  it("lights an expression wherever it stands", async () => {
    const page = await again();
    await page.type(PROGRAM);
    await page.settled();
    await page.page.locator(".where [data-n]").first().hover();
    await page.page.locator(".cm-content .lit").first().waitFor();
    expect(await page.page.locator(".result .lit").count()).toBeGreaterThan(0);
    await page.page.locator(".about code").waitFor();
  }); // prettier-ignore

  it("shows the text of a rule beside the step that uses it", async () => {
    const page = await again();
    await page.type(PROGRAM);
    await page.tab("Steps").click();
    await page.settled();
    await page.page.getByRole("button", { name: "matrix-function" }).first().click();
    expect(await page.page.getByLabel("The rule matrix-function").textContent()).toMatch(/^Y = f\(X\)/);
  });

  it("plots differences, cost, meeting eigenvalues and the gradient", async () => {
    const page = await again();
    await page.type(PROGRAM);
    await page.tab("Plots").click();
    const choice = page.page.getByLabel("Plot", { exact: true });
    const picture = page.page.getByRole("tabpanel").getByRole("img");
    await choice.selectOption("differences");
    await picture.and(page.page.getByLabel(/^Differences against the step size. central differences: from/)).waitFor();
    await choice.selectOption("growth");
    await picture.and(page.page.getByLabel(/^Microseconds against n/)).waitFor();
    await choice.selectOption("gap");
    await picture.and(page.page.getByLabel(/^Two eigenvalues that meet. through eig/)).waitFor();
    expect(await page.page.locator(".chart .series path").count()).toBe(2);
    await choice.selectOption("values");
    await picture.and(page.page.getByLabel(/^gradient of X, 6 by 4, from/)).waitFor();
    await page.tab("Steps").click();
  });

  it("asks no other origin, writes no error to the console, keeps the policy", () => {
    expect(visits.length).toBeGreaterThan(1);
    expect(visits.flatMap((v) => v.faults)).toEqual([]);
  });
});
