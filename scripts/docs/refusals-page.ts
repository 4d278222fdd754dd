/** docs/refusals.md: the routines that a target refuses, or has for some matrices, from the tables of spellings. */
import { INSTRUCTIONS, type Op } from "../../codegen/plan/instructions.js";
import { jax } from "../../codegen/targets/jax/routines.js";
import { numpy } from "../../codegen/targets/numpy/routines.js";
import { octave } from "../../codegen/targets/octave/routines.js";
import type { Routines } from "../../codegen/targets/python/spelling.js";
import { torch } from "../../codegen/targets/torch/routines.js";
import { code, GENERATED, table, type Page } from "./page.js";

const TARGETS: Readonly<Record<string, Routines>> = { NumPy: numpy, PyTorch: torch, JAX: jax, Octave: octave };

export function refusalsPage(): Page {
  const ops = Object.keys(INSTRUCTIONS) as Op[];
  const told = ops.filter((op) => Object.values(TARGETS).some((t) => t[op].refusal ?? t[op].limit));
  const rows = told.map((op) => [code(op), ...Object.values(TARGETS).map((t) => cell(t[op]))]);
  const text = [
    "# What a target refuses\n",
    GENERATED,
    INTRODUCTION,
    `Of ${ops.length} routines these are not everywhere:\n`,
    table(["routine", ...Object.keys(TARGETS)], rows),
    OTHERS,
  ];
  return { path: "docs/refusals.md", text: text.join("\n") };
}

const cell = ({ refusal, limit }: Routines[Op]): string =>
  refusal !== undefined ? `refused: ${refusal}` : limit !== undefined ? limit : "";

const INTRODUCTION = `Each target has a table that spells every routine of a plan; a routine without a safe way there is refused by its name
(\`target/no-routine\`, status 2) when the module is written. Where the way depends on sizes, the module refuses when it runs.
`;

const OTHERS = `PyTorch and JAX refuse half precision (\`TypeError\`, with the advice to take float32), and PyTorch a third derivative
(\`NotImplementedError\`). Octave's files have no second order.
`;
