/** Every program of the examples derives and passes its check; the claims are judged as their group says. */
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkDerivation } from "../../src/check/derivation/check.js";
import { derive, verify } from "../../src/index.js";

/** What the menu's module exports; it is read as the site's builder reads it. */
interface ExampleGroup {
  readonly title: string;
  readonly examples: readonly { readonly title: string; readonly program: string; readonly claim?: string }[];
}

const folder = new URL("../../examples/", import.meta.url);

describe("the folder of examples", () => {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => e.name);

  it("has a dozen", () => {
    expect(names.length).toBeGreaterThanOrEqual(12);
    expect(names.every((n) => n.endsWith(".mx"))).toBe(true);
  });

  it.each(names)("%s derives and passes its check", (name) => {
    const text = readFileSync(new URL(name, folder), "utf8");
    expect(text).toMatch(/^# [A-Z]/);
    expect(checkDerivation(derive(text).derivation)).toMatchObject({ verdict: "passed" });
  });

  it("is read by the command", () => {
    const root = new URL("../../", import.meta.url);
    const args = ["tsx", "src/cli.ts", "examples/ridge.mx", "-e", "json"];
    const out = execFileSync("npx", args, { cwd: root, encoding: "utf8" });
    expect((JSON.parse(out) as { gradients: unknown[] }).gradients).toHaveLength(1);
  });
});

describe("the menu of the playground", () => {
  let groups: readonly ExampleGroup[] = [];
  let close = async (): Promise<void> => {};

  beforeAll(async () => {
    const server = await createServer({
      configFile: new URL("../../site/vite.config.ts", import.meta.url).pathname,
      server: { middlewareMode: true, ws: false },
      optimizeDeps: { noDiscovery: true },
      logLevel: "silent",
    });
    close = () => server.close();
    ({ GROUPS: groups } = (await server.ssrLoadModule("/examples.ts")) as { GROUPS: readonly ExampleGroup[] });
  });

  afterAll(() => close());

  it("has programs that derive, pass their check, and claims that are right or wrong as said", async () => {
    expect(groups.map((g) => g.examples.length >= 5)).not.toContain(false);
    for (const { title: group, examples } of groups) {
      for (const { title, program, claim } of examples) {
        const result = derive(program);
        const name = `${group}: ${title}`;
        expect(checkDerivation(result.derivation).verdict, name).toBe("passed");
        if (claim === undefined) continue;
        const { verdict } = await verify(result, claim, { wrt: result.derivation.gradients[0]!.input.name });
        expect(verdict, name).toBe(group.includes("wrong") ? "wrong" : "right");
      }
    }
  });
});
