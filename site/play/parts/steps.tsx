/** The derivation line by line, each with the rule that was used and its source. */
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Formula } from "../../components/formula.js";
import type { PassageView, Printed, StepView } from "../../../src/explore/view.js";
import { engine, painted } from "../store.js";

/** The line that is looked at: its changes are tinted. */
const current = signal<StepView | undefined>(undefined);

/** A line, and the formula before it. */
interface Shown {
  readonly step: StepView;
  readonly before: Printed;
}

/** Sets a class on the parts that show some expressions. */
export function tint(element: HTMLElement | null, numbers: readonly number[], name: string): void {
  for (const old of element?.querySelectorAll(`.${name}`) ?? []) old.classList.remove(name);
  for (const n of numbers) {
    for (const part of element?.querySelectorAll(`[data-n="${String(n)}"]`) ?? []) part.classList.add(name);
  }
}

/** `j` and `k` move as the arrows do. */
const MOVES: Readonly<Record<string, 1 | -1>> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

function moved(event: KeyboardEvent, step: StepView): void {
  if (event.target !== event.currentTarget) return;
  if (event.key === "Enter") toggled(step);
  const move = MOVES[event.key];
  if (move === undefined) return;
  event.preventDefault();
  const all = [...document.querySelectorAll<HTMLElement>(".steps .step")];
  all[all.indexOf(event.currentTarget as HTMLElement) + move]?.focus();
}

function Line({ left, shown: { step } }: { left: Printed | undefined; shown: Shown }) {
  const item = useRef<HTMLLIElement>(null);
  const active = current.value === step;
  useEffect(() => {
    tint(item.current, active ? step.focus.enters : [], "enters");
    const before = item.current?.previousElementSibling;
    if (before instanceof HTMLElement) tint(before, active ? step.focus.leaves : [], "leaves");
  }, [active]);
  const { formula } = step;
  const name = left ?? { text: "", latex: "\\hphantom{dL}", marked: "\\hphantom{dL}" };
  return (
    <li
      class={active ? "step active" : "step"}
      ref={item}
      tabIndex={0}
      aria-label={`${name.text} = ${formula.text}${step.reason === "" ? "" : `, by ${step.reason}`}`}
      onFocus={() => (current.value = step)}
      onMouseEnter={() => (current.value = step)}
      onKeyDown={(e) => moved(e, step)}
    >
      <div class="formula-line">
        <Formula
          display
          latex={`${name.latex} = ${formula.latex}`}
          marked={`${name.marked} = ${formula.marked}`}
          text={`${name.text} = ${formula.text}`}
        />
      </div>
      <Reason step={step} />
      <RuleText step={step} />
    </li>
  );
}

/** The rule whose text is open. */
const open = signal<{ readonly step: StepView; readonly name: string } | undefined>(undefined);
const isOpen = (step: StepView, name: string): boolean => open.value?.step === step && open.value.name === name;

function RuleText({ step }: { step: StepView }) {
  const rule = step.using.find((r) => isOpen(step, r.name));
  if (!rule) return null;
  return (
    <div class="rule-text">
      <pre tabIndex={0} aria-label={`The rule ${rule.name}`}>
        {rule.text}
      </pre>
      <a href={`../docs/rules/${rule.file}#${rule.name}`}>{rule.name} in the reference</a>
    </div>
  );
}

/** Enter opens the text of the line's rule, and closes it. */
function toggled(step: StepView): void {
  const first = step.using.find((r) => r.text !== "");
  if (first) open.value = isOpen(step, first.name) ? undefined : { step, name: first.name };
}

function Reason({ step }: { step: StepView }) {
  if (step.reason === "") return null;
  return (
    <p class="reason">
      {step.using.map(({ name, text }) =>
        text === "" ? (
          <span key={name} class="rule">
            {name}
          </span>
        ) : (
          <button
            key={name}
            type="button"
            class="rule"
            aria-expanded={isOpen(step, name)}
            onClick={() => (open.value = isOpen(step, name) ? undefined : { step, name })}
          >
            {name}
          </button>
        ),
      )}
      {step.using.length === 0 ? <span class="rule">{step.reason}</span> : null}
      {step.citations.map((c) => (
        <cite key={c}>{c}</cite>
      ))}
    </p>
  );
}

function Passage({ passage }: { passage: PassageView }) {
  return (
    <ol class={passage.answer ? "passage answer" : "passage"}>
      {passage.lines.map((step, i) => (
        <Line
          key={i}
          left={i === 0 ? passage.left : undefined}
          shown={{ step, before: passage.lines[i - 1]?.formula ?? passage.left }}
        />
      ))}
    </ol>
  );
}

export function Steps() {
  const view = painted.value?.view;
  if (!view) return <p class="note">{engine.slow.value ? "The engine is at work." : "No derivation yet."}</p>;
  return (
    <div class="steps">
      {view.passages.map((p, i) => (
        <Passage key={i} passage={p} />
      ))}
    </div>
  );
}
