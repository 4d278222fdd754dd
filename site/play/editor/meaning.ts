/** What the engine knows of the text, in the editor: colours of names, lit places, a note under the pointer. */
import { StateEffect, StateField, type Extension, type Range } from "@codemirror/state";
import { Decoration, EditorView, hoverTooltip, type DecorationSet } from "@codemirror/view";
import type { ProgramSymbol, View } from "../../../src/index.js";

/** The names of the text, or none where it is not understood. */
export const setSymbols = StateEffect.define<readonly ProgramSymbol[]>();
/** The places that are lit. */
export const setLit = StateEffect.define<readonly { readonly start: number; readonly end: number }[]>();

const LIT = Decoration.mark({ class: "lit" });

const sorted = (marks: readonly Range<Decoration>[]): DecorationSet => Decoration.set([...marks], true);

const coloured = (symbols: readonly ProgramSymbol[], length: number): DecorationSet =>
  sorted(
    symbols.flatMap(({ kind, places }) => {
      const mark = Decoration.mark({ class: `name-${kind.replace(" ", "-")}` });
      return places.flatMap((p) => (p.start < p.end && p.end <= length ? [mark.range(p.start, p.end)] : []));
    }),
  );

const field = <T>(
  effect: ReturnType<typeof StateEffect.define<T>>,
  draw: (value: T, length: number) => DecorationSet,
) =>
  StateField.define<DecorationSet>({
    create: () => Decoration.none,
    update: (old, transaction) => {
      const found = transaction.effects.findLast((e) => e.is(effect));
      if (found) return draw(found.value as T, transaction.newDoc.length);
      return old.map(transaction.changes);
    },
    provide: (own) => EditorView.decorations.from(own),
  });

const symbolsField = field(setSymbols, coloured);
const litField = field(setLit, (places, length) =>
  sorted(places.flatMap((p) => (p.start < p.end && p.end <= length ? [LIT.range(p.start, p.end)] : []))),
);

/** Shows what the smallest expression under the pointer is; `viewOf` gives the answer to the text, if there is one. */
const told = (viewOf: (text: string) => View | undefined): Extension =>
  hoverTooltip((editor, at) => {
    const view = viewOf(editor.state.doc.toString());
    const around = view?.occurrences.filter(({ span }) => span.start <= at && at <= span.end) ?? [];
    const smallest = around.reduce<(typeof around)[number] | undefined>(
      (best, o) => (best && best.span.end - best.span.start <= o.span.end - o.span.start ? best : o),
      undefined,
    );
    const node = view?.nodes.find((n) => n.id === smallest?.node);
    if (!node || !smallest) return null;
    return {
      pos: smallest.span.start,
      end: smallest.span.end,
      above: true,
      create: () => {
        const dom = document.createElement("div");
        dom.className = "told-node";
        dom.textContent = [node.text, [node.shape, ...node.properties].join(" "), node.why]
          .filter((t) => t !== "")
          .join(" · ");
        return { dom };
      },
    };
  });

export const meaning = (viewOf: (text: string) => View | undefined): Extension => [
  symbolsField,
  litField,
  told(viewOf),
];
