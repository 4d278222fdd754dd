/** The file of `--at`: JSON with the values of a point by name. */
import { DataError } from "../../codegen/run/data.js";
import type { Point } from "../plan/evaluate.js";

const KEYS: readonly string[] = ["inputs", "cotangents", "tangents"];

/** Reads the text of the file. Throws DataError where it is not an object with these keys, each name given once. */
export function readPoint(text: string, file: string): Point {
  const json = text.replace(/^\uFEFF/, "");
  let point: unknown;
  try {
    point = JSON.parse(json);
  } catch (error) {
    throw new DataError("data/json", `${file} is not JSON: ${(error as Error).message}`);
  }
  if (typeof point !== "object" || point === null || Array.isArray(point)) {
    throw new DataError("data/json", `${file} must hold an object with ${KEYS.join(", ")}`);
  }
  const unknown = Object.keys(point).filter((key) => !KEYS.includes(key));
  if (unknown.length > 0) {
    throw new DataError("data/unknown-key", `${file}: ${unknown.join(", ")} is not one of ${KEYS.join(", ")}`);
  }
  const twice = repeatedKey(json);
  if (twice !== undefined) throw new DataError("data/twice", `${file}: ${twice} is given twice`);
  return point;
}

/** A key that one object of valid JSON has twice: JSON.parse would keep the last value without a word. */
function repeatedKey(json: string): string | undefined {
  const open: Set<string>[] = [];
  const tokens = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}]/g;
  for (const [token, colon] of json.matchAll(tokens)) {
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    else if (colon !== undefined) {
      const key = JSON.parse(token.slice(0, -colon.length)) as string;
      const keys = open[open.length - 1]!;
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return undefined;
}
