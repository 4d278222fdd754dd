/**
 * Layers of papers with the flops of a backward pass as a careful person writes it by hand: all gradients together, what
 * forward computed for nothing, a product of matrices 2 m k n, a symmetric one half of it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { deriveSource } from "../../src/derive.js";
import { prepare } from "../../codegen/prepare/index.js";
import { schedule } from "../../src/plan/schedule.js";
import { totalFlops } from "../../codegen/prepare/flops.js";
import { add, evaluate, fixed, multiply, scale, symbolic, ZERO, type Dimension } from "../../codegen/plan/sizes.js";

export interface Layer {
  readonly id: string;
  readonly source: string;
  readonly sizes: ReadonlyMap<string, number>;
  readonly byHand: Dimension;
  readonly program: string;
}

const FOLDER = new URL("./", import.meta.url);

/** `6 m n d + 4 m n`: monomials, each with its coefficient in front. */
function polynomial(text: string): Dimension {
  const monomials = text.split("+").map((m) => m.trim().split(" "));
  return monomials.reduce((sum, factors) => {
    const isCounted = /^\d/.test(factors[0]!);
    const symbols = (isCounted ? factors.slice(1) : factors).map(symbolic);
    return add(sum, scale(isCounted ? Number(factors[0]) : 1, symbols.reduce(multiply, fixed(1))));
  }, ZERO);
}

function layerOf(block: string): Layer {
  const [title, sizes, flops, ...program] = block.trim().split("\n");
  const [id, source = ""] = title!.replace(/^# /, "").split(": ", 2);
  const known = sizes!.split(" ").map((s) => s.split("=") as [string, string]);
  return {
    id: id!,
    source,
    sizes: new Map(known.map(([symbol, size]) => [symbol, Number(size)])),
    byHand: polynomial(flops!),
    program: program.join("\n").replaceAll("; ", "\n"),
  };
}

/** The layers of a file. */
export const layersIn = (text: string): Layer[] => text.split(/\n(?=# )/).map(layerOf);

export const LAYERS: readonly Layer[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".txt"))
  .sort()
  .flatMap((name) => layersIn(readFileSync(new URL(name, FOLDER), "utf8")));

export interface Figures {
  readonly derived: number;
  readonly byHand: number;
  readonly ratio: number;
}

/** What the derived backward pass takes beside the one by hand; `knowing` the sizes, or for sizes of which nothing is known. */
export function figuresOf({ program, sizes, byHand }: Layer, knowing: "sizes" | "nothing" = "nothing"): Figures {
  const options = knowing === "sizes" ? { sizes: Object.fromEntries(sizes) } : {};
  const { backward } = prepare(schedule(deriveSource(program, options)));
  const [derived, written] = [totalFlops(backward), byHand].map((d) => evaluate(d, sizes)) as [number, number];
  return { derived, byHand: written, ratio: derived / written };
}
