/**
 * The library in a page of Chromium whose policy allows no code from text and nothing from elsewhere: programs of the
 * oracle are derived, compiled and evaluated there. Without Chromium only the bundle is examined.
 */
import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { build, type BuildResult } from "esbuild";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { LOADINGS, type BrowserCase, type BrowserReport, type Loading } from "./report.js";

/** Debian's; the environment variable names another. */
const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const present = existsSync(executablePath);

const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
const root = new URL("../../", import.meta.url);

interface OracleCase extends BrowserCase {
  readonly kind: string;
  readonly compare?: object;
  readonly tol: number;
  readonly expected: Readonly<Record<"outputs" | "gradients", BrowserReport["results"][string]["outputs"]>>;
}

const { cases } = JSON.parse(readFileSync(new URL("../oracle/cases.json", import.meta.url), "utf8")) as {
  cases: OracleCase[];
};
const plain = cases.filter((c) => c.kind === "adjoint" && c.compare === undefined);
/** Twenty programs from all over the oracle. */
const sample = plain.filter((_, i) => i % Math.floor(plain.length / 19) === 0).slice(0, 20);

/** The page, the library and the runtime as an application's bundler makes them for browsers. */
async function bundle(): Promise<BuildResult<{ write: false; metafile: true }>> {
  return build({
    absWorkingDir: root.pathname,
    entryPoints: { page: "test/browser/page.ts", index: "src/index.ts", runtime: "codegen/runtime/index.ts" },
    outdir: "dist",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
}

let bundled: BuildResult<{ write: false; metafile: true }>;

beforeAll(async () => {
  bundled = await bundle();
});

test("a bundle for browsers asks for nothing of Node and has no code from text", () => {
  expect([...bundled.errors, ...bundled.warnings]).toEqual([]);
  const outside = Object.values(bundled.metafile.outputs).flatMap((o) => o.imports.filter((i) => i.external));
  expect(outside).toEqual([]);
  for (const { path, text } of bundled.outputFiles) {
    const withoutStrings = text.replace(/"(?:[^"\\\n]|\\.)*"/g, '""');
    if (!path.endsWith("page.js")) expect(withoutStrings).not.toMatch(/\beval\(|\bnew Function\b/);
    expect(text).not.toMatch(/(?:from|import\(|require\()\s*"node:/);
  }
});

const numbers = (value: unknown): number[] => (Array.isArray(value) ? value.flatMap(numbers) : [value as number]);

/** Relative error in the norm; absolute where the expected value is zero. */
function errorOf(value: unknown, expected: unknown): number {
  const [a, b] = [numbers(value), numbers(expected)];
  if (a.length !== b.length) return NaN;
  return Math.hypot(...a.map((x, i) => x - b[i]!)) / (Math.hypot(...b) || 1);
}

if (!present) process.stderr.write(`not run: no page is opened, for there is no Chromium at ${executablePath}\n`);

describe.skipIf(!present)("in a page with a strict policy", () => {
  let server: Server;
  let browser: Browser;
  let deliver: (body: string) => void;

  beforeAll(async () => {
    const files = new Map<string, readonly [type: string, body: string | Uint8Array]>([
      ["/", ["text/html", '<!doctype html><meta charset="utf-8"><script type="module" src="/page.js"></script>']],
      ["/cases.json", ["application/json", JSON.stringify(sample)]],
      ["/linalg.wasm", ["application/wasm", readFileSync(new URL("codegen/runtime/wasm/linalg.wasm", root))]],
    ]);
    for (const { path, contents } of bundled.outputFiles) {
      files.set(`/${path.slice(path.lastIndexOf("/") + 1)}`, ["text/javascript", contents]);
    }
    server = createServer((request, response) => {
      if (request.method === "POST") {
        let body = "";
        request.setEncoding("utf8").on("data", (part: string) => (body += part));
        request.on("end", () => {
          response.end();
          deliver(body);
        });
        return;
      }
      const found = files.get(new URL(request.url!, "http://localhost").pathname);
      response.writeHead(found ? 200 : 404, { "Content-Type": found?.[0], "Content-Security-Policy": POLICY });
      response.end(found?.[1]);
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--headless"] });
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  async function reportOf(loading: Loading): Promise<BrowserReport> {
    const page = await browser.newPage();
    const delivered = new Promise<string>((done, fail) => {
      deliver = done;
      page.on("pageerror", fail);
    });
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/?loading=${loading}`);
    const report = JSON.parse(await delivered) as BrowserReport | { failure: string };
    await page.close();
    if ("failure" in report) throw new Error(report.failure);
    return report;
  }

  it.each(LOADINGS)("computes what the oracle does, linalg.wasm %s", async (loading) => {
    const report = await reportOf(loading);
    expect(sample).toHaveLength(20);
    for (const { id, expected, tol } of sample) {
      const result = report.results[id]!;
      for (const part of ["outputs", "gradients"] as const) {
        for (const [name, value] of Object.entries(expected[part])) {
          expect(errorOf(result[part][name], value), `${id}: ${part}.${name}`).toBeLessThanOrEqual(tol);
        }
      }
    }
    const { before, error, violations, refusesEval } = report;
    expect({ before, error, violations }).toEqual({ before: "Unavailable", error: "Singular", violations: [] });
    // Otherwise the policy was not in force.
    expect(refusesEval).toBe(true);
  });
});
