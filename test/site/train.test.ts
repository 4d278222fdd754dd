/** The page that trains networks in the browser. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasChromium, openSite, type Site } from "./site.js";

describe.skipIf(!hasChromium)("the page that trains", () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  }, 600_000);
  afterAll(async () => {
    await site?.close();
  });

  it("trains three networks and draws their curves, within the policy and the origin", async () => {
    const visit = await site.visit({ viewport: { width: 320, height: 700 } });
    const { page } = visit;
    await visit.open("/train/");
    await page.selectOption("[name=data]", "covariances");
    await page.fill("[name=epochs]", "3");
    await page.click("button");
    await page.getByRole("status").filter({ hasText: "Trained 3 networks" }).waitFor({ timeout: 60_000 });
    const rows = await page.locator("#rows tr").allInnerTexts();
    expect(rows.map((r) => r.split("\t").slice(0, 2))).toEqual([
      ["mean", "3 of 3"],
      ["logarithm", "3 of 3"],
      ["logarithm, features fixed", "3 of 3"],
    ]);
    const right = rows.map((r) => Number.parseFloat(r.split("\t")[2]!));
    // The mean does not tell the covariances apart.
    expect(right[1]! - right[0]!).toBeGreaterThan(20);
    expect(await page.locator("#curve polyline").count()).toBe(3);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    expect(visit.faults).toEqual([]);
  }, 120_000);
});
