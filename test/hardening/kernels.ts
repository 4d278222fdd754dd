/** Emitted kernels, compiled under strict and loaded without touching the disk. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import * as runtime from "../../codegen/runtime/index.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ["node"],
  strict: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  skipLibCheck: true,
  paths: { "matrix-backprop/runtime": [join(root, "codegen/runtime/index.ts")] },
};

/** What the compiler says of modules that are given by name; empty where all of them type-check. */
export function typeErrors(modules: ReadonlyMap<string, string>): string[] {
  const files = new Map([...modules].map(([name, text]) => [join(root, `${name}.ts`), text]));
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (name) => files.get(name) ?? readFile.call(host, name);
  host.fileExists = (name) => files.has(name) || fileExists.call(host, name);
  host.getSourceFile = (name, target, ...rest) => {
    const text = files.get(name);
    return text === undefined
      ? getSourceFile.call(host, name, target, ...rest)
      : ts.createSourceFile(name, text, ts.ScriptTarget.ES2022);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map((d) => `${d.file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(d.messageText, "\n")}`);
}

export type Values = Readonly<Record<string, Matrix | number>>;

export interface KernelModule {
  forward(inputs: Values, sizes?: Values): { outputs: Values; saved: unknown };
  backward(saved: unknown, cotangents: Values): Values;
  /** There in modules that were emitted with it. */
  variation(saved: unknown, tangents: Values): Values;
}

/** Runs the source of a module. It may import nothing but the runtime. */
export function loadKernel(source: string): KernelModule {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  const module = { exports: {} as KernelModule };
  const require = (name: string): typeof runtime => {
    if (name !== "matrix-backprop/runtime") throw new Error(`the kernel imports ${name}`);
    return runtime;
  };
  new Function("require", "module", "exports", outputText)(require, module, module.exports);
  return module.exports;
}
