import { writeFileSync } from "node:fs";
import { generatedPages } from "./pages.js";

for (const { path, text } of await generatedPages()) writeFileSync(new URL(`../../${path}`, import.meta.url), text);
