/** The answer in every form that the command prints. */
import { signal } from "@preact/signals";
import type { Mark } from "../../../src/language/print/print.js";
import { isSecondForm } from "../../../src/emit-kinds.js";
import { TABS, type Tab } from "../state.js";
import { answered, comparison, emittedText, painted, stale, state, update } from "../store.js";
import { Compare } from "./compare.js";
import { Graph } from "./graph.js";
import { Plots } from "./plots.js";
import { Steps } from "./steps.js";

const TITLES: Readonly<Record<Tab, string>> = {
  steps: "Steps",
  latex: "LaTeX",
  ts: "TypeScript",
  numpy: "NumPy",
  torch: "PyTorch",
  jax: "JAX",
  json: "JSON",
  graph: "Graph",
  plots: "Plots",
  markdown: "Markdown",
  compare: "Compare",
};

const told = signal("");

/** The text of the open tab, which Copy and Download take. */
function textOf(tab: Tab): { readonly text: string; readonly file: string } | undefined {
  const { tab: of, outcome } = emittedText.value;
  if (of !== tab || outcome.kind !== "done" || stale.value) return undefined;
  return "text" in outcome.value ? outcome.value : undefined;
}

async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  told.value = "On the clipboard.";
  setTimeout(() => (told.value = ""), 2500);
}

function download(text: string, file: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = file;
  link.click();
  URL.revokeObjectURL(link.href);
}

function moved(event: KeyboardEvent, at: number): void {
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: at + 1,
    ArrowLeft: at - 1,
    Home: 0,
    End: TABS.length - 1,
  };
  const to = steps[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const tab = TABS[(to + TABS.length) % TABS.length]!;
  update({ tab });
  document.getElementById(`tab-${tab}`)?.focus();
}

/** The text in parts: those that stand for an expression light up with it. */
function marked(text: string, marks: readonly Mark[]) {
  const parts: (string | preact.JSX.Element)[] = [];
  let at = 0;
  for (const { start, end, node } of marks) {
    if (start < at) continue;
    parts.push(text.slice(at, start), <span data-n={node}>{text.slice(start, end)}</span>);
    at = end;
  }
  return [...parts, text.slice(at)];
}

function TextPanel({ tab }: { tab: Tab }) {
  const { tab: of, outcome } = emittedText.value;
  if (of !== tab || outcome.kind === "none" || outcome.kind === "waiting") return <p class="note">…</p>;
  if (outcome.kind === "failed") return <p class="note">{outcome.failure.diagnostics[0]!.message}</p>;
  if ("unavailable" in outcome.value) {
    return <p class="note">not available for this program: {outcome.value.unavailable}</p>;
  }
  return (
    <pre class="code" tabIndex={0} aria-label={TITLES[tab]}>
      {marked(outcome.value.text, outcome.value.marks)}
    </pre>
  );
}

function Panel({ tab }: { tab: Tab }) {
  if (tab === "steps") return isSecondForm(state.value.form) ? <TextPanel tab={tab} /> : <Steps />;
  if (tab === "plots") return <Plots />;
  if (tab === "compare") return <Compare />;
  return tab === "graph" ? <Graph /> : <TextPanel tab={tab} />;
}

/** Whether what is shown is not yet what belongs to the answer. */
function busy(tab: Tab): boolean {
  if (stale.value) return true;
  if (tab === "compare") return comparison.value.kind === "waiting";
  if (tab === "plots" || tab === "graph") return painted.value !== answered.value;
  const { tab: of, outcome } = emittedText.value;
  return of !== tab || outcome.kind === "waiting" || (tab === "steps" && painted.value !== answered.value);
}

export function Tabs() {
  const current = state.value.tab;
  const text = textOf(current);
  return (
    <section class={stale.value ? "outputs stale" : "outputs"} aria-label="Outputs">
      <div class="tabbar">
        <div role="tablist" aria-label="Forms of the answer">
          {TABS.map((tab, i) => (
            <button
              key={tab}
              type="button"
              role="tab"
              id={`tab-${tab}`}
              aria-selected={tab === current}
              aria-controls="panel"
              tabIndex={tab === current ? 0 : -1}
              onClick={() => update({ tab })}
              onKeyDown={(e) => moved(e, i)}
            >
              {TITLES[tab]}
            </button>
          ))}
        </div>
        <div class="actions">
          <span class="told" aria-live="polite">
            {told.value}
          </span>
          <button type="button" class="small" disabled={!text} onClick={() => text && void copy(text.text)}>
            Copy
          </button>
          <button type="button" class="small" disabled={!text} onClick={() => text && download(text.text, text.file)}>
            Download
          </button>
        </div>
      </div>
      <div role="tabpanel" id="panel" aria-labelledby={`tab-${current}`} aria-busy={busy(current)}>
        <Panel tab={current} />
      </div>
    </section>
  );
}
