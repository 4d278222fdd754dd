/** Long texts through the user's pager. */
import { spawnSync } from "node:child_process";
import type { WriteStream } from "node:tty";

/** Whether a text is longer than the screen. */
export function isLong(text: string, { rows, columns }: { readonly rows: number; readonly columns: number }): boolean {
  const lines = text.split("\n").map((line) => Math.max(1, Math.ceil(Array.from(line).length / columns)));
  return lines.reduce((sum, height) => sum + height, 0) > rows;
}

/** The command of the pager; undefined where the user wants none. */
export function pagerCommand(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const pager = environment["PAGER"] ?? "less";
  return pager.trim() === "" || pager.trim() === "cat" ? undefined : pager;
}

/** Shows a text, through the pager where it is long; a pager that does not start leaves the text to the terminal. */
export function show(text: string, output: WriteStream): void {
  const pager = pagerCommand();
  if (pager !== undefined && output.isTTY && isLong(text, output)) {
    const { status, error } = spawnSync(pager, {
      shell: true,
      input: text,
      stdio: ["pipe", "inherit", "inherit"],
      env: { LESS: "FRX", ...process.env },
    });
    // 127 is the shell's word for a command that is not there.
    if (error === undefined && status !== 127) return;
  }
  output.write(text);
}
