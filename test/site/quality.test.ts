/** The playground offline, by keyboard, on small screens, for screen readers, and within its budgets. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filesOf } from "../../site/offline.js";
import { hasChromium, openSite, siteFolder, type Site, type Visit } from "./site.js";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string }[];
}

describe.skipIf(!hasChromium)("the playground", () => {
  let site: Site;

  beforeAll(async () => {
    site = await openSite();
  }, 600_000);

  afterAll(async () => {
    await site?.close();
  });

  /** What axe finds serious. */
  async function findings({ page }: Visit): Promise<string[]> {
    await page.addScriptTag({ path: AXE });
    const { violations } = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } };
      return axe.run();
    });
    const serious = violations.filter((v) => v.impact === "serious" || v.impact === "critical");
    return serious.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" ")}`);
  }

  const answered = (v: Visit) => v.result.locator(".katex").first().waitFor();

  const STATES: readonly (readonly [string, object, (v: Visit) => Promise<unknown>])[] = [
    ["an answer", {}, answered],
    ["nothing", {}, async (v) => v.type("")],
    ["mistakes", {}, async (v) => {
      await v.type("foo(X) + invers(X)");
      await v.messages.locator("li").first().waitFor();
    }], // prettier-ignore
    ["steps", {}, async (v) => {
      await answered(v);
      await v.page.locator(".step").nth(2).focus();
    }], // prettier-ignore
    ["the graph", {}, async (v) => {
      await answered(v);
      await v.tab("Graph").click();
      await v.page.locator(".graph .node").first().waitFor();
    }], // prettier-ignore
    ["the plots", {}, async (v) => {
      await answered(v);
      await v.tab("Plots").click();
      await v.page.locator(".chart").first().waitFor();
    }], // prettier-ignore
    ["code", {}, async (v) => {
      await answered(v);
      await v.textOf("NumPy");
    }], // prettier-ignore
    ["a phone", { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true }, answered],
    ["the dark theme", { colorScheme: "dark" }, answered],
  ];

  it.each(STATES)("has nothing serious for axe with %s", async (_, options, reach) => {
    const visit = await site.visit({ ...options, bypassCSP: true });
    await visit.open();
    await reach(visit);
    await visit.page.waitForTimeout(300);
    expect(await findings(visit)).toEqual([]);
    await visit.page.context().close();
  });

  it("works without a network after one visit", async () => {
    const visit = await site.visit({ serviceWorkers: "allow" });
    await visit.open();
    await answered(visit);
    await visit.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await visit.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await visit.page.context().setOffline(true);
    await visit.page.reload();
    await visit.type("tr(AᵀB)");
    await visit.result.getByRole("group", { name: "Ā = B" }).waitFor();
    await visit.page.locator(".rungs .good").first().waitFor();
    expect(visit.faults).toEqual([]);
    await visit.page.context().close();
  });

  it("has a documentation that works without a network after one visit", async () => {
    const visit = await site.visit({ serviceWorkers: "allow" });
    const { page } = visit;
    await visit.open("/docs/start");
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await page.context().setOffline(true);
    await visit.open("/docs/rules/spectral");
    await page.locator("#matrix-function").waitFor();
    await page.getByRole("button", { name: "Search" }).click();
    await page.locator("#localsearch-input").fill("cholesky");
    await page.locator("#localsearch-list .result").first().waitFor();
    expect(visit.faults).toEqual([]);
    await page.context().close();
  });

  it("shows no motion where none is wanted", async () => {
    const visit = await site.visit({ reducedMotion: "reduce" });
    await visit.open();
    await answered(visit);
    const moving = await visit.page.evaluate(() =>
      [...document.querySelectorAll("*")].filter((e) => {
        const { transitionDuration, animationName } = getComputedStyle(e);
        return transitionDuration.split(", ").some((d) => parseFloat(d) > 0) || animationName !== "none";
      }).map((e) => `${e.tagName} ${e.className.toString()}`),
    ); // prettier-ignore
    // The caret of the editor blinks as carets do.
    expect(moving.filter((m) => !m.includes("cm-cursorLayer"))).toEqual([]);
    await visit.page.context().close();
  });

  it.each([320, 1440])("has no sideways scroll at %i pixels", async (width) => {
    const visit = await site.visit({ viewport: { width, height: 800 } });
    await visit.open();
    await answered(visit);
    const wide = await visit.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
    await visit.page.context().close();
  });

  it("can be used by keyboard alone", async () => {
    const visit = await site.visit({ reducedMotion: "reduce" });
    const { page } = visit;
    await visit.open();
    await answered(visit);
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the program");
    await page.keyboard.press("Enter");
    await visit.program.focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText("tr(AᵀB)");
    await visit.result.getByRole("group", { name: "Ā = B" }).waitFor();
    await visit.tab("Steps").focus();
    await page.keyboard.press("ArrowRight");
    expect(await visit.tab("LaTeX").getAttribute("aria-selected")).toBe("true");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("tab-latex");
    expect(visit.faults).toEqual([]);
    await page.context().close();
  });

  it("weighs no more than its budget", () => {
    const folder = join(siteFolder, "play");
    const weight = (file: string): number => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length;
    const total = filesOf(folder).reduce((sum, file) => sum + weight(file), 0);
    expect(total).toBeLessThanOrEqual(700 * 1024);
  });
});
