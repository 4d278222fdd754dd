/** docs/notes.md: every kind of note with an example and what is told of it. */
import { guardDerivation } from "../../src/check/guard.js";
import { deriveSource } from "../../src/derive.js";
import { NOTES, notesText, type NoteKind } from "../../src/language/diagnostics/notes.js";
import { block, GENERATED, type Page } from "./page.js";

export function notesPage(): Page {
  const sections = Object.entries<NoteKind>(NOTES).map(([code, kind]) => {
    const { what, example } = kind;
    return `## ${code}\n\n${what}\n\n${block(example)}\n${block(answerTo(code, kind))}`;
  });
  return { path: "docs/notes.md", text: ["# Notes\n", GENERATED, INTRODUCTION, ...sections].join("\n") };
}

const INTRODUCTION = `A note tells how something was read where its author may have meant something else, or what was not done. It is no mistake:
the answer follows. Notes are printed as \`note: …\` on standard error; \`-q\` silences them. In JSON they are \`notes\`, a list of
objects with \`code\` and \`message\`; in the library they are \`notes\` of the result, with \`span\` besides.
`;

/** What is told of a kind's example. */
export const answerTo = (code: string, { example }: NoteKind): string =>
  notesText(guardDerivation(deriveSource(example)).program.notes.filter((n) => n.code === code));
