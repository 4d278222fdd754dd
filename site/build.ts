/** `npm run site`: the documentation and the playground as static files in dist-site/; `-- --play` builds the playground alone. */
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { build as buildPages } from "vitepress";
import { writeDocumentationWorker, writePlaygroundWorker } from "./offline.js";
import { stagePages } from "./pages/stage.js";

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

async function buildPlayground(): Promise<void> {
  await build({ configFile: folder("vite.config.ts"), logLevel: "warn" });
  writePlaygroundWorker(folder("../dist-site/play"));
}

if (!process.argv.includes("--play")) {
  rmSync(folder("../dist-site"), { recursive: true, force: true });
  stagePages(folder(".."), folder("../.site/pages"));
  await buildPages(folder("../docs"));
  await build({ configFile: folder("train.config.ts"), logLevel: "warn" });
}
await buildPlayground();
writeDocumentationWorker(folder("../dist-site"));
