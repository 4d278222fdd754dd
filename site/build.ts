/** `npm run site`: the playground and the documentation as static files in dist-site/. */
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

rmSync(folder("../dist-site"), { recursive: true, force: true });
await build({ configFile: folder("vite.config.ts"), logLevel: "warn" });
