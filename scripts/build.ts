/** Builds dist/: the command, the library and the runtime, sharing their common parts, with types. */
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, rmSync } from "node:fs";
import { build } from "esbuild";

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist/wasm", { recursive: true });
await build({
  entryPoints: { cli: "src/cli.ts", index: "src/index.ts", runtime: "codegen/runtime/index.ts" },
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "es2022",
  legalComments: "none",
  minifySyntax: true,
  packages: "external",
});
// The runtime reads the compiled routines from beside its own module.
copyFileSync("codegen/runtime/wasm/linalg.wasm", "dist/wasm/linalg.wasm");
chmodSync("dist/cli.js", 0o755);
execFileSync("npx", ["tsc", "-p", "tsconfig.build.json"], { stdio: "inherit" });
