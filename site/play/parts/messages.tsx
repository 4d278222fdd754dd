/** What the engine says of the text, as a list; the same places are marked in the program. */
import type { Diagnostic } from "../../../src/index.js";
import { diagnostics, engine, failure, state, update } from "../store.js";
import { placeOf, repairOf } from "./places.js";

function Message({ diagnostic }: { diagnostic: Diagnostic }) {
  const program = state.value.program;
  const elsewhere = diagnostic.source ?? failure.value?.source;
  const text = elsewhere?.text ?? program;
  const { line, column, before, marked, after } = placeOf(text, diagnostic.span);
  const repair = elsewhere ? undefined : repairOf(diagnostic, program);
  return (
    <li>
      <p class="message">
        <strong>{diagnostic.message}</strong>
        <span class="place">
          line {line}, column {column} · <code>{diagnostic.code}</code>
        </span>
      </p>
      {marked === "" && before === "" && after === "" ? null : (
        <pre class="excerpt">
          {before}
          <mark>{marked === "" ? " " : marked}</mark>
          {after}
        </pre>
      )}
      {(diagnostic.related ?? []).map((r) => (
        <p class="related" key={r.message}>
          {r.message}
        </p>
      ))}
      {diagnostic.hint === undefined ? null : (
        <p class="hint">
          {diagnostic.hint}{" "}
          {repair === undefined ? null : (
            <button type="button" class="small" onClick={() => update({ program: repair })}>
              Apply
            </button>
          )}
        </p>
      )}
    </li>
  );
}

export function Messages() {
  const list = diagnostics.value;
  return (
    <section class="messages" aria-label="Messages" data-count={list.length}>
      <div aria-live="polite">
        {list.length === 0 ? null : (
          <ul>
            {list.map((d, i) => (
              <Message key={`${d.code} ${i}`} diagnostic={d} />
            ))}
          </ul>
        )}
      </div>
      {engine.slow.value ? (
        <p class="slow" role="status">
          The engine is still at work.{" "}
          <button type="button" class="small" onClick={() => engine.cancel()}>
            Cancel
          </button>
        </p>
      ) : null}
    </section>
  );
}
