/** The rule files as a reference: the types of what is written in them, and how sources are cited. */
import type { RuleKind } from "./blocks.js";

export type { RuleKind } from "./blocks.js";

/** A source and the place in it: `giles2008`, `§2.2.3`. */
export interface Citation {
  readonly key: string;
  readonly place: string;
}

/** A line of a rule and the remark that follows it. */
export interface WrittenLine {
  readonly text: string;
  readonly remark: string;
}

export interface WrittenRule {
  readonly kind: RuleKind;
  readonly name: string;
  readonly remark: string;
  /** Without the lines that cite. */
  readonly lines: readonly WrittenLine[];
  readonly citations: readonly Citation[];
}

/** The rules of one file. */
export interface RuleChapter {
  /** `inverse` of rules/inverse.rules. */
  readonly file: string;
  /** The remark at the head of the file. */
  readonly introduction: string;
  readonly rules: readonly WrittenRule[];
}

/** A work that rules cite. */
export interface Source {
  readonly key: string;
  readonly authors: readonly string[];
  readonly year: string;
  readonly title: string;
  /** Journal with volume and pages, publisher, report number: whatever finds the work. */
  readonly published: string;
  /** The entry as rules/references.bib has it. */
  readonly bibtex: string;
}

/** `higham2008 Thm 3.11`. */
export function citation(text: string): Citation {
  const [key = "", ...place] = text.split(" ");
  return { key, place: place.join(" ") };
}

/** `Giles 2008 §2.2.3`, or `Edelman, Arias and Smith 1998`. */
export function citationText(sources: readonly Source[], { key, place }: Citation): string {
  const source = sources.find((s) => s.key === key);
  const label = source ? sourceLabel(source) : key;
  return place === "" ? label : `${label} ${place}`;
}

const sourceLabel = ({ authors, year }: Source): string => `${listed(authors.map(familyName))} ${year}`;

/** Authors are written `Giles, Mike B.`. */
export const familyName = (author: string): string => author.split(",")[0]!;

const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]!}`;

/** The work as a bibliography lists it. */
export function sourceText({ authors, year, title, published }: Source): string {
  return `${listed(authors.map(givenFirst))} (${year}). ${title}. ${published}.`;
}

function givenFirst(author: string): string {
  const [family, given] = author.split(", ");
  return given === undefined ? family! : `${given} ${family!}`;
}
