/** rules/references.bib → the works as the reference lists them. */
import bibtex from "bibtex-parse";
import type { Source } from "../src/expression/rulefile/reference.js";

type Fields = Readonly<Record<string, string | undefined>>;

/** Reads a bibliography. Throws an Error that names the entry and the field that it lacks. */
export function readBibliography(text: string): Source[] {
  return bibtex.entries(text).map((entry) => {
    const fields = Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, plain(String(value))]));
    const required = (name: string): string => {
      const value = fields[name];
      if (value === undefined || value === "")
        throw new Error(`references.bib: ${entry.key} has no ${name.toLowerCase()}`);
      return value;
    };
    return {
      key: entry.key,
      authors: required("AUTHOR").split(/\s+and\s+/),
      year: required("YEAR"),
      title: required("TITLE"),
      published: published(fields, entry.key),
      bibtex: entryIn(text, entry.key),
    };
  });
}

/** The entry with a key as it is written. */
function entryIn(text: string, key: string): string {
  const written = text.split(/^(?=@)/m).find((e) => e.startsWith("@") && e.includes(`{${key},`));
  if (written === undefined) throw new Error(`references.bib: ${key} does not begin a line with @`);
  return written.trim();
}

function published(fields: Fields, key: string): string {
  const { JOURNAL, VOLUME, NUMBER, PAGES, BOOKTITLE, EDITION, PUBLISHER, INSTITUTION, NOTE } = fields;
  const issue = NUMBER === undefined ? "" : `(${NUMBER})`;
  const parts = [
    JOURNAL === undefined ? undefined : `${JOURNAL}${VOLUME === undefined ? "" : ` ${VOLUME}${issue}`}`,
    BOOKTITLE === undefined ? undefined : `In ${BOOKTITLE}`,
    EDITION === undefined ? undefined : `${EDITION.toLowerCase()} edition`,
    PUBLISHER,
    INSTITUTION,
    PAGES === undefined ? undefined : `pp. ${PAGES}`,
    NOTE,
  ].filter((part) => part !== undefined);
  if (parts.length === 0) throw new Error(`references.bib: ${key} does not say where it was published`);
  return parts.join(", ");
}

/** TeX's braces and dashes as plain text; accents are written as letters, not as commands. */
function plain(text: string): string {
  return text.replace(/[{}]/g, "").replace(/--/g, "–").replace(/\s+/g, " ").normalize("NFC");
}
