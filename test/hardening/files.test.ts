/** Files are written whole or not at all, and whatever is in the way is a named error. */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { run, runUnwritable } from "../command/run.js";

let folder = "";
const path = (name: string): string => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "files-"));
  mkdirSync(path("sub"));
  mkdirSync(path("closed"), { mode: 0o555 });
  writeFileSync(path("old.txt"), "old");
  writeFileSync(path("kept.txt"), "kept");
  chmodSync(path("kept.txt"), 0o444);
  symlinkSync("old.txt", path("link"));
  symlinkSync("nowhere/x", path("dangling"));
  symlinkSync("circle", path("circle"));
});

afterEach(() => {
  chmodSync(path("closed"), 0o755);
  rmSync(folder, { recursive: true });
});

const REFUSED: readonly (readonly [what: string, name: string, message: RegExp])[] = [
  ["a full disk", "/dev/full", /no space is left on the device/],
  ["a missing folder", "none/x.txt", /there is no such file or folder/],
  ["a read-only file", "kept.txt", /permission is denied/],
  ["a read-only folder", "closed/x.txt", /permission is denied/],
  ["a path through a file", "old.txt/x", /not a folder/],
  ["a link into a missing folder", "dangling", /there is no such file or folder/],
  ["a link to itself", "circle", /symbolic links lead in a circle/],
  ["a name that is too long", "x".repeat(300), /cannot write/],
];

describe("--out", () => {
  test.each(REFUSED)("refuses %s and leaves nothing behind", async (_, name, message) => {
    const before = readdirSync(folder, { recursive: true });
    const { status, stdout, stderr } = await run("X X", "-o", name.startsWith("/") ? name : path(name));
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^error: cannot write [^\n]+\n$/);
    expect([status, stdout]).toEqual([2, ""]);
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
    expect(readFileSync(path("kept.txt"), "utf8")).toBe("kept");
  });

  test("refuses an empty path, and a file in the place of a folder", async () => {
    expect(await run("X X", "-o", "")).toMatchObject({ status: 2, stderr: expect.stringMatching(/is empty/) });
    const { status, stderr } = await run("X X", "-e", "text", "-e", "json", "-o", path("old.txt"));
    expect([status, stderr]).toEqual([2, `error: cannot make the folder ${path("old.txt")}: it is a file\n`]);
    expect(readFileSync(path("old.txt"), "utf8")).toBe("old");
  });

  test("a mistake in the program writes nothing", async () => {
    expect((await run("foo(", "-o", path("new.txt"))).status).toBe(2);
    expect((await run("foo(", "-o", path("old.txt"))).status).toBe(2);
    expect(existsSync(path("new.txt"))).toBe(false);
    expect(readFileSync(path("old.txt"), "utf8")).toBe("old");
  });

  test("writes through a link, keeps the mode of a file, fills a folder, writes to a device", async () => {
    chmodSync(path("old.txt"), 0o640);
    expect((await run("X X", "-o", path("link"))).status).toBe(0);
    expect(readFileSync(path("old.txt"), "utf8")).toMatch(/^Y = X²\n/);
    expect(statSync(path("old.txt")).mode & 0o777).toBe(0o640);
    expect((await run("X X", "-e", "text", "-e", "ts", "-o", path("new/deep"))).status).toBe(0);
    expect(readdirSync(path("new/deep")).sort()).toEqual(["derivation.ts", "derivation.txt"]);
    expect((await run("X X", "-o", path("sub"))).status).toBe(0);
    expect(readdirSync(path("sub"))).toEqual(["derivation.txt"]);
    expect((await run("X X", "-o", "/dev/null")).status).toBe(0);
  });
});

describe("reading", () => {
  test.each([
    ["a missing program", [join("none", "x.mx")], /cannot read .*there is no such file or folder/],
    ["a missing point", ["X X", "--at", "none.json"], /cannot read none\.json: there is no such file/],
    ["a folder as a point", ["X X", "--at", tmpdir()], /cannot read .*: it is a folder/],
  ])("%s is a named error", async (_, argv, message) => {
    const { status, stdout, stderr } = await run(...argv);
    expect(stderr).toMatch(message);
    expect([status, stdout]).toEqual([2, ""]);
  });
});

describe("standard output", () => {
  const command = `${process.execPath} --import tsx src/cli.ts`;
  const shell = (line: string) => spawnSync("bash", ["-c", line], { encoding: "utf8", timeout: 60_000 });

  test("a full disk is noticed", { timeout: 60_000 }, () => {
    const { status, stderr } = shell(`${command} 'X X' > /dev/full`);
    expect([status, stderr]).toEqual([2, "error: cannot write the output: no space is left on the device\n"]);
  });

  test("a full disk is noticed by help, too", { timeout: 60_000 }, () => {
    const { status, stderr } = shell(`${command} --help > /dev/full`);
    expect([status, stderr]).toEqual([2, "error: cannot write the output: no space is left on the device\n"]);
  });

  const OUTPUTS: readonly (readonly string[])[] = [
    ["--help"],
    ["--version"],
    ["X X"],
    ["X X", "-e", "text", "-e", "json", "-e", "ts"],
    ["X X", "--check"],
    ["tr(X)", "--verify", "I"],
    ["X", "--at", "POINT"],
    ["X", "--bench", "--size", "m=2,n=2"],
    ["rules"],
    ["rules", "inverse"],
    ["rules", "--help"],
    ["check", "trace"],
    ["check", "--help"],
  ];

  test.each(OUTPUTS.map((argv) => [argv.join(" "), argv] as const))(
    "%s: what cannot be written is told",
    async (_, given) => {
      writeFileSync(path("point.json"), '{"inputs": {"X": [[1]]}, "cotangents": {"Y": [[1]]}}');
      const argv = given.map((a) => (a === "POINT" ? path("point.json") : a));
      expect(await run(...argv)).toMatchObject({ status: 0, stderr: "" });
      for (const [code, why] of [
        ["ENOSPC", "no space is left on the device"],
        ["EPIPE", "the reader has closed the pipe"],
      ] as const) {
        const { status, stderr } = await runUnwritable(code, ...argv);
        expect([status, stderr]).toEqual([2, `error: cannot write the output: ${why}\n`]);
      }
    },
  );

  test("a reader that goes away gets no stack trace", { timeout: 60_000 }, () => {
    const { status, stdout, stderr } = shell(`${command} rules | head -1; exit \${PIPESTATUS[0]}`);
    expect(stdout.split("\n")).toHaveLength(2);
    expect(stderr).toMatch(/^(error: cannot write the output: the reader has closed the pipe\n)?$/);
    expect([0, 2]).toContain(status);
  });
});
