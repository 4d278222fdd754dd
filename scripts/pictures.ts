/** Draws docs/pictures/: the built playground in its states, by Chromium. `npx tsx scripts/pictures.ts [NAME…]` */
import { fileURLToPath } from "node:url";
import type { BrowserContextOptions } from "playwright-core";
import { openSite, type Visit } from "../test/site/site.js";

interface Picture {
  readonly options: BrowserContextOptions;
  readonly reach: (visit: Visit) => Promise<unknown>;
}

const desktop = (height: number, more: BrowserContextOptions = {}): BrowserContextOptions => ({
  viewport: { width: 1280, height },
  reducedMotion: "reduce",
  ...more,
});

const checked = (visit: Visit): Promise<void> => visit.page.locator(".rungs .good").first().waitFor();

/** The tab in view. */
async function show(visit: Visit, tab: string): Promise<void> {
  await checked(visit);
  await visit.tab(tab).click();
  await visit.settled();
  await visit.page.locator(".outputs").evaluate((e) => e.scrollIntoView());
}

const PICTURES: Readonly<Record<string, Picture>> = {
  playground: { options: desktop(860), reach: checked },
  dark: { options: desktop(860, { colorScheme: "dark" }), reach: checked },
  phone: {
    options: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
    reach: checked,
  },
  steps: {
    options: desktop(900),
    reach: async (visit) => {
      await show(visit, "Steps");
      await visit.page.getByRole("button", { name: "symmetric-part" }).first().click();
    },
  },
  graph: {
    options: desktop(900),
    reach: async (visit) => {
      await show(visit, "Graph");
      await visit.page.locator(".graph .node").nth(3).hover();
    },
  },
  plots: {
    options: desktop(720),
    reach: async (visit) => {
      await show(visit, "Plots");
      await visit.page.getByLabel("Plot", { exact: true }).selectOption("gap");
      await visit.page.getByRole("img", { name: "Two eigenvalues" }).waitFor();
    },
  },
  jacobian: {
    options: desktop(760),
    reach: async (visit) => {
      await show(visit, "Plots");
      await visit.page.getByLabel("Plot", { exact: true }).selectOption("jacobian");
      await visit.page.getByRole("img", { name: /^∂Y.∂X/ }).waitFor();
    },
  },
  compare: {
    options: desktop(900),
    reach: async (visit) => {
      await show(visit, "Compare");
      const other = "X: m×n\nε: scalar positive constant\nU, S, V = svd(X)\nV log(S² + εI) Vᵀ";
      await visit.page.getByRole("textbox", { name: "Compare with" }).fill(other);
      await visit.page.locator(".agreements").waitFor();
    },
  },
  mistakes: {
    options: desktop(620),
    reach: async (visit) => {
      await visit.type("X: m×n\nA: n×n\nlog(XᵀX + εI) + invers(A)\nfoo(X)");
      await visit.messages.locator("li").first().waitFor();
    },
  },
  claim: {
    options: desktop(720),
    reach: async (visit) => {
      const claim = "U, Λ = eig(XᵀX + εI); Γ = loewner(log, Λ); X U(Γ ∘ (UᵀȲU))Uᵀ";
      await visit.page.getByRole("textbox", { name: "Formula to check" }).fill(claim);
      await visit.page.getByRole("status", { name: "Verdict" }).getByText("wrong").waitFor();
      await checked(visit);
    },
  },
};

/** Pictures of the outputs alone. */
const OUTPUTS: ReadonlySet<string> = new Set(["steps", "graph", "plots", "jacobian", "compare"]);

const wanted = process.argv.slice(2);
const site = await openSite();
for (const [name, { options, reach }] of Object.entries(PICTURES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const visit = await site.visit(options);
  await visit.open();
  await visit.result.locator(".katex").first().waitFor();
  await reach(visit);
  await visit.page.evaluate(() => document.fonts.ready.then(() => undefined));
  await visit.page.waitForTimeout(300);
  const path = fileURLToPath(new URL(`../docs/pictures/${name}.png`, import.meta.url));
  const part = visit.page.locator(".outputs");
  await (OUTPUTS.has(name) ? part.screenshot({ path }) : visit.page.screenshot({ path }));
  if (visit.faults.length > 0) console.log(name, visit.faults);
  await visit.page.context().close();
}
await site.close();
