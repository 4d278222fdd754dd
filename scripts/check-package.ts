/**
 * What `npm pack` would publish: nothing but the kinds of files listed here, within bounds; and the package, installed
 * from its tarball, works as a library and as a command. Run after `npm run build`.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** Every file is of one of these kinds, and of each kind there is one at least. */
const KINDS: readonly RegExp[] = [
  /^package\.json$/,
  /^README\.md$/,
  /^LICENSE$/,
  /^CHANGELOG\.md$/,
  /^dist\/(cli|index|worker|runtime|runtime-native)\.js$/,
  /^dist\/[\w.-]+-[A-Z0-9]{8}\.js$/,
  /^dist\/linalg\.wasm$/,
  /^dist\/licenses\.txt$/,
  /^dist\/derive-gradient\.1$/,
  /^dist\/types\/(src|codegen|grammar)\/[\w./-]+\.d\.ts$/,
];
/** Bytes of the tarball, and of what it unpacks to. */
const BOUNDS = { packed: 1_000_000, unpacked: 4_000_000 };

const npm = (...args: string[]): string =>
  execFileSync("npm", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

function refuse(problem: string): never {
  throw new Error(`the package: ${problem}`);
}

const folder = mkdtempSync(join(tmpdir(), "package-"));
try {
  const [packed] = JSON.parse(npm("pack", "--json", "--ignore-scripts", "--pack-destination", folder)) as [Packed];
  const paths = packed.files.map((f) => f.path);
  const strange = paths.filter((p) => !KINDS.some((kind) => kind.test(p)));
  if (strange.length > 0) refuse(`${strange.join(", ")} should not be in it`);
  const absent = KINDS.filter((kind) => !paths.some((p) => kind.test(p)));
  if (absent.length > 0) refuse(`no file matches ${absent.join(", ")}`);
  if (packed.size > BOUNDS.packed || packed.unpackedSize > BOUNDS.unpacked) {
    refuse(`${packed.size} bytes, ${packed.unpackedSize} unpacked, are more than expected`);
  }

  writeFileSync(join(folder, "package.json"), '{ "name": "user", "private": true, "type": "module" }\n');
  npm("install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", join(folder, packed.filename));
  const program = `
    import { derive } from "matrix-backprop";
    import { matrix } from "matrix-backprop/runtime";
    const result = derive("tr(XᵀX)", { declare: { X: "m×n" } });
    const layer = result.compile();
    const { saved } = layer.forward({ X: matrix([[1, 2]]) });
    console.log(result.gradients.X.text, [...layer.backward(saved).X.data].join());
  `;
  writeFileSync(join(folder, "use.js"), program);
  const library = execFileSync("node", ["use.js"], { cwd: folder, encoding: "utf8" }).trim();
  if (library !== "2X 2,4") refuse(`the library answers ${library}`);
  const command = execFileSync(join(folder, "node_modules/.bin/derive-gradient"), ["tr(XᵀX)"], { encoding: "utf8" });
  if (!/X̄ = 2X$/m.test(command)) refuse(`the command answers ${command}`);
  console.log(
    `${paths.length} files, ${packed.size} bytes packed, ${packed.unpackedSize} unpacked; library and command work`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
