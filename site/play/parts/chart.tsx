/** Curves on logarithmic axes, drawn as SVG in the page's own colours, with the numbers as a table. */
import type { Curves } from "../../../src/explore/curves.js";

export interface ChartProperties {
  readonly title: string;
  readonly across: string;
  readonly up: string;
  readonly curves: Curves;
  /** Whether the values of the lower axis are few and stand at it themselves, in place of powers of ten. */
  readonly counted?: boolean;
}

const WIDTH = 640;
const HEIGHT = 320;
const LEFT = 66;
const RIGHT = 14;
const TOP = 12;
const BOTTOM = 44;
/** More decades than this have a label at every other one, and so on. */
const LABELS = 9;

interface Axis {
  readonly low: number;
  readonly high: number;
  readonly place: (value: number) => number;
  /** Exponents of ten with a label. */
  readonly ticks: readonly number[];
}

function axisOf(values: readonly number[], from: number, to: number): Axis {
  const logs = values.filter((v) => v > 0 && Number.isFinite(v)).map(Math.log10);
  const low = logs.length > 0 ? Math.floor(Math.min(...logs)) : 0;
  const high = Math.max(low + 1, ...logs.map(Math.ceil));
  const step = Math.ceil((high - low) / LABELS);
  const ticks = Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, k) => low + k * step);
  return { low, high, ticks, place: (v) => from + ((Math.log10(v) - low) / (high - low)) * (to - from) };
}

/** A path that is broken where there is no value; zeros lie on the lower edge. */
function pathOf(xs: readonly number[], ys: readonly (number | null)[], x: Axis, y: Axis): string {
  let open = false;
  return xs
    .map((value, i) => {
      const up = ys[i] ?? null;
      if (up === null) {
        open = false;
        return "";
      }
      const point = `${x.place(value).toFixed(1)} ${(up > 0 ? y.place(up) : HEIGHT - BOTTOM).toFixed(1)}`;
      const text = `${open ? "L" : "M"}${point}`;
      open = true;
      return text;
    })
    .join("");
}

const figure = (value: number | null): string =>
  value === null ? "none" : value >= 1 && value < 1e6 ? String(Number(value.toPrecision(4))) : value.toExponential(2);

/** An axis from the first of the values to the last, with each of them at its place. */
function countedAxis(values: readonly number[], from: number, to: number): Axis {
  const logs = values.map(Math.log10);
  const low = Math.min(...logs);
  const high = Math.max(...logs, low + 0.1);
  return { low, high, ticks: logs, place: (v) => from + ((Math.log10(v) - low) / (high - low)) * (to - from) };
}

interface GridProperties {
  readonly x: Axis;
  readonly y: Axis;
  readonly across: string;
  readonly up: string;
  readonly counted: boolean;
}

function Grid({ x, y, across, up, counted }: GridProperties) {
  const power = (k: number) => (
    <>
      10<tspan dy="-5" font-size="9">{k < 0 ? `−${String(-k)}` : k}</tspan>
    </>
  ); // prettier-ignore
  return (
    <g class="grid">
      {x.ticks.map((k) => (
        <g key={k} transform={`translate(${x.place(10 ** k).toFixed(1)} 0)`}>
          <line y1={TOP} y2={HEIGHT - BOTTOM} />
          <text y={HEIGHT - BOTTOM + 18} text-anchor="middle">
            {counted ? String(Math.round(10 ** k)) : power(k)}
          </text>
        </g>
      ))}
      {y.ticks.map((k) => (
        <g key={k} transform={`translate(0 ${y.place(10 ** k).toFixed(1)})`}>
          <line x1={LEFT} x2={WIDTH - RIGHT} />
          <text x={LEFT - 8} y="4" text-anchor="end">
            {power(k)}
          </text>
        </g>
      ))}
      <text class="name" x={(LEFT + WIDTH - RIGHT) / 2} y={HEIGHT - 6} text-anchor="middle">
        {across}
      </text>
      <text
        class="name"
        transform={`translate(14 ${String((TOP + HEIGHT - BOTTOM) / 2)}) rotate(-90)`}
        text-anchor="middle"
      >
        {up}
      </text>
    </g>
  );
}

function Table({ title, across, curves }: Pick<ChartProperties, "title" | "across" | "curves">) {
  return (
    <details>
      <summary>The numbers</summary>
      <div class="numbers" tabIndex={0} role="region" aria-label={`${title}: the numbers`}>
        <table>
          <thead>
            <tr>
              <th scope="col">{across}</th>
              {curves.series.map((s) => (
                <th scope="col" key={s.name}>
                  {s.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {curves.across.map((value, i) => (
              <tr key={value}>
                <th scope="row">{figure(value)}</th>
                {curves.series.map((s) => (
                  <td key={s.name}>{figure(s.values[i] ?? null)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** What a reader of the screen hears in place of the picture: where each curve is least and largest. */
function told({ title, curves }: ChartProperties): string {
  const parts = curves.series.map(({ name, values }) => {
    const known = values.filter((v) => v !== null);
    if (known.length === 0) return `${name}: no values`;
    return `${name}: from ${figure(Math.min(...known))} to ${figure(Math.max(...known))}`;
  });
  return `${title}. ${parts.join("; ")}.`;
}

export function Chart(properties: ChartProperties) {
  const { across, up, curves, title, counted = false } = properties;
  const x = (counted ? countedAxis : axisOf)(curves.across, LEFT, WIDTH - RIGHT);
  const y = axisOf(curves.series.flatMap((s) => s.values.filter((v) => v !== null)), HEIGHT - BOTTOM, TOP); // prettier-ignore
  return (
    <figure class="chart">
      <svg viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`} role="img" aria-label={told(properties)}>
        <Grid x={x} y={y} across={across} up={up} counted={counted} />
        {curves.series.map((s, i) => (
          <g key={s.name} class={`series series-${String(i)}`}>
            <path d={pathOf(curves.across, s.values, x, y)} />
            {curves.across.map((value, k) => {
              const v = s.values[k] ?? null;
              return v === null || v <= 0 ? null : <circle key={value} cx={x.place(value)} cy={y.place(v)} r="2.6" />;
            })}
          </g>
        ))}
      </svg>
      <figcaption>
        {curves.series.map((s, i) => (
          <span key={s.name} class={`key series-${String(i)}`}>
            {s.name}
          </span>
        ))}
      </figcaption>
      <Table title={title} across={across} curves={curves} />
    </figure>
  );
}
