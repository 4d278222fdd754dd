/** The order of the pages. */
import { readdirSync } from "node:fs";

const page = (text: string, name: string) => ({ text, link: `/docs/${name}` });

const chapters = readdirSync(new URL("../../rules", import.meta.url))
  .filter((name) => name.endsWith(".rules"))
  .map((name) => name.slice(0, -".rules".length));

export const SIDEBAR = [
  {
    text: "Begin",
    items: [page("Start", "start"), page("The paper's layers", "paper"), page("How to …", "how-to")],
  },
  {
    text: "Reference",
    items: [
      page("The input language", "language"),
      page("The command", "command"),
      page("The library", "library"),
      page("Derivations", "derivations"),
      page("Kernels", "kernels"),
      page("NumPy, PyTorch, JAX, Octave", "targets"),
      page("Properties", "properties"),
      page("Diagnostics", "diagnostics"),
      page("Notes", "notes"),
      { text: "Rules", link: "/docs/rules/", collapsed: true, items: chapters.map((c) => page(c, `rules/${c}`)) },
    ],
  },
  {
    text: "Explanation",
    items: [
      page("The method", "method"),
      page("Degeneracy", "degeneracy"),
      page("Second order", "second-order"),
      page("Simplification", "simplification"),
      page("Verification", "verification"),
      page("Decisions", "decisions"),
    ],
  },
  {
    text: "Project",
    items: [
      page("Architecture", "architecture"),
      page("Benchmark", "bench/report"),
      page("Experiment", "experiment"),
      page("Performance", "performance"),
      page("Mutation tests", "mutation"),
      { text: "Contributing", link: "/CONTRIBUTING" },
      { text: "Changelog", link: "/CHANGELOG" },
    ],
  },
];
