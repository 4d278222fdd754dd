/** Every word of a target's language, and every name that its modules use, is a name that a program may have. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { MatrixBackpropError } from "../../codegen/diagnostics.js";
import { deriveSource } from "../../src/derive.js";
import { emit } from "../../src/emit.js";
import { derivationOf, oracleCases } from "../oracle/cases.js";
import { ALL, sampled } from "../sample/sampled.js";
import { PYTHON_TARGETS, pythonWith, runPython } from "./python.js";

const folder = mkdtempSync(join(tmpdir(), "names-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** As an input, as an output beside another, and as a size. */
const PROGRAMS: readonly ((word: string) => string)[] = [
  (w) => `${w}: n×n; c: scalar; c ${w} log(I + ${w}ᵀ ${w})`,
  (w) => `X: n×n; c: scalar; ${w} = c X log(I + Xᵀ X); Z = X ${w}; return ${w}, Z`,
  (w) => `X: ${w}×n; c: scalar; c X log(I + XᵀX)`,
];

function written(program: string, target: "numpy" | "torch" | "jax" | "octave", name?: string): string | undefined {
  try {
    return emit(deriveSource(program), target, name === undefined ? {} : { name });
  } catch (error) {
    // What the language has as a word or a function is refused by name.
    if (error instanceof MatrixBackpropError) return undefined;
    throw error;
  }
}

/** The identifiers in a text. */
const identifiers = (text: string): string[] => [...text.matchAll(/\b[A-Za-z][A-Za-z0-9_]*\b/g)].map((m) => m[0]);

/** The oracle's programs, a few of them, as modules: what their text uses is tried as a name. */
const someText = (target: "numpy" | "torch" | "jax" | "octave"): string =>
  oracleCases
    .filter((c, i) => c.kind === "adjoint" && i % 12 === 0)
    .map((c) => emit(derivationOf(c), target).replace(/"""[^]*?"""|^%.*$/gm, ""))
    .join("\n");

const RUN = {
  numpy: `
def value(m, *x): return m.forward(*x)[0]
def gradient(m, *x):
    y, saved = m.forward(*x)
    y = y if isinstance(y, tuple) else (y,)
    return m.backward(saved, *(np.ones(np.shape(v)) for v in y))`,
  torch: `
import torch
def gradient(m, *x):
    x = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in x]
    y = m.layer(*x)
    y = y if isinstance(y, tuple) else (y,)
    g = torch.autograd.grad(sum(v.sum() for v in y), x, create_graph=True)
    torch.autograd.grad(sum((v * v).sum() for v in g), x)
    return [v.detach().numpy() for v in g]`,
  jax: `
import jax
jax.config.update("jax_enable_x64", True)
def gradient(m, *x):
    f = lambda *x: sum(v.sum() for v in jax.tree.leaves(m.layer(*x)))
    return jax.grad(f, (0, 1))(*(np.asarray(v, float) for v in x))`,
} as const;

describe.each(PYTHON_TARGETS)("%s", (target, libraries) => {
  const python = pythonWith(...libraries);

  test.skipIf(python === undefined)(
    "takes all words as names",
    () => {
      const list = "import keyword, builtins; print(*keyword.kwlist, *keyword.softkwlist, *dir(builtins))";
      const language = runPython(python!, "-c", list).text.trim().split(" ");
      const all = [...new Set([...language, ...identifiers(someText(target))])].filter((w) => !w.startsWith("_"));
      const words = target === "jax" ? all.filter((_, i) => i % 8 === 0) : all;
      const names = sampled(words).flatMap((word) =>
        PROGRAMS.flatMap((program, i) => {
          const text = written(program(word), target);
          if (text === undefined) return [];
          const name = `${target}_${i}_${word}`;
          writeFileSync(join(folder, `${name}.py`), text);
          return [`("${name}", ${i})`];
        }),
      );
      expect(names.length).toBeGreaterThan(ALL && target !== "jax" ? 300 : 1);
      const reference = PROGRAMS.map((program, i) => {
        writeFileSync(join(folder, `${target}_${i}.py`), written(program("W"), target)!);
        return `importlib.import_module("${target}_${i}")`;
      });
      const script = `
import sys, importlib; sys.path.insert(0, ${JSON.stringify(folder)}); sys.dont_write_bytecode = True
import numpy as np
${RUN[target]}
X = np.random.default_rng(0).normal(size=(3, 3))
want = [gradient(m, X, 0.7) for m in [${reference.join(", ")}]]
for name, kind in [${names.join(", ")}]:
    try:
        m = importlib.import_module(name)
        given = (X, 0.7) if list(m.INPUTS)[1] in ("c", "c_", "c2") else (0.7, X)
        for a, b in zip(gradient(m, *given), want[kind] if given[0] is X else want[kind][::-1]):
            assert np.allclose(a, b), "another value"
    except Exception as error:
        print(name, type(error).__name__, str(error)[:100])
print("done")`;
      writeFileSync(join(folder, `${target}_script.py`), script);
      expect(runPython(python!, join(folder, `${target}_script.py`)).text.trim()).toBe("done");
    },
    900_000,
  );
});

describe.skipIf(spawnSync("octave-cli", ["--version"]).status !== 0)("Octave", () => {
  test("takes all words as names", () => {
    const octave = (lines: string) => spawnSync("octave-cli", ["--no-gui", "--eval", lines], { encoding: "utf8" });
    const language = octave('printf ("%s ", iskeyword (){:});').stdout.trim().split(" ");
    const words = [...new Set([...language, ...identifiers(someText("octave"))])].filter((w) => !w.startsWith("_"));
    const calls = sampled(words).flatMap((word, k) =>
      PROGRAMS.flatMap((program, i) => {
        const name = `layer_${k}_${i}`;
        const text = written(program(word), "octave", name);
        if (text === undefined) return [];
        writeFileSync(join(folder, `${name}.m`), text);
        return [`tried (@${name}, ${i}, "${word}");`];
      }),
    );
    const script = `
1;
function tried (layer, kind, word)
  X = [1 2; 3 5];
  try
    if (kind == 1)
      [Y, Z, back] = layer (X, 0.7);
      [A, B] = back (ones (2), ones (2));
    else
      [Y, back] = layer (X, 0.7);
      [A, B] = back (ones (2));
    end
    if (norm (Y - 0.7 * X * logm (eye (2) + X' * X)) > 1e-10)
      printf ("%s: another value\\n", word);
    end
  catch problem
    printf ("%s: %s\\n", word, problem.message);
  end
end
${calls.join("\n")}
disp ("done")`;
    writeFileSync(join(folder, "script.m"), script);
    const { stdout, stderr } = spawnSync("octave-cli", ["--no-gui", "script.m"], { cwd: folder, encoding: "utf8" });
    expect(stdout.trim(), stderr).toBe("done");
  }, 900_000);
});
