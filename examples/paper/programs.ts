/** The text of the programs; the page of the site has them in its bundle instead. */
import { readFileSync } from "node:fs";

export const programOf = (name: string): string =>
  readFileSync(new URL(`programs/${name}.mx`, import.meta.url), "utf8");
