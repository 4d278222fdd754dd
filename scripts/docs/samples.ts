/**
 * Output in hand-written pages: a block that follows `<!-- sample: derive-gradient … -->` is what that command prints.
 */
import { readdirSync, readFileSync } from "node:fs";
import { main } from "../../src/command/main.js";
import { GENERATED, type Page } from "./page.js";

const root = new URL("../../", import.meta.url);

/** Hand-written pages, as they should be. */
export async function samplePages(): Promise<Page[]> {
  const paths = ["README.md", "CONTRIBUTING.md", ...readdirSync(new URL("docs/", root)).map((name) => `docs/${name}`)];
  const pages: Page[] = [];
  for (const path of paths.filter((p) => p.endsWith(".md"))) {
    const text = readFileSync(new URL(path, root), "utf8");
    if (!text.includes(GENERATED)) pages.push({ path, text: await withSamples(text) });
  }
  return pages;
}

const SAMPLE = /(<!-- sample: derive-gradient (.*) -->\n```text\n)[\s\S]*?(```\n)/g;

async function withSamples(text: string): Promise<string> {
  const outputs: string[] = [];
  for (const [, , command] of text.matchAll(SAMPLE)) outputs.push(await outputOf(words(command!)));
  return text.replace(SAMPLE, (_, start: string, __, end: string) => start + outputs.shift()! + end);
}

/** Words of a command line, some in quotes. */
const words = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) => single ?? double ?? bare!);

/** What the command prints on both streams. */
async function outputOf(argv: readonly string[]): Promise<string> {
  let text = "";
  const streams = [process.stdout, process.stderr];
  const writes = streams.map((s) => s.write.bind(s));
  for (const stream of streams) {
    stream.write = ((chunk: string, done?: () => void): boolean => {
      text += chunk;
      done?.();
      return true;
    }) as typeof stream.write;
  }
  try {
    await main(argv);
  } finally {
    streams.forEach((s, i) => (s.write = writes[i]!));
  }
  return text.endsWith("\n") ? text : `${text}\n`;
}
