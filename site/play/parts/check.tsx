/** The check of the answer: three comparisons with their figures, and what they do not say. */
import type { CheckReport } from "../../../src/index.js";
import { checked } from "../store.js";

const figure = (x: number): string => (Number.isFinite(x) ? x.toExponential(1) : "–");

interface Rung {
  readonly name: string;
  readonly good: boolean | undefined;
  readonly value: string;
}

function rungs(report: CheckReport): Rung[] {
  const { exact, adjoint, finiteDifference, complexStep } = report;
  return [
    {
      name: "exact",
      good: exact.verdict === "passed" ? true : exact.verdict === "failed" ? false : undefined,
      value: exact.verdict === "passed" ? `${exact.steps} steps` : exact.verdict,
    },
    { name: "adjoint = variation", good: adjoint <= 1e-12, value: figure(adjoint) },
    { name: "differences", good: finiteDifference <= 1e-7, value: figure(finiteDifference) },
    {
      name: "complex step",
      good: typeof complexStep === "number" ? complexStep <= 1e-9 : undefined,
      value: typeof complexStep === "number" ? figure(complexStep) : "not applicable",
    },
  ];
}

const mark = (good: boolean | undefined): string => (good === undefined ? "–" : good ? "✓" : "✗");

function Report({ report }: { report: CheckReport }) {
  const shapes = report.shapes
    .map((s) =>
      Object.entries(s)
        .map(([n, k]) => `${n} = ${k}`)
        .join(", "),
    )
    .join("; ");
  return (
    <>
      <ul class="rungs">
        {rungs(report).map((r) => (
          <li key={r.name} class={r.good === false ? "bad" : r.good === true ? "good" : "open"}>
            <span aria-hidden="true">{mark(r.good)}</span> {r.name} <b>{r.value}</b>
          </li>
        ))}
      </ul>
      <details>
        <summary>
          Check: {report.verdict}
          {report.reason === "" ? "" : ` (${report.reason})`}
        </summary>
        <p>
          {report.trials} random points and directions, seed {report.seed}
          {shapes === "" ? "" : `, sizes ${shapes}`}. Not tested: {report.untested.join("; ")}.
          {report.exact.reason === "" ? "" : ` Exact test: ${report.exact.reason}.`}
        </p>
      </details>
    </>
  );
}

export function Check() {
  const outcome = checked.value;
  return (
    <section class="check" aria-label="Check">
      {outcome.kind === "waiting" ? <p class="note">checking …</p> : null}
      {outcome.kind === "failed" ? <p class="note">Not checked: {outcome.failure.diagnostics[0]!.message}</p> : null}
      {outcome.kind === "done" ? <Report report={outcome.value} /> : null}
    </section>
  );
}
