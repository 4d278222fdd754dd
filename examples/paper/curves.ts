/** Learning curves as SVG: the share of right answers on the test set after each epoch. */

const [WIDTH, HEIGHT] = [640, 320];
const MARGIN = { left: 48, right: 250, top: 32, bottom: 40 };
const COLOURS = ["#1f77b4", "#17becf", "#ff7f0e", "#bcbd22", "#2ca02c", "#8c564b", "#9467bd"];

/** A network with its share of right answers after each epoch, as many as there are. */
export interface Curve {
  readonly network: string;
  readonly values: readonly number[];
}

export function learningCurves(data: string, curves: readonly Curve[], epochs: number): string {
  const lowest = Math.floor(10 * Math.min(0.9, ...curves.flatMap((c) => c.values))) / 10;
  const x = (epoch: number): number =>
    MARGIN.left + (epoch / Math.max(epochs - 1, 1)) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (value: number): number =>
    HEIGHT - MARGIN.bottom - ((value - lowest) / (1 - lowest)) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const right = WIDTH - MARGIN.right;
  const grid = Array.from({ length: 5 }, (_, i) => lowest + (i * (1 - lowest)) / 4).map(
    (v) =>
      `<line x1="${String(MARGIN.left)}" x2="${String(right)}" y1="${y(v).toFixed(1)}" y2="${y(v).toFixed(1)}" stroke="#8884"/>` +
      `<text x="${String(MARGIN.left - 6)}" y="${(y(v) + 4).toFixed(1)}" text-anchor="end">${(100 * v).toFixed(0)} %</text>`,
  );
  const lines = curves.map(({ network, values }, i) => {
    const points = values.map((v, epoch) => `${x(epoch).toFixed(1)},${y(v).toFixed(1)}`).join(" ");
    const at = MARGIN.top + 8 + 18 * i;
    return (
      `<polyline points="${points}" fill="none" stroke="${COLOURS[i]!}" stroke-width="2"/>` +
      `<line x1="${String(right + 12)}" x2="${String(right + 32)}" y1="${String(at)}" y2="${String(at)}" stroke="${COLOURS[i]!}" stroke-width="2"/>` +
      `<text x="${String(right + 38)}" y="${String(at + 4)}">${network}</text>`
    );
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(WIDTH)} ${String(HEIGHT)}" font-family="sans-serif" font-size="12" fill="#777">`,
    `<title>${data}: right answers on the test set by epoch</title>`,
    ...grid,
    ...lines,
    `<text x="${String((MARGIN.left + right) / 2)}" y="${String(HEIGHT - 10)}" text-anchor="middle">epoch, 1 to ${String(epochs)}</text>`,
    "</svg>",
    "",
  ].join("\n");
}
