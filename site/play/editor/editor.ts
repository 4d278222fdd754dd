/** The program's editor: CodeMirror with the engine's messages as marks in the text. */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { setDiagnostics, type Diagnostic as Mark } from "@codemirror/lint";
import { EditorState, type ChangeSet, type TransactionSpec } from "@codemirror/state";
import { EditorView, keymap, placeholder } from "@codemirror/view";
import type { Completions, Diagnostic, ProgramSymbol, View } from "../../../src/index.js";
import type { Moved } from "../store.js";
import { abbreviations, words } from "./abbreviations.js";
import { meaning, setLit, setSymbols } from "./meaning.js";

export interface EditorOptions {
  readonly parent: HTMLElement;
  readonly text: string;
  readonly changed: (text: string, moved: Moved) => void;
  readonly complete: (text: string, offset: number) => Promise<Completions>;
  /** The answer to a text, where it is the one that is shown. */
  readonly viewOf: (text: string) => View | undefined;
}

const ATTRIBUTES = {
  id: "program",
  "aria-label": "Program",
  "aria-multiline": "true",
  spellcheck: "false",
  autocapitalize: "off",
  autocorrect: "off",
};

/** Places follow a change that leaves them whole. */
const movedBy =
  (changes: ChangeSet): Moved =>
  ({ start, end }) => {
    if (end > changes.length || changes.touchesRange(start, Math.max(start, end - 1)) !== false) return undefined;
    return { start: changes.mapPos(start, 1), end: changes.mapPos(end, -1) };
  };

export class Editor {
  readonly view: EditorView;

  constructor({ parent, text, changed, complete, viewOf }: EditorOptions) {
    const extensions = [
      history(),
      closeBrackets(),
      autocompletion({ override: [abbreviations, words(complete)], icons: false }),
      meaning(viewOf),
      keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap]),
      placeholder("log(XᵀX + εI)"),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of(ATTRIBUTES),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) changed(update.state.doc.toString(), movedBy(update.changes));
      }),
    ];
    this.view = new EditorView({ parent, state: EditorState.create({ doc: text, extensions }) });
  }

  /** Shows a text that was not typed here. */
  set(text: string): void {
    const doc = this.view.state.doc;
    if (doc.toString() === text) return;
    this.view.dispatch({ changes: { from: 0, to: doc.length, insert: text } });
  }

  colour(symbols: readonly ProgramSymbol[]): void {
    this.#show({ effects: setSymbols.of(symbols) });
  }

  light(places: readonly Diagnostic["span"][]): void {
    this.#show({ effects: setLit.of(places) });
  }

  insert(text: string): void {
    const { from, to } = this.view.state.selection.main;
    this.view.dispatch({ changes: { from, to, insert: text }, selection: { anchor: from + text.length } });
    this.view.focus();
  }

  /** Marks the places that messages are about; what is about another text has no place here. */
  mark(diagnostics: readonly Diagnostic[]): void {
    const { length } = this.view.state.doc;
    const marks = diagnostics.flatMap((d): Mark[] => {
      if (d.source || d.span.start > length) return [];
      const to = Math.min(d.span.end, length);
      return [{ from: Math.min(d.span.start, to), to, severity: "error", message: d.message }];
    });
    this.#show(setDiagnostics(this.view.state, marks));
  }

  /** Changes what is shown, not the text. A selection that the editor has not heard of yet would be undone by that. */
  #show(spec: TransactionSpec): void {
    const { view } = this;
    const { anchorNode, anchorOffset, focusNode, focusOffset } = document.getSelection() ?? {};
    const inside = (node: Node | null | undefined): node is Node => !!node && view.contentDOM.contains(node);
    if (view.hasFocus && !view.composing && inside(anchorNode) && inside(focusNode)) {
      const anchor = view.posAtDOM(anchorNode, anchorOffset);
      const head = view.posAtDOM(focusNode, focusOffset);
      const { main } = view.state.selection;
      if (anchor !== main.anchor || head !== main.head) view.dispatch({ selection: { anchor, head } });
    }
    view.dispatch(spec);
  }
}
