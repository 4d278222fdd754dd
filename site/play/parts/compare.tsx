/** Another program beside the one of the page: whether both compute the same, and where their formulas differ. */
import { useEffect, useRef } from "preact/hooks";
import { Formula } from "../../components/formula.js";
import type { Agreement } from "../../../src/explore/compare.js";
import type { Compared, Differing } from "../engine/protocol.js";
import { comparison, state, update } from "../store.js";
import { Heat, largestOf } from "./heat.js";
import { tint } from "./steps.js";

/** Rounding of two ways to compute the same stays below. */
const SAME = 1e-9;

const figure = (x: number): string => (x === 0 ? "0" : x.toExponential(1));

function Agreed({ what, agreement: { name, difference, first, second } }: { what: string; agreement: Agreement }) {
  const same = difference <= SAME;
  const both = [
    { ...first, name: "here" },
    { ...second, name: "there" },
  ];
  return (
    <li class={same ? "good" : "bad"}>
      <span aria-hidden="true">{same ? "✓" : "✗"}</span> {what} {name}: {same ? "the same" : "not the same"}, relative
      difference {figure(difference)}
      {same || first.data.length === 1 ? null : (
        <div class="heats">
          {both.map((v) => (
            <Heat key={v.name} values={v} largest={largestOf(both)} />
          ))}
        </div>
      )}
    </li>
  );
}

function Side({ differing, name }: { differing: Differing | undefined; name: string }) {
  const element = useRef<HTMLTableCellElement>(null);
  useEffect(() => tint(element.current, differing?.own ?? [], "own"), [differing]);
  if (!differing) return <td class="absent">none</td>;
  const { left, right } = differing.equation;
  return (
    <td ref={element} tabIndex={0} aria-label={`${name}: ${left.text} = ${right.text}`}>
      <Formula
        latex={`${left.latex} = ${right.latex}`}
        marked={`${left.marked} = ${right.marked}`}
        text={`${left.text} = ${right.text}`}
      />
    </td>
  );
}

function Found({ compared: { comparison: found, pairs } }: { compared: Compared }) {
  return (
    <>
      {typeof found === "string" ? (
        <p class="note">Not compared by numbers: {found}.</p>
      ) : (
        <>
          <ul class="agreements">
            {found.outputs.map((a) => (
              <Agreed key={a.name} what="value of" agreement={a} />
            ))}
            {found.gradients.map((a) => (
              <Agreed key={a.name} what="gradient of" agreement={a} />
            ))}
          </ul>
          <p class="note">
            At {found.points} random points, seed {found.seed}.
          </p>
        </>
      )}
      <table class="pairs">
        <thead>
          <tr>
            <th scope="col">here</th>
            <th scope="col">there</th>
          </tr>
        </thead>
        <tbody>
          {pairs.map(({ first, second }, i) => (
            <tr key={i}>
              <Side differing={first} name="here" />
              <Side differing={second} name="there" />
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

export function Compare() {
  const outcome = comparison.value;
  return (
    <div class="compare">
      <label for="other">Compare with</label>
      <textarea
        id="other"
        rows={4}
        spellcheck={false}
        autocomplete="off"
        value={state.value.other}
        onInput={(e) => update({ other: e.currentTarget.value })}
      />
      <div role="status" aria-label="Comparison">
        {outcome.kind === "waiting" ? <p class="note">comparing …</p> : null}
        {outcome.kind === "failed" ? <p class="not-read">not read: {outcome.failure.diagnostics[0]!.message}</p> : null}
        {outcome.kind === "done" ? <Found compared={outcome.value} /> : null}
      </div>
    </div>
  );
}
