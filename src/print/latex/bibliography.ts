/** References of a document: what is cited, and the list of the works. */
import { sources } from "../../expression/catalogue/sources.generated.js";
import { citation, familyName, type Source } from "../../expression/rulefile/reference.js";
import type { Derivation } from "../../calculus/derivation.js";
import { formulasOf } from "../formulas.js";
import { proofOf } from "../proof.js";
import { words } from "./words.js";

/** `\\cite[Thm~3.11]{higham2008}`. */
export function cite(text: string): string {
  const { key, place } = citation(text);
  return place === "" ? `\\cite{${key}}` : `\\cite[${words(place).replace(" ", "~")}]{${key}}`;
}

/** The works that a derivation cites, as BibTeX reads them; a remark where it cites none. */
export function bibliographyFile(derivation: Derivation, verbose = false): string {
  const { passages } = proofOf(derivation, formulasOf(derivation), verbose);
  const cited = passages.flatMap((p) => p.lines.flatMap((l) => l.citations));
  const keys = new Set(cited.map((c) => citation(c).key));
  const works = sources.filter((s) => keys.has(s.key));
  return works.length === 0 ? "% No work is cited.\n" : `${works.map((w) => w.bibtex).join("\n")}\n`;
}

/** The works that are cited, in alphabetical order, as a `thebibliography`; nothing where there are none. */
export function bibliography(citations: readonly string[]): string {
  const keys = new Set(citations.map((c) => citation(c).key));
  const works = sources.filter((s) => keys.has(s.key));
  if (works.length === 0) return "";
  const sorted = [...works].sort((a, b) => sortKey(a).localeCompare(sortKey(b), "en"));
  const items = sorted.map((s) => `\\bibitem{${s.key}}\n${entry(s)}`);
  return `\\begin{thebibliography}{${works.length > 9 ? "99" : "9"}}\n${items.join("\n\n")}\n\\end{thebibliography}\n`;
}

const sortKey = ({ authors, year }: Source): string => `${authors.map(familyName).join(" ")} ${year}`;

function entry({ authors, title, published, year }: Source): string {
  const names = authors.map((a) => a.split(", ").reverse().join(" "));
  const listed = names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]!}`;
  const place = published.endsWith(year) ? "" : `, ${year}`;
  return `${words(listed).replace(/\. /g, ".~")}.\n\\newblock \\emph{${words(title)}}.\n\\newblock ${words(published)}${place}.`;
}
