/**
 * What the test's page runs: programs are derived, compiled and evaluated, and the numbers sent to the server. The
 * address says how the compiled routines are loaded.
 */
import { linalg, matrix, ready, readySync, toRows, vector, type Matrix } from "../../codegen/runtime/index.js";
import { derive } from "../../src/index.js";
import type { BrowserCase, BrowserReport, Loading, Numbers } from "./report.js";

const valueOf = (value: Numbers): Matrix | number => {
  if (typeof value === "number") return value;
  return typeof value[0] === "number" ? vector(value as number[]) : matrix(value as number[][]);
};
const numbersOf = (value: Matrix | number): Numbers => (typeof value === "number" ? value : toRows(value));

const mapped = <A, B>(record: Readonly<Record<string, A>>, f: (a: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, f(value)]));

const loadings: Readonly<Record<Loading, () => Promise<unknown>>> = {
  fetched: () => ready(),
  compiled: async () => readySync(await WebAssembly.compileStreaming(fetch("/linalg.wasm"))),
  bytes: async () => readySync(await (await fetch("/linalg.wasm")).arrayBuffer()),
};

function evaluate({ program, wrt, inputs, cotangents }: BrowserCase): BrowserReport["results"][string] {
  const layer = derive(program, { wrt }).compile();
  const { outputs, saved } = layer.forward(mapped(inputs, valueOf));
  const gradients = layer.backward(saved, mapped(cotangents ?? {}, valueOf));
  return { outputs: mapped(outputs, numbersOf), gradients: mapped(gradients, numbersOf) };
}

/** Whether the page's policy keeps text from becoming code. */
function refusesEval(): boolean {
  try {
    return new Function("return false")() as boolean;
  } catch (error) {
    return error instanceof EvalError;
  }
}

/** The name of what is thrown before anything is loaded. */
function errorWithoutLoading(): string {
  try {
    return linalg().name;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

async function run(): Promise<BrowserReport> {
  const violations: string[] = [];
  document.addEventListener("securitypolicyviolation", (e) => violations.push(e.effectiveDirective));
  const before = errorWithoutLoading();
  const loading = new URLSearchParams(location.search).get("loading") as Loading;
  await loadings[loading]();
  const cases = (await (await fetch("/cases.json")).json()) as BrowserCase[];
  const results = Object.fromEntries(cases.map((c) => [c.id, evaluate(c)]));
  const singular = derive("inv(A)").compile();
  let error = "";
  try {
    singular.forward({ A: matrix([[1, 2], [2, 4]]) }); // prettier-ignore
  } catch (thrown) {
    error = (thrown as { code: string }).code;
  }
  // Violations are reported in tasks of their own.
  await new Promise((done) => setTimeout(done));
  const seen = [...violations];
  return { before, results, error, violations: seen, refusesEval: refusesEval() };
}

const post = (report: BrowserReport | { failure: string }) =>
  fetch("/report", { method: "POST", body: JSON.stringify(report) });

run().then(post, (error: unknown) =>
  post({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
);
