/** The expression under the pointer: the same one lights up everywhere, and a line says what it is. */
import { computed, effect, signal } from "@preact/signals";
import { answered } from "../store.js";

export const lit = signal<number | undefined>(undefined);

export const litNode = computed(() => {
  const id = lit.value;
  return id === undefined ? undefined : answered.value?.view.nodes.find((n) => n.id === id);
});

/** The number of the innermost expression that an element shows. */
export function numberAt(target: EventTarget | null): number | undefined {
  const element = target instanceof Element ? target.closest("[data-n]") : null;
  // The other program of a comparison has numbers of its own.
  if (!element || element.closest(".pairs td:last-child")) return undefined;
  return Number(element.getAttribute("data-n"));
}

effect(() => {
  const id = lit.value;
  for (const other of document.querySelectorAll(".lit")) other.classList.remove("lit");
  if (id === undefined) return;
  for (const same of document.querySelectorAll(`[data-n="${String(id)}"]`)) {
    if (!same.closest(".pairs td:last-child")) same.classList.add("lit");
  }
});

export function About() {
  const node = litNode.value;
  return (
    <p class="about" aria-live="off">
      {node ? (
        <>
          <code>{node.text}</code> {[node.shape, ...node.properties].join(" ")}
          {node.why === "" ? null : <span> · {node.why}</span>}
        </>
      ) : (
        <span>Point at a part of a formula to see what it is and where else it stands.</span>
      )}
    </p>
  );
}
