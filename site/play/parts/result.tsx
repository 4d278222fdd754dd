/** The answer: the adjoint of every input, what its names stand for, the variation. */
import { Formula } from "../../components/formula.js";
import type { PrintedEquation, View } from "../../../src/explore/view.js";
import { About } from "./lit.js";
import { DERIVATIVES } from "./settings.js";
import { answered, diagnostics, second, stale, state } from "../store.js";

export function Equation({ equation }: { equation: PrintedEquation }) {
  const { left, right } = equation;
  return (
    <div class="equation" tabIndex={0} role="group" aria-label={`${left.text} = ${right.text}`}>
      <Formula
        display
        latex={`${left.latex} = ${right.latex}`}
        marked={`${left.marked} = ${right.marked}`}
        text={`${left.text} = ${right.text}`}
      />
    </div>
  );
}

function Where({ equations }: { equations: readonly PrintedEquation[] }) {
  return (
    <div class="where">
      <h3>where</h3>
      {equations.map((e) => (
        <Equation key={e.left.text} equation={e} />
      ))}
    </div>
  );
}

/** Jacobians and what is of second order, where such a form is chosen. */
function Second() {
  const outcome = second.value;
  if (outcome.kind === "none") return null;
  if (outcome.kind === "waiting") return <p class="note">deriving …</p>;
  if (outcome.kind === "failed") return <p class="note">None: {outcome.failure.diagnostics[0]!.message}</p>;
  const { derivatives, where, remarks } = outcome.value;
  return (
    <>
      {derivatives.map((e, i) => (
        <Equation key={i} equation={e} />
      ))}
      {where.length === 0 ? null : <Where equations={where} />}
      {remarks.map((r) => (
        <p key={r} class="note">
          {r}
        </p>
      ))}
    </>
  );
}

/** The adjoints, or the derivatives of the form that is chosen in their place: names that both introduce would clash. */
function Answer({ view }: { view: View }) {
  return (
    <>
      {second.value.kind === "none" ? (
        <First view={view} />
      ) : (
        <div class="second" aria-busy={second.value.kind === "waiting"}>
          <h3>{DERIVATIVES[state.value.form]}</h3>
          <Second />
        </div>
      )}
      {view.notes.map((n) => (
        <p key={n} class="note">
          Note: {n}
        </p>
      ))}
      <About />
      {view.cost === null ? null : (
        <p class="cost">
          forward {view.cost.forward} flops · backward {view.cost.backward} flops
        </p>
      )}
    </>
  );
}

function First({ view }: { view: View }) {
  return (
    <>
      <div class="adjoints">
        {view.gradients.length === 0 ? (
          <p class="note">Every input is constant, so there is nothing to derive.</p>
        ) : null}
        {view.gradients.map((e) => (
          <Equation key={e.left.text} equation={e} />
        ))}
      </div>
      {view.where.length === 0 ? null : <Where equations={view.where} />}
      <div class="variations">
        <h3>variation</h3>
        {view.variations.map((e) => (
          <Equation key={e.left.text} equation={e} />
        ))}
      </div>
    </>
  );
}

export function Result() {
  const found = answered.value;
  const empty = state.value.program.trim() === "";
  return (
    <section
      class={stale.value ? "result stale" : "result"}
      aria-label="Result"
      aria-busy={stale.value && diagnostics.value.length === 0 && !empty}
    >
      {found ? <Answer view={found.view} /> : null}
      {!found && empty ? (
        <p class="note">
          Type an expression such as <code>log(XᵀX + εI)</code>, or open an example.
        </p>
      ) : null}
      {!found && diagnostics.value.length > 0 ? (
        <p class="note">The program is not understood yet; see the messages.</p>
      ) : null}
    </section>
  );
}
