/** A formula: KaTeX's HTML for the eye, its MathML for readers. */
import { signal } from "@preact/signals";
import type { KatexOptions } from "katex";

type Render = (latex: string, options: KatexOptions) => string;

/** KaTeX comes after the editor; until then a formula is shown as text. */
const renderer = signal<Render | undefined>(undefined);
void import("katex").then((katex) => (renderer.value = katex.default.renderToString));

const OPTIONS: KatexOptions = {
  throwOnError: false,
  strict: "ignore",
  // Ids of nodes, and nothing else: no links, no images.
  trust: ({ command }) => command === "\\htmlData",
};

export interface FormulaProperties {
  readonly latex: string;
  readonly text: string;
  readonly display?: boolean;
  readonly class?: string;
}

export function Formula({ latex, text, display = false, class: name = "" }: FormulaProperties) {
  const render = renderer.value;
  if (!render) return <span class={`formula plain ${name}`}>{text}</span>;
  const html = render(latex, { ...OPTIONS, displayMode: display });
  return <span class={`formula ${name}`} dangerouslySetInnerHTML={{ __html: html }} />;
}
