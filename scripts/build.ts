/** Builds dist/: the command, the library and the runtime, sharing their common parts, with types. */
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, rmSync } from "node:fs";
import { build } from "esbuild";

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist");
await build({
  entryPoints: {
    cli: "src/cli.ts",
    index: "src/index.ts",
    runtime: "codegen/runtime/index.ts",
    "runtime-native": "codegen/runtime/native/index.ts",
  },
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
// The runtime reads the compiled routines from beside its own module, which is a part of the bundle here.
copyFileSync("codegen/runtime/wasm/linalg.wasm", "dist/linalg.wasm");
chmodSync("dist/cli.js", 0o755);
execFileSync("npx", ["tsc", "-p", "tsconfig.build.json"], { stdio: "inherit" });
