/** A formula somebody else derived: is it right? */
import { Formula } from "../../components/formula.js";
import type { Values } from "../../../src/explore/curves.js";
import type { Verified } from "../engine/protocol.js";
import { state, update, verdict } from "../store.js";
import { Heat, largestOf } from "./heat.js";

const SIGN = { right: "✓", wrong: "✗", inconclusive: "?" } as const;

function Judgement({ verified }: { verified: Verified }) {
  const { verification: v, derived } = verified;
  const exactly = v.exact.outcome === "equal" ? "equal in exact arithmetic" : "";
  const error = Number.isFinite(v.relativeError) ? `relative error ${v.relativeError.toExponential(1)}` : "";
  return (
    <div class={`verdict ${v.verdict}`}>
      <p>
        <b>
          <span aria-hidden="true">{SIGN[v.verdict]} </span>
          {v.verdict}
        </b>
        {[v.reason, v.cause?.message ?? "", exactly, error].filter((t) => t !== "").map((t) => ` · ${t}`)}
      </p>
      {v.verdict === "wrong" ? <Evidence verified={verified} /> : null}
      {v.verdict === "wrong" && derived ? (
        <p class="derived">
          <Formula {...derived} />
        </p>
      ) : null}
    </div>
  );
}

function Evidence({ verified: { verification: v, cotangent } }: { verified: Verified }) {
  const c = v.counterExample;
  return (
    <ul>
      {c ? (
        <li>
          entry ({c.row}, {c.column}) of {cotangent ?? "the derivative"} is {c.derived.toPrecision(6)}; the claim gives{" "}
          {c.claimed.toPrecision(6)}
        </li>
      ) : null}
      {v.values === undefined ? null : (
        <li>
          <Compared values={v.values} />
        </li>
      )}
      {v.terms?.claimed === undefined ? null : (
        <li>
          only in the claim: <code>{v.terms.claimed}</code>
        </li>
      )}
      {v.terms?.derived === undefined ? null : (
        <li>
          missing in the claim: <code>{v.terms.derived}</code>
        </li>
      )}
    </ul>
  );
}

/** Both formulas at the point of the counter-example, in one scale of colours. */
function Compared({ values: { derived, claimed } }: { values: NonNullable<Verified["verification"]["values"]> }) {
  const drawn = (name: string, m: typeof derived): Values => ({ name, rows: m.rows, cols: m.cols, data: [...m.data] });
  const both = [drawn("derived", derived), drawn("claimed", claimed)];
  if (both.every((v) => v.data.length === 1)) return null;
  const largest = largestOf(both);
  return (
    <div class="heats">
      {both.map((v) => (
        <Heat key={v.name} values={v} largest={largest} />
      ))}
    </div>
  );
}

export function Claim() {
  const outcome = verdict.value;
  return (
    <section class="claim" aria-label="Claim">
      <label for="claim">Formula to check</label>
      <input
        id="claim"
        type="text"
        value={state.value.claim}
        placeholder="2X sym(Ȳ)"
        spellcheck={false}
        autocomplete="off"
        onInput={(e) => update({ claim: e.currentTarget.value })}
      />
      <div role="status" aria-label="Verdict">
        {outcome.kind === "waiting" ? <p class="note">comparing …</p> : null}
        {outcome.kind === "done" ? <Judgement verified={outcome.value} /> : null}
        {outcome.kind === "failed" ? <p class="not-read">not read: {outcome.failure.diagnostics[0]!.message}</p> : null}
      </div>
    </section>
  );
}
