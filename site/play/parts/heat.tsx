/** A matrix as coloured cells: blue below zero, red above, by the largest magnitude of what stands side by side. */
import type { Values } from "../../../src/explore/curves.js";

/** Cells beyond this are not drawn. */
const MOST = 1600;
const CELL = 22;

const figure = (x: number): string => (Number.isFinite(x) ? x.toPrecision(4) : String(x));

export function Heat({ values, largest }: { readonly values: Values; readonly largest: number }) {
  const { name, rows, cols, data } = values;
  if (rows * cols > MOST) return <p class="note">{`${name} has too many entries to draw.`}</p>;
  const cell = Math.min(CELL, 440 / Math.max(cols, 1));
  const strength = (x: number): number => (largest > 0 && Number.isFinite(x) ? Math.min(1, Math.abs(x) / largest) : 0);
  const range = `from ${figure(Math.min(...data))} to ${figure(Math.max(...data))}`;
  return (
    <figure class="heat">
      <svg
        viewBox={`0 0 ${String(cols * cell)} ${String(rows * cell)}`}
        width={cols * cell}
        height={rows * cell}
        role="img"
        aria-label={`${name}, ${String(rows)} by ${String(cols)}, ${range}`}
      >
        {data.map((x, k) => (
          <rect
            key={k}
            class={Number.isFinite(x) ? (x < 0 ? "below" : "above") : "none"}
            x={(k % cols) * cell}
            y={Math.floor(k / cols) * cell}
            width={cell}
            height={cell}
            style={{ fillOpacity: String(Number.isFinite(x) ? 0.04 + 0.96 * strength(x) : 1) }}
          >
            <title>{`(${String(Math.floor(k / cols) + 1)}, ${String((k % cols) + 1)}): ${figure(x)}`}</title>
          </rect>
        ))}
      </svg>
      <figcaption>
        {name} <span>{range}</span>
      </figcaption>
    </figure>
  );
}

export const largestOf = (all: readonly Values[]): number =>
  Math.max(0, ...all.flatMap((v) => v.data).filter(Number.isFinite).map(Math.abs)); // prettier-ignore
