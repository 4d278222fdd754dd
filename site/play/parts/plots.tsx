/** Plots that each answer one question about the answer, with their numbers as tables. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Curves, Place } from "../../../src/explore/curves.js";
import { EngineFailure, Superseded } from "../engine/client.js";
import type { Growth, PlotAnswers, Plotted } from "../engine/protocol.js";
import { engine, sizesOf, state, understood } from "../store.js";
import { Chart } from "./chart.js";
import { Heat, largestOf } from "./heat.js";

const PLOTS = {
  differences: "Differences against the step size",
  growth: "Cost against the size",
  gap: "Two eigenvalues that meet",
  condition: "Digits of two ways to log(XᵀX)",
  values: "The gradient at a point",
  jacobian: "The Jacobian at a point",
} as const;
type Plot = keyof typeof PLOTS;
const NAMES = Object.keys(PLOTS) as readonly Plot[];

const GAP_FUNCTIONS = ["exp", "log", "sqrt"] as const;
type GapFunction = (typeof GAP_FUNCTIONS)[number];

/** Sizes of which flops are counted; those up to the bench's own largest are timed. */
const GROWTH = [8, 16, 32, 64, 128, 256, 512];

const chosen = signal<Plot>("differences");
const gapFunction = signal<GapFunction>("exp");

/** What has come of the plot that is open. */
interface Shown {
  readonly of: string;
  readonly answers: readonly PlotAnswers[Plot][];
  readonly failure?: string;
}
const shown = signal<Shown>({ of: "", answers: [] });

/** The questions that a plot asks, in order; each answer is shown when it comes. */
function questionsOf(plot: Plot, of: GapFunction, sizes: string, seed: number): Plotted[] {
  switch (plot) {
    case "differences":
    case "values":
    case "jacobian":
      return [{ plot, sizes: sizesOf(sizes), seed }];
    case "gap":
      return [{ plot, of, seed }];
    case "condition":
      return [{ plot, seed }];
    case "growth":
      return GROWTH.map((n) => ({ plot, n, seed }));
  }
}

/** Asks one question after the other as long as the answers are wanted. */
async function follow(
  key: string,
  source: string,
  questions: readonly Plotted[],
  wanted: () => boolean,
): Promise<void> {
  const answers: PlotAnswers[Plot][] = [];
  try {
    for (const question of questions) {
      const answer = await engine.ask<"plot">({ kind: "plot", source, ...question });
      if (!wanted()) return;
      answers.push(answer);
      shown.value = { of: key, answers: [...answers] };
    }
  } catch (error) {
    if (error instanceof Superseded) return;
    if (!(error instanceof EngineFailure)) throw error;
    shown.value = { of: key, answers, failure: error.message };
  }
}

function growthCurves(rows: readonly Growth[]): readonly [flops: Curves, times: Curves] {
  const across = rows.map((r) => r.n);
  const timed = rows.filter((r) => typeof r.microseconds !== "string");
  const time = (phase: "forward" | "backward") =>
    timed.map(({ microseconds: t }) => (typeof t === "string" ? null : t[phase]));
  return [
    {
      across,
      series: [
        { name: "forward", values: rows.map((r) => r.flops.forward) },
        { name: "backward", values: rows.map((r) => r.flops.backward) },
      ],
    },
    {
      across: timed.map((r) => r.n),
      series: [
        { name: "forward", values: time("forward") },
        { name: "backward", values: time("backward") },
      ],
    },
  ];
}

const sizesText = (sizes: Readonly<Record<string, number>>): string =>
  Object.entries(sizes)
    .map(([name, size]) => `${name} = ${String(size)}`)
    .join(", ");

function GrowthPlot({ rows }: { rows: readonly Growth[] }) {
  const [flops, times] = growthCurves(rows);
  const last = rows[rows.length - 1];
  const reasons = [...new Set(rows.flatMap((r) => (typeof r.microseconds === "string" ? [r.microseconds] : [])))];
  return (
    <>
      <p class="note">
        The sizes grow together{last ? `, to ${sizesText(last.sizes)}` : ""}. Times are of this machine, in this page.
      </p>
      <Chart title="Flops against n" across="n" up="flops" curves={flops} counted />
      {times.across.length === 0 ? null : (
        <Chart title="Microseconds against n" across="n" up="µs" curves={times} counted />
      )}
      {reasons
        .filter((r) => r !== "")
        .map((r) => (
          <p class="note" key={r}>
            not timed: {r}
          </p>
        ))}
    </>
  );
}

/** Below this, relative to the largest, a singular value is rounding. */
const NEGLIGIBLE = 1e-12;

function singularText(values: readonly number[]): string {
  const [largest = 0] = values;
  const rank = values.filter((v) => v > NEGLIGIBLE * largest).length;
  if (rank === 0) return "It is zero.";
  const least = values[rank - 1]!;
  return `Rank ${String(rank)} of ${String(values.length)}; singular values from ${largest.toPrecision(4)} down to ${least.toPrecision(4)}.`;
}

/** Sizes and seed of the point that numbers are from. */
function At({ place: { sizes, seed } }: { place: Place }) {
  const text = sizesText(sizes);
  return (
    <>
      {text === "" ? "" : `, ${text}`}, seed {seed}
    </>
  );
}

function DifferencesPlot({ found }: { found: Exclude<PlotAnswers["differences"], string> }) {
  return (
    <>
      <p class="note">
        How far central differences are from the adjoint along a random direction
        <At place={found.place} />. A right adjoint gives a V: the error falls with the square of the step until
        rounding takes over.
      </p>
      <Chart title={PLOTS.differences} across="step" up="relative error" curves={found} />
    </>
  );
}

function GapPlot({ curves }: { curves: Curves }) {
  return (
    <>
      <p class="note">
        The adjoint of {gapFunction.value}(S) for S with eigenvalues 1, 1 + gap and 3. Through eig it divides by the gap
        and loses digits until nothing is left, where its curve ends; with divided differences it keeps all of them.
      </p>
      <Chart title={PLOTS.gap} across="gap" up="relative error" curves={curves} />
    </>
  );
}

function ConditionPlot({ curves }: { curves: Curves }) {
  return (
    <>
      <p class="note">
        The adjoint of log(XᵀX) for X of condition number κ. XᵀX has κ² and loses twice the digits; where rounding has
        made it indefinite the curve ends. The way through the singular values of X loses as many as X has lost. For 32
        bits X and XᵀX are rounded to them.
      </p>
      <Chart title={PLOTS.condition} across="condition number of X" up="relative error" curves={curves} />
    </>
  );
}

function JacobianMaps({ found }: { found: Exclude<PlotAnswers["jacobian"], string> }) {
  return (
    <>
      <p class="note">
        At a random point
        <At place={found.place} />. Rows belong to entries of the output, columns to those of the input, both column by
        column. Blue is below zero, red above.
      </p>
      {found.maps.map(({ map, singularValues }) => (
        <div key={map.name}>
          <Heat values={map} largest={largestOf([map])} />
          <p class="note">{singularText(singularValues)}</p>
        </div>
      ))}
    </>
  );
}

function GradientMaps({ found }: { found: Exclude<PlotAnswers["values"], string> }) {
  const largest = largestOf(found.values);
  return (
    <>
      <p class="note">
        At a random point
        <At place={found.place} />. Blue is below zero, red above.
      </p>
      <div class="heats">
        {found.values.map((v) => (
          <Heat key={v.name} values={{ ...v, name: `gradient of ${v.name}` }} largest={largest} />
        ))}
      </div>
    </>
  );
}

function Body({ plot, answers }: { plot: Plot; answers: readonly PlotAnswers[Plot][] }) {
  const [first] = answers;
  if (first === undefined) return <p class="note">computing …</p>;
  if (typeof first === "string") return <p class="note">There is nothing to draw: {first}</p>;
  switch (plot) {
    case "differences":
      return <DifferencesPlot found={first as Exclude<PlotAnswers["differences"], string>} />;
    case "growth":
      return <GrowthPlot rows={answers as readonly Growth[]} />;
    case "gap":
      return <GapPlot curves={first as Curves} />;
    case "condition":
      return <ConditionPlot curves={first as Curves} />;
    case "jacobian":
      return <JacobianMaps found={first as Exclude<PlotAnswers["jacobian"], string>} />;
    case "values":
      return <GradientMaps found={first as Exclude<PlotAnswers["values"], string>} />;
  }
}

export function Plots() {
  const source = understood.value;
  const { sizes, seed } = state.value;
  const plot = chosen.value;
  const of = gapFunction.value;
  const key = JSON.stringify([source, plot, plot === "gap" ? of : "", sizes, seed]);
  useEffect(() => {
    let wanted = true;
    if (source !== undefined) void follow(key, source, questionsOf(plot, of, sizes, seed), () => wanted);
    return () => {
      wanted = false;
    };
  }, [key]);
  if (source === undefined) return <p class="note">No answer to plot yet.</p>;
  const current = shown.value.of === key ? shown.value : undefined;
  return (
    <div class="plots">
      <p class="choices">
        <span>
          <label for="plot">Plot</label>{" "}
          <select id="plot" value={plot} onChange={(e) => (chosen.value = e.currentTarget.value as Plot)}>
            {NAMES.map((name) => (
              <option key={name} value={name}>
                {PLOTS[name]}
              </option>
            ))}
          </select>
        </span>
        {plot === "gap" ? (
          <span>
            <label for="plot-of">of</label>{" "}
            <select
              id="plot-of"
              value={of}
              onChange={(e) => (gapFunction.value = e.currentTarget.value as GapFunction)}
            >
              {GAP_FUNCTIONS.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </span>
        ) : null}
      </p>
      {current?.failure === undefined ? (
        <Body plot={plot} answers={current?.answers ?? []} />
      ) : (
        <p class="note">There is nothing to draw: {current.failure}</p>
      )}
    </div>
  );
}
