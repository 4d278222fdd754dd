/** `npm run site:serve`: shows the built site; the port is 4173, or the first argument. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { serve } from "./server.js";

const folder = fileURLToPath(new URL("../dist-site", import.meta.url));
if (!existsSync(folder)) {
  console.error("there is no dist-site: run npm run site first");
  process.exitCode = 2;
} else {
  const { url } = await serve(folder, Number(process.argv[2] ?? 4173));
  console.log(`${url}/ (playground: ${url}/play/)`);
}
