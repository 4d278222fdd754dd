/** Formulas in Markdown, rendered when the site is built: blocks of kind `math`, and $`…`$ in a line. */
import katex from "katex";

const render = (latex: string, displayMode: boolean): string =>
  katex.renderToString(latex, { displayMode, throwOnError: true, strict: "ignore" });

interface Token {
  readonly info: string;
  readonly content: string;
}

interface InlineState {
  readonly src: string;
  pos: number;
  push(type: string, tag: string, nesting: -1 | 0 | 1): { content: string };
}

/** What of markdown-it is used here. */
interface MarkdownIt {
  readonly renderer: { readonly rules: Record<string, unknown> };
  readonly inline: {
    readonly ruler: { before(name: string, own: string, rule: (s: InlineState, silent: boolean) => boolean): void };
  };
}

type Fence = (tokens: readonly Token[], index: number, ...rest: readonly unknown[]) => string;

/** Vue leaves what is marked alone. */
export function renderFormulas(md: MarkdownIt): void {
  const fence = md.renderer.rules["fence"] as Fence;
  const formulas: Fence = (tokens, index, ...rest) => {
    const { info, content } = tokens[index]!;
    if (info.trim() !== "math") return fence(tokens, index, ...rest);
    return `<div class="math" tabindex="0" v-pre>${render(content, true)}</div>\n`;
  };
  md.renderer.rules["fence"] = formulas;
  md.inline.ruler.before("escape", "formula", (state, silent) => {
    if (!state.src.startsWith("$`", state.pos)) return false;
    const end = state.src.indexOf("`$", state.pos + 2);
    if (end < 0) return false;
    if (!silent) state.push("formula", "", 0).content = state.src.slice(state.pos + 2, end);
    state.pos = end + 2;
    return true;
  });
  md.renderer.rules["formula"] = ((tokens, index) =>
    `<span v-pre>${render(tokens[index]!.content, false)}</span>`) as Fence;
}
