/** The text box of the program, with signs that keyboards lack. */
import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Editor } from "../editor/editor.js";
import { answered, diagnostics, engine, program, stale, typed } from "../store.js";
import { lit } from "./lit.js";

const SIGNS = ["ᵀ", "⁻¹", "²", "∘", "⊗", "‖", "·", "×", "Σ", "Λ", "λ", "ε", "σ", "𝟏"];

export function ProgramEditor() {
  const parent = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor>(undefined);
  useEffect(() => {
    const made = new Editor({
      parent: parent.current!,
      text: program.peek(),
      changed: typed,
      complete: (source, offset) => engine.ask<"complete">({ kind: "complete", source, offset }),
      viewOf: (text) => (answered.peek()?.source === text ? answered.peek()?.view : undefined),
    });
    editor.current = made;
    const ends = [
      effect(() => made.set(program.value)),
      effect(() => made.mark(diagnostics.value)),
      effect(() => {
        if (!stale.value) made.colour(answered.value?.symbols ?? []);
      }),
      effect(() => {
        const node = stale.value ? undefined : lit.value;
        const places = node === undefined ? [] : (answered.value?.view.occurrences ?? []);
        made.light(places.filter((o) => o.node === node).map((o) => o.span));
      }),
    ];
    return () => {
      for (const end of ends) end();
      made.view.destroy();
    };
  }, []);
  return (
    <div class="program">
      <div class="editor" ref={parent} />
      <div class="signs" role="toolbar" aria-label="Signs">
        {SIGNS.map((sign) => (
          <button
            key={sign}
            type="button"
            tabIndex={-1}
            onMouseDown={(e) => e.preventDefault()}
            onClick={() => editor.current?.insert(sign)}
          >
            {sign}
          </button>
        ))}
      </div>
    </div>
  );
}
