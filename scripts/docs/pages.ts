import { diagnosticsPage } from "./diagnostics-page.js";
import { notesPage } from "./notes-page.js";
import type { Page } from "./page.js";
import { paperPage } from "./paper-page.js";
import { propertiesPage } from "./properties-page.js";
import { refusalsPage } from "./refusals-page.js";
import { rulesPage } from "./rules-page.js";
import { samplePages } from "./samples.js";

/** Every page that is generated, or has output of the command in it, as it should be. */
export const generatedPages = async (): Promise<Page[]> => [
  rulesPage(),
  propertiesPage(),
  diagnosticsPage(),
  notesPage(),
  refusalsPage(),
  paperPage(),
  ...(await samplePages()),
];
