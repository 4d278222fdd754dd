/** What the page knows: the state of the address, the last answer, the last messages. Everything shown follows from it. */
import { batch, computed, effect, signal } from "@preact/signals";
import type { CheckReport, Diagnostic, ProgramSymbol, View } from "../../src/index.js";
import EngineWorker from "./engine/worker.ts?worker";
import { Engine, EngineFailure, Superseded } from "./engine/client.js";
import { isSecondForm } from "../../src/emit-kinds.js";
import type { SecondView } from "../../src/explore/second.js";
import type { Compared, Emitted, Failure, Target, Verified } from "./engine/protocol.js";
import { EMPTY, decodeState, encodeState, type State, type Tab } from "./state.js";
import { FIRST } from "./examples.js";

/** A keystroke is answered when none has followed for so long, in milliseconds. */
const PAUSE = 20;

/** The check takes longer than the answer; it waits until nobody types, so that no keystroke waits for it. */
const REST = 250;

export const engine = new Engine(() => new EngineWorker({ name: "engine" }));

export const state = signal<State>(decodeState(location.hash) ?? { ...EMPTY, program: FIRST });

export interface Answered {
  readonly source: string;
  readonly notation: string;
  readonly view: View;
  readonly symbols: readonly ProgramSymbol[];
}

/** The last program that was understood; it stays while the next one is being typed. */
export const answered = signal<Answered | undefined>(undefined);
export const failure = signal<Failure | undefined>(undefined);
export const diagnostics = computed<readonly Diagnostic[]>(() => failure.value?.diagnostics ?? []);
/** Whether the shown answer is not that of the text. */
export const stale = computed(() => failure.value !== undefined || answered.value?.source !== state.value.program);

export type Outcome<T> =
  | { readonly kind: "none" }
  | { readonly kind: "waiting" }
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "failed"; readonly failure: Failure };

const NONE = { kind: "none" } as const;
const WAITING = { kind: "waiting" } as const;

export const checked = signal<Outcome<CheckReport>>(NONE);
export const verdict = signal<Outcome<Verified>>(NONE);
export const comparison = signal<Outcome<Compared>>(NONE);
export const emittedText = signal<{ readonly tab: Tab; readonly outcome: Outcome<Emitted> }>({
  tab: EMPTY.tab,
  outcome: NONE,
});

/** The derivatives of the form that is chosen, where it is not that of the answer. */
export const second = signal<Outcome<SecondView>>(NONE);

/** The answer once it has been painted: what takes long to draw follows it. */
export const painted = signal<Answered | undefined>(undefined);

function followPaint(): () => void {
  const found = answered.value;
  let ended = false;
  let timer = 0;
  const show = (): void => {
    clearTimeout(timer);
    if (!ended) painted.value = found;
    ended = true;
  };
  // No frame comes in a tab that is not looked at.
  timer = setTimeout(show, 100) as unknown as number;
  const frame = requestAnimationFrame(() => setTimeout(show));
  return () => {
    ended = true;
    clearTimeout(timer);
    cancelAnimationFrame(frame);
  };
}

/** Where a place of the text is after a change of it; undefined where the change took it away. */
export type Moved = (span: Diagnostic["span"]) => Diagnostic["span"] | undefined;

/** The text was changed in the editor. What messages are about moves with it; those whose place is gone go, too. */
export function typed(text: string, moved: Moved): void {
  batch(() => {
    const before = failure.peek();
    if (before) {
      const kept = before.diagnostics.flatMap((d) => {
        const span = d.source || before.source ? undefined : moved(d.span);
        return span ? [{ ...d, span }] : [];
      });
      failure.value = kept.length > 0 ? { ...before, diagnostics: kept } : undefined;
    }
    update({ program: text });
  });
}

export function update(change: Partial<State>): void {
  state.value = { ...state.value, ...change };
}

/** Runs a question and hands on what becomes of it, unless a later one has taken its place. */
async function outcomeOf<T>(question: Promise<T>, take: (outcome: Outcome<T>) => void): Promise<void> {
  try {
    take({ kind: "done", value: await question });
  } catch (error) {
    if (error instanceof Superseded) return;
    if (error instanceof EngineFailure) take({ kind: "failed", failure: error.failure });
    else throw error;
  }
}

async function deriveNow(source: string, notation: string): Promise<void> {
  if (source.trim() === "") {
    batch(() => {
      answered.value = failure.value = undefined;
      checked.value = verdict.value = NONE;
    });
    return;
  }
  await outcomeOf(engine.ask<"derive">({ kind: "derive", source, notation }), (outcome) => {
    batch(() => {
      failure.value = outcome.kind === "failed" ? outcome.failure : undefined;
      if (outcome.kind === "done") answered.value = { source, notation, ...outcome.value };
    });
  });
}

/** `m=6, n=4` as numbers; what cannot be read is left out. */
export function sizesOf(text: string): Record<string, number> {
  const pairs = [...text.matchAll(/([^\s,;=]+)\s*=\s*(\d+)/gu)].map(([, name, size]) => [name!, Number(size)] as const);
  return Object.fromEntries(pairs.filter(([, size]) => size > 0 && size <= 64));
}

export const program = computed(() => state.value.program);
/** The program whose answer is shown, once it is that of the text. */
export const understood = computed(() => (stale.value ? undefined : answered.value?.source));

/** Follows the state: derives after a pause, then checks, prints the open tab, judges the claim. */
export function start(): void {
  let timer = 0;
  let first = true;
  effect(() => {
    const source = program.value;
    const signs = notation.value;
    clearTimeout(timer);
    timer = setTimeout(() => void deriveNow(source, signs), first ? 0 : PAUSE) as unknown as number;
    first = false;
  });
  effect(followPaint);
  effect(followOpenTab);
  effect(followForm);
  effect(followClaim);
  effect(followOther);
  effect(followCheck);
  effect(keepAddress);
  addEventListener("hashchange", () => {
    const found = decodeState(location.hash);
    if (found && encodeState(found) !== encodeState(state.peek())) state.value = found;
  });
}

const checkInput = computed(() => `${state.value.seed} ${state.value.sizes}`);
/** Seed and sizes, which change when they do and not with the rest of the state. */
const numbers = computed(() => (void checkInput.value, state.peek()));

function followCheck(): (() => void) | undefined {
  const source = understood.value;
  void checkInput.value;
  if (source === undefined) {
    if (checked.peek().kind === "waiting") checked.value = NONE;
    return undefined;
  }
  const { sizes, seed } = state.peek();
  checked.value = WAITING;
  const timer = setTimeout(() => {
    const question = engine.ask<"check">({ kind: "check", source, sizes: sizesOf(sizes), seed });
    void outcomeOf(question, (outcome) => (checked.value = outcome));
  }, REST);
  return () => clearTimeout(timer);
}

const TARGETS: readonly Target[] = ["steps", "latex", "ts", "numpy", "torch", "jax", "json", "markdown"];
const tab = computed(() => state.value.tab);
const form = computed(() => state.value.form);
const notation = computed(() => state.value.notation);

function followOpenTab(): void {
  const source = understood.value;
  const open = tab.value;
  const wanted = form.value;
  const signs = notation.value;
  const target = TARGETS.find((t) => t === open);
  if (source === undefined || target === undefined) return;
  emittedText.value = { tab: open, outcome: WAITING };
  const question = engine.ask<"emit">({ kind: "emit", source, target, form: wanted, notation: signs });
  void outcomeOf(question, (outcome) => (emittedText.value = { tab: open, outcome }));
}

function followForm(): void {
  const source = understood.value;
  const wanted = form.value;
  const signs = notation.value;
  if (!isSecondForm(wanted)) second.value = NONE;
  if (source === undefined || !isSecondForm(wanted)) return;
  second.value = WAITING;
  const question = engine.ask<"second">({ kind: "second", source, form: wanted, notation: signs });
  void outcomeOf(question, (outcome) => (second.value = outcome));
}

const claim = computed(() => state.value.claim.trim());

function followClaim(): void {
  const source = understood.value;
  const text = claim.value;
  if (text === "") verdict.value = NONE;
  if (source === undefined || text === "") return;
  verdict.value = WAITING;
  const question = engine.ask<"verify">({ kind: "verify", source, claim: text, seed: state.peek().seed });
  void outcomeOf(question, (outcome) => (verdict.value = outcome));
}

const other = computed(() => (tab.value === "compare" ? state.value.other.trim() : ""));

function followOther(): void {
  const source = understood.value;
  const text = other.value;
  const signs = notation.value;
  const [seed, sizes] = [numbers.value.seed, sizesOf(numbers.value.sizes)];
  if (text === "") comparison.value = NONE;
  if (source === undefined || text === "") return;
  comparison.value = WAITING;
  const question = engine.ask<"compare">({ kind: "compare", source, other: text, sizes, seed, notation: signs });
  void outcomeOf(question, (outcome) => (comparison.value = outcome));
}

/** The address says what the page shows; typing does not fill the history. */
function keepAddress(): void {
  const hash = `#${encodeState(state.value)}`;
  if (hash !== location.hash) history.replaceState(null, "", hash);
}

/** Opens another program: a place in the history of its own. */
export function open(next: Partial<State>): void {
  const opened = { ...EMPTY, tab: state.peek().tab, ...next };
  history.pushState(null, "", `#${encodeState(opened)}`);
  state.value = opened;
}
