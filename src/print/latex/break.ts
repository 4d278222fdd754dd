/** Breaks long formulas: before an added term, at an inner product, else after a factor, outside of brackets if possible. */
import { boxesOf, widthOf, type Box } from "./measure.js";

/** How far a line that goes on is set in. */
const INDENT = 2;
/** What a line that is left empty costs, at most: as much as two levels of brackets. */
const EMPTY = 6;

/** The formula in lines no wider than so many em, where it can be broken at all. */
export function breakFormula(latex: string, width: number): string[] {
  return broken(latex, width).map((row) => narrowed(row, width));
}

/** A row that is too wide for its matrices, which nothing breaks, has small ones. */
const narrowed = (row: string, width: number): string =>
  !row.includes("bmatrix") || widthOf(row) <= width
    ? row
    : row
        .replaceAll("\\begin{bmatrix}", "\\left[\\begin{smallmatrix}")
        .replaceAll("\\end{bmatrix}", "\\end{smallmatrix}\\right]");

function broken(latex: string, width: number): string[] {
  const boxes = boxesOf(latex, 0.6 * width);
  const lines: string[] = [];
  let from = 0;
  while (from < boxes.length) {
    const room = lines.length === 0 ? width : width - INDENT;
    const to = endOf(boxes, from, room);
    const text = boxes
      .slice(from, to)
      .map((b) => b.text)
      .join("")
      .replace(/^(?: |\\,)+/, "");
    const joint =
      lines.length === 0 ? "" : `\\quad {}${boxes[from]!.joint === undefined ? "" : ` ${boxes[from]!.joint}`}`;
    lines.push(`${joint}${joint === "" ? text : ` ${text}`}`);
    from = to;
  }
  return lines;
}

/** Where a line that begins at a box ends. */
function endOf(boxes: readonly Box[], from: number, room: number): number {
  let used = 0;
  let best: { readonly at: number; readonly cost: number } | undefined;
  for (let i = from; i < boxes.length; i++) {
    const { width, breakCost } = boxes[i]!;
    if (i > from && breakCost !== undefined) {
      const cost = breakCost + EMPTY * (1 - used / room) ** 2;
      if (used > room) return best?.at ?? i;
      if (!best || cost <= best.cost) best = { at: i, cost };
    }
    used += width;
  }
  return used <= room || !best ? boxes.length : best.at;
}
