/** The answer: the adjoint of every input, what its names stand for, the variation. */
import { Formula } from "../../components/formula.js";
import type { PrintedEquation, View } from "../../../src/explore/view.js";
import { About } from "./lit.js";
import { answered, diagnostics, stale, state } from "../store.js";

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

function Answer({ view }: { view: View }) {
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
      {view.where.length === 0 ? null : (
        <div class="where">
          <h3>where</h3>
          {view.where.map((e) => (
            <Equation key={e.left.text} equation={e} />
          ))}
        </div>
      )}
      <div class="variations">
        <h3>variation</h3>
        {view.variations.map((e) => (
          <Equation key={e.left.text} equation={e} />
        ))}
      </div>
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
