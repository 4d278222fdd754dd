/** The signs that formulas are written with, as the command's `--notation` has them; sizes and seed of numbers. */
import type { Form } from "../../../src/emit-kinds.js";
import { signsOf } from "../engine/notation.js";
import { state, update } from "../store.js";

interface Choice {
  readonly title: string;
  /** Names of signs and how they look; the first is the default, which has no name. */
  readonly signs: readonly (readonly [name: string, look: string])[];
}

const CHOICES: readonly Choice[] = [
  { title: "Adjoint", signs: [["", "X̄"], ["partial", "∂L/∂X"], ["nabla", "∇_X L"]] },
  { title: "Differential", signs: [["", "dX"], ["upright", "d upright"]] },
  { title: "Transpose", signs: [["", "X⊤"], ["T", "Xᵀ"]] },
  { title: "Entrywise product", signs: [["", "A ∘ B"], ["odot", "A ⊙ B"]] },
  { title: "Inner product", signs: [["", "A : B"], ["trace", "tr(AᵀB)"], ["angle", "⟨A, B⟩"]] },
]; // prettier-ignore

const NAMES = CHOICES.map(({ signs }) => signs.map(([name]) => name));

function choose(index: number, name: string): void {
  const given = signsOf(state.peek().notation);
  const kept = NAMES.map((names, i) => (i === index ? name : (names.find((n) => n !== "" && given.includes(n)) ?? "")));
  update({ notation: kept.filter((n) => n !== "").join(",") });
}

function Notation() {
  const given = signsOf(state.value.notation);
  return (
    <div class="notation" role="group" aria-label="Notation">
      <Derivative />
      {CHOICES.map(({ title, signs }, index) => (
        <label key={title}>
          <span class="unseen">{title}</span>
          <select
            title={title}
            value={signs.find(([name]) => name !== "" && given.includes(name))?.[0] ?? ""}
            onChange={(e) => choose(index, e.currentTarget.value)}
          >
            {signs.map(([name, look]) => (
              <option key={name} value={name}>
                {look}
              </option>
            ))}
          </select>
        </label>
      ))}
    </div>
  );
}

/** What the forms of the answer are called. */
export const DERIVATIVES: Readonly<Record<Form, string>> = {
  adjoint: "adjoint",
  variation: "variation",
  jacobian: "Jacobian",
  hessian: "Hessian",
  hvp: "Hessian · vector",
  "gauss-newton": "Gauss–Newton",
};

/** Named by itself: a label around it would take its choices for a part of the name. */
function Derivative() {
  return (
    <select
      aria-label="Derivative"
      title="Derivative"
      value={state.value.form}
      onChange={(e) => update({ form: e.currentTarget.value as Form })}
    >
      {Object.entries(DERIVATIVES).map(([form, title]) => (
        <option key={form} value={form}>
          {title}
        </option>
      ))}
    </select>
  );
}

function Numbers() {
  return (
    <div class="numbers-at" role="group" aria-label="Numbers">
      <label>
        Sizes{" "}
        <input
          class="sizes"
          value={state.value.sizes}
          placeholder="m=6, n=4"
          spellcheck={false}
          onChange={(e) => update({ sizes: e.currentTarget.value })}
        />
      </label>
      <label>
        Seed{" "}
        <input
          type="number"
          min="0"
          value={state.value.seed}
          onChange={(e) => update({ seed: Math.max(0, Math.trunc(Number(e.currentTarget.value) || 0)) })}
        />
      </label>
      <button type="button" class="small" onClick={() => update({ seed: state.peek().seed + 1 })}>
        Another seed
      </button>
    </div>
  );
}

/** On phones the answer comes first, and the settings open on demand. */
const wide = matchMedia("(min-width: 941px)");

export function Settings() {
  return (
    <section aria-label="Settings">
      <details class="settings" open={wide.matches}>
        <summary>Derivative, notation, sizes, seed</summary>
        <div>
          <Notation />
          <Numbers />
        </div>
      </details>
    </section>
  );
}
