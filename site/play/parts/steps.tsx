/** The derivation line by line, each with the rule that was used and its source. */
import { Formula } from "../../components/formula.js";
import type { PassageView, StepView } from "../../../src/explore/view.js";
import { answered } from "../store.js";

function Line({ left, line }: { left: string | undefined; line: StepView }) {
  return (
    <li class="step">
      <div class="formula-line">
        <Formula display latex={`${left ?? "\\phantom{x}"} = ${line.formula.latex}`} text={`= ${line.formula.text}`} />
      </div>
      {line.reason === "" ? null : (
        <p class="reason">
          <span class="rule">{line.reason}</span>
          {line.citations.map((c) => (
            <cite key={c}>{c}</cite>
          ))}
        </p>
      )}
    </li>
  );
}

function Passage({ passage }: { passage: PassageView }) {
  return (
    <ol class={passage.answer ? "passage answer" : "passage"}>
      {passage.lines.map((line, i) => (
        <Line key={i} left={i === 0 ? passage.left.latex : undefined} line={line} />
      ))}
    </ol>
  );
}

export function Steps() {
  const view = answered.value?.view;
  if (!view) return <p class="note">No derivation yet.</p>;
  return (
    <div class="steps">
      {view.passages.map((p, i) => (
        <Passage key={i} passage={p} />
      ))}
    </div>
  );
}
