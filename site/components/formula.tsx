/** A formula: KaTeX's HTML for the eye, its MathML for readers. Its parts carry the numbers of their expressions. */
import { signal } from "@preact/signals";
import type { KatexOptions } from "katex";

type Render = (latex: string, options: KatexOptions) => string;

/** KaTeX comes after the editor; until then a formula is shown as text. */
const renderer = signal<Render | undefined>(undefined);
void import("katex").then((katex) => (renderer.value = katex.default.renderToString));

const OPTIONS: KatexOptions = {
  throwOnError: false,
  strict: "ignore",
  // Numbers of expressions, and nothing else: no links, no images.
  trust: ({ command }) => command === "\\htmlData",
};

export interface FormulaProperties {
  readonly text: string;
  /** What is copied with the formula. */
  readonly latex: string;
  /** The same with marks; what is drawn. */
  readonly marked?: string;
  readonly display?: boolean;
  readonly class?: string;
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const drawn = new Map<string, string>();
/** Formulas that are kept drawn: those of a few programs. The oldest go first. */
const KEPT = 120;

function draw(render: Render, latex: string, marked: string, displayMode: boolean): string {
  const key = `${String(displayMode)} ${marked}`;
  let html = drawn.get(key);
  if (html === undefined) {
    html = render(marked, { ...OPTIONS, displayMode }).replace(
      /(<annotation encoding="application\/x-tex">)[^<]*/,
      (_, tag: string) => tag + escaped(latex),
    );
    for (const oldest of drawn.keys()) {
      if (drawn.size < KEPT) break;
      drawn.delete(oldest);
    }
    drawn.set(key, html);
  }
  return html;
}

export function Formula({ text, latex, marked = latex, display = false, class: name = "" }: FormulaProperties) {
  const render = renderer.value;
  if (!render) return <span class={`formula plain ${name}`}>{text}</span>;
  return <span class={`formula ${name}`} dangerouslySetInnerHTML={{ __html: draw(render, latex, marked, display) }} />;
}
