/** The playground in Chromium, against the command: what it shows is what the command prints. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { derive, emit, explore, type EmitKind } from "../../src/index.js";
import type { MatrixBackpropError } from "../../src/index.js";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
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

  /** What the command prints; the declarations are in the program. */
  const command = (program: string, ...options: readonly string[]): string =>
    execFileSync("npx", ["tsx", "src/cli.ts", "--quiet", ...options, program], {
      cwd: fileURLToPath(new URL("../../", import.meta.url)),
      encoding: "utf8",
    });

  const LOSS = "A: m×n constant\nb: m constant\nx: n\nS: n×n symmetric\n‖A x − b‖² + xᵀS x";

  it.each([
    ["Jacobian", "jacobian", "TypeScript", "ts", "A: m×n\nB: n×p\nA B"],
    ["Hessian", "hessian", "LaTeX", "latex", LOSS],
    ["Hessian · vector", "hvp", "NumPy", "numpy", LOSS],
    ["Hessian · vector", "hvp", "PyTorch", "torch", LOSS],
    ["Hessian · vector", "hvp", "JSON", "json", LOSS],
    ["Gauss–Newton", "gauss-newton", "JAX", "jax", "A: m×n\nx: n\nb: m constant\n‖σ(A x) − b‖²"],
    ["variation", "variation", "NumPy", "numpy", "A: m×n\nB: n×p\nY = A B\nz = tr(AᵀA)\nreturn Y, z"],
  ] as const)(
    "has the %s by every input, and in %s what the command prints for it",
    async (title, form, tab, kind, program) => {
      const page = await again();
      await page.type(program);
      await page.page.getByLabel("Derivative").selectOption({ label: title });
      expect(await page.textOf(tab)).toBe(command(program, "--form", form, "-e", kind));
      const { gradients } = derive(program);
      if (form === "hessian") {
        // By every pair of inputs.
        await page.result.getByRole("group", { name: "∂²L/∂x∂xᵀ = " }).waitFor();
        for (const label of ["∂²L/∂x∂vec(S)ᵀ = ", "∂²L/∂vec(S)∂vec(S)ᵀ = "])
          expect(await page.result.getByRole("group", { name: label }).count()).toBe(1);
      }
      if (form === "hvp") for (const name of Object.keys(gradients)) await page.result.getByRole("group", { name: `d${name}̄ = ` }).waitFor(); // prettier-ignore
      await page.page.getByLabel("Derivative").selectOption("adjoint");
    },
    60_000,
  );

  it("has of several inputs and outputs what the command prints", async () => {
    const page = await again();
    const program =
      "X: m×n\nS: m×m spd\nε: scalar positive\nY = log(XᵀX + εI)\nz = logdet(S) + tr(X Xᵀ S)\nreturn Y, z";
    await page.type(program);
    for (const [tab, kind] of TARGETS) expect(await page.textOf(tab)).toBe(command(program, "-e", kind));
  }, 60_000);

  it("keeps an edit while answers come", async () => {
    const page = await again();
    for (const pause of [0, 10, 20, 30, 45, 70]) {
      await page.type("log(XᵀX + εI)");
      await page.page.getByLabel("Adjoint").selectOption("partial");
      await page.page.getByLabel("Adjoint").selectOption("");
      await page.page.waitForTimeout(pause);
      await page.program.focus();
      await page.page.keyboard.press("Control+a");
      await page.page.waitForTimeout(pause);
      await page.page.keyboard.insertText("tr(AᵀB)");
      await page.result.getByRole("group", { name: "Ā = B" }).waitFor();
      expect(await page.program.innerText()).toBe("tr(AᵀB)");
    }
  });

  it("compares two programs", async () => {
    const page = await again();
    await page.type("x: n\n‖x‖²");
    await page.tab("Compare").click();
    const other = page.page.getByRole("textbox", { name: "Compare with" });
    const status = page.page.getByRole("status", { name: "Comparison" });
    await other.fill("x: n\nxᵀx");
    await status.getByText("gradient of x: the same").waitFor();
    await other.fill("x: n\nsum(x ∘ x) + sum(x)");
    await status.getByText("gradient of x: not the same").waitFor();
    await other.fill("x: n\n2xᵀx");
    await status.getByText("value of Y: not the same, relative difference 5.0e-1").waitFor();
    await page.page.locator(".pairs .own").first().waitFor();
    await other.fill("z: n\nzᵀz");
    await status.getByText("x only in the first; z only in the second").waitFor();
    await other.fill("2x(");
    await status.getByText("not read").waitFor();
    await other.fill("");
    await page.tab("Steps").click();
  });

  it("is shown by an element within another page", async () => {
    const made = await visit("/docs/start");
    await made.page.locator("derive-gradient").scrollIntoViewIfNeeded();
    const frame = made.page.frameLocator("derive-gradient iframe");
    await frame.getByRole("region", { name: "Result" }).locator(".katex").first().waitFor();
    expect(await frame.getByRole("banner").count()).toBe(0);
    expect(await frame.getByRole("textbox", { name: "Program" }).innerText()).toBe(PROGRAM);
    expect(made.faults).toEqual([]);
    const page = await again();
    await page.type(PROGRAM);
    await page.page.getByRole("button", { name: "Embed" }).click();
    expect(await page.page.evaluate(() => navigator.clipboard.readText())).toContain(
      `<derive-gradient program="${PROGRAM}"></derive-gradient>`,
    );
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
    await page.textOf("NumPy");
    await page.page.locator(".where [data-n]").first().hover();
    expect(await page.page.locator(".code .lit").first().textContent()).toBe("M");
    await page.page.locator(".inputs [data-n]").first().hover();
    expect(await page.page.locator(".code .lit").allTextContents()).toContain("X");
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
    await choice.selectOption("condition");
    await picture.and(page.page.getByLabel(/^Digits of two ways/)).waitFor();
    expect(await page.page.locator(".chart .series path").count()).toBe(4);
    await choice.selectOption("jacobian");
    await picture.and(page.page.getByLabel(/^∂Y.∂X, 16 by 24, from/)).waitFor();
    await page.page.getByText("Rank 10 of 16").waitFor();
    await choice.selectOption("values");
    await picture.and(page.page.getByLabel(/^gradient of X, 6 by 4, from/)).waitFor();
    await page.tab("Steps").click();
  });

  it("asks no other origin, writes no error to the console, keeps the policy", () => {
    expect(visits.length).toBeGreaterThan(1);
    expect(visits.flatMap((v) => v.faults)).toEqual([]);
  });
});
