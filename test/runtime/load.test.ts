import { readFileSync } from "node:fs";
import { afterEach, expect, it, vi } from "vitest";
import { load, loadAsync } from "../../codegen/runtime/wasm/load.js";

const file = new URL("../../codegen/runtime/wasm/linalg.wasm", import.meta.url);

afterEach(() => {
  vi.unstubAllGlobals();
});

it("imports nothing, and exports what the bindings declare", () => {
  const module = new WebAssembly.Module(readFileSync(file));
  expect(WebAssembly.Module.imports(module)).toEqual([]);
  const source = readFileSync(new URL("../../codegen/runtime/wasm/exports.ts", import.meta.url), "utf8");
  const declared = [...source.matchAll(/^ {2}(?:readonly )?(\w+)[?]?[(:]/gm)].map((match) => match[1]!);
  const exported = new Set(WebAssembly.Module.exports(module).map(({ name }) => name));
  expect(declared.length).toBeGreaterThan(100);
  expect(declared.filter((name) => !exported.has(name))).toEqual([]);
  // Beside the routines the linker exports its own helpers, with these names.
  const helpers = /^(__indirect_function_table|__errno_location|stack(Save|Restore|Alloc))$/;
  expect([...exported].filter((name) => !declared.includes(name) && !helpers.test(name))).toEqual([]);
});

it("is loaded from the file, with or without waiting, or from bytes", async () => {
  expect(load().bytesInUse()).toBe(0);
  expect((await loadAsync()).bytesInUse()).toBe(0);
  expect((await loadAsync(readFileSync(file))).bytesInUse()).toBe(0);
});

it("is fetched where there are no files", async () => {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (url: string | URL) => {
    asked.push(String(url));
    const found = String(url).endsWith("linalg.wasm");
    return Promise.resolve(new Response(found ? readFileSync(file) : null, { status: found ? 200 : 404 }));
  });
  expect((await loadAsync("https://example.org/linalg.wasm")).bytesInUse()).toBe(0);
  await expect(loadAsync("https://example.org/missing")).rejects.toMatchObject({ code: "Unavailable" });
  vi.stubGlobal("process", undefined);
  expect((await loadAsync()).bytesInUse()).toBe(0);
  expect(() => load()).toThrow(expect.objectContaining({ code: "Unavailable" }));
  expect(asked[2]).toMatch(/linalg\.wasm$/);
});
