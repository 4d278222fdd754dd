/** Builds dist/: the command in one piece; the library and the runtime, sharing their common parts, with types. */
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { build, type Metafile, type Plugin } from "esbuild";
import { manualPage } from "../src/command/manual.js";
import { commandLines } from "../src/command/subcommands.js";

const common = {
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "es2022",
  legalComments: "none",
  minifySyntax: true,
  minifyWhitespace: true,
  metafile: true,
} as const;

/** The compiled rules, as they are written, and their sources: files of their own that both bundles read. */
const DATA = ["catalogue", "reference", "sources"];
const sharedData: Plugin = {
  name: "shared data",
  setup: ({ onResolve }) => {
    onResolve({ filter: /\/(catalogue|reference|sources)\.generated\.js$/ }, ({ path, kind }) =>
      kind === "entry-point"
        ? undefined
        : { path: `./${path.replace(/^.*\/|\.generated\.js$/g, "")}.js`, external: true },
    );
  },
};

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist");
await build({
  ...common,
  entryPoints: Object.fromEntries(DATA.map((name) => [name, `src/expression/catalogue/${name}.generated.ts`])),
});
const library = await build({
  ...common,
  entryPoints: {
    index: "src/index.ts",
    mathjs: "src/mathjs/index.ts",
    worker: "src/worker.ts",
    runtime: "codegen/runtime/index.ts",
    "runtime-native": "codegen/runtime/native/index.ts",
  },
  packages: "external",
  plugins: [sharedData],
});
requireDependencies(library.metafile);
// The command brings its packages along: finding and reading their files would be a good part of its start-up. They are
// CommonJS, and ask for modules of Node.
const { metafile } = await build({
  ...common,
  entryPoints: { cli: "src/cli.ts" },
  plugins: [sharedData],
  banner: { js: "const require = process.getBuiltinModule('module').createRequire(import.meta.url);" },
});
const { main, others } = await commandLines();
writeFileSync("dist/derive-gradient.1", manualPage(main, others));
writeFileSync("dist/licenses.txt", licensesOf(Object.keys(metafile.inputs)));
// The runtime reads the compiled routines from beside its own module, which is a part of the bundle here.
copyFileSync("codegen/runtime/wasm/linalg.wasm", "dist/linalg.wasm");
chmodSync("dist/cli.js", 0o755);
execFileSync("npx", ["tsc", "-p", "tsconfig.build.json"], { stdio: "inherit" });

/** Throws where package.json does not list just the packages that the library asks for when it runs. */
function requireDependencies({ outputs }: Metafile): void {
  const { name, dependencies, peerDependencies } = JSON.parse(readFileSync("package.json", "utf8")) as {
    name: string;
    dependencies: Record<string, string>;
    peerDependencies: Record<string, string>;
  };
  const imports = Object.values(outputs).flatMap((o) => o.imports.filter((i) => i.external === true));
  const packages = imports.flatMap((i) => /^(?:@[^/]+\/)?[^/.][^/]*/.exec(i.path)?.[0] ?? []);
  const needed = [...new Set(packages)]
    .filter((p) => p !== name && !p.startsWith("node:") && !(p in peerDependencies))
    .sort()
    .join(", ");
  const listed = Object.keys(dependencies).sort().join(", ");
  if (needed !== listed) throw new Error(`the library imports ${needed}; the dependencies are ${listed}`);
}

/** The licences of the packages that files are from. Throws where a package comes without one. */
function licensesOf(files: readonly string[]): string {
  const folders = files.flatMap((f) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(f)?.[0] ?? []);
  const texts = [...new Set(folders)].sort().map((folder) => {
    const license = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
    if (license === undefined) throw new Error(`${folder} has no licence`);
    return `${folder.replace(/^.*node_modules\//, "")}\n\n${readFileSync(`${folder}/${license}`, "utf8").trim()}\n`;
  });
  return texts.join("\n\n");
}
