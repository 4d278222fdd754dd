/** A plot of one layer's times by size, both axes logarithmic, as SVG. */
import type { Row } from "./row.js";

const WIDTH = 560;
const HEIGHT = 320;
const MARGIN = { left: 64, right: 150, top: 36, bottom: 44 };

interface Series {
  readonly name: string;
  readonly color: string;
  readonly points: readonly (readonly [n: number, us: number])[];
}

function seriesOf(rows: readonly Row[]): Series[] {
  const of = (name: string, color: string, chosen: readonly Row[], time: (r: Row) => number | null): Series => ({
    name,
    color,
    points: chosen.flatMap((r) => {
      const us = time(r);
      return us === null ? [] : [[r.n, us] as const];
    }),
  });
  const [wasm, native] = (["wasm", "native"] as const).map((runtime) => rows.filter((r) => r.runtime === runtime));
  return [
    of("WebAssembly", "#1f77b4", wasm!, (r) => r.forward_backward_us),
    of("native", "#2ca02c", native!, (r) => r.forward_backward_us),
    of("PyTorch", "#d62728", wasm!, (r) => r.torch_forward_backward_us),
    of("paper, by hand", "#9467bd", wasm!, (r) => r.paper_forward_backward_us),
  ].filter((s) => s.points.length > 0);
}

export function plot(layer: string, rows: readonly Row[]): string {
  const series = seriesOf(rows);
  const all = series.flatMap((s) => s.points);
  const [sizes, times] = [all.map(([n]) => n), all.map(([, us]) => us)];
  const x = axis(Math.min(...sizes), Math.max(...sizes), MARGIN.left, WIDTH - MARGIN.right);
  const bottom = 10 ** Math.floor(Math.log10(Math.min(...times)));
  const top = 10 ** Math.ceil(Math.log10(Math.max(...times)));
  const y = axis(bottom, top, HEIGHT - MARGIN.bottom, MARGIN.top);
  const parts: string[] = [];
  for (let us = bottom; us <= top * 1.001; us *= 10) {
    parts.push(line(MARGIN.left, y(us), WIDTH - MARGIN.right, y(us), "#ddd"));
    parts.push(text(MARGIN.left - 8, y(us) + 4, label(us), "end"));
  }
  for (const n of new Set(sizes)) parts.push(text(x(n), HEIGHT - MARGIN.bottom + 18, String(n), "middle"));
  parts.push(text((MARGIN.left + WIDTH - MARGIN.right) / 2, HEIGHT - 8, "n", "middle"));
  parts.push(text(MARGIN.left, 20, `${layer}: forward and backward, µs`, "start"));
  series.forEach((s, k) => {
    const points = s.points.map(([n, us]) => `${x(n).toFixed(1)},${y(us).toFixed(1)}`).join(" ");
    parts.push(`<polyline points="${points}" fill="none" stroke="${s.color}" stroke-width="2"/>`);
    const at = MARGIN.top + 12 + 20 * k;
    parts.push(line(WIDTH - MARGIN.right + 12, at, WIDTH - MARGIN.right + 32, at, s.color, 2));
    parts.push(text(WIDTH - MARGIN.right + 38, at + 4, s.name, "start"));
  });
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`;
  return `${head}\n<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>\n${parts.join("\n")}\n</svg>\n`;
}

/** A logarithmic axis; a single value stands in the middle. */
function axis(low: number, high: number, from: number, to: number): (value: number) => number {
  if (low === high) return () => (from + to) / 2;
  return (value) => from + ((Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))) * (to - from);
}

const label = (us: number): string => (us >= 1e6 ? `${us / 1e6} s` : us >= 1000 ? `${us / 1000} ms` : `${us} µs`);

const line = (x1: number, y1: number, x2: number, y2: number, color: string, width = 1): string =>
  `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" stroke="${color}" stroke-width="${width}"/>`;

const text = (x: number, y: number, content: string, anchor: "start" | "middle" | "end"): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${content}</text>`;
