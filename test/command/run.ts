/** Runs the command in this process and keeps what it prints. */
import { vi } from "vitest";
import { main } from "../../src/command/main.js";

export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export const run = (...argv: string[]): Promise<Outcome> => outcome(undefined, argv);

/** Runs the command with a standard output to which every write fails with an error of this code. */
export const runUnwritable = (code: string, ...argv: string[]): Promise<Outcome> => outcome(code, argv);

async function outcome(code: string | undefined, argv: readonly string[]): Promise<Outcome> {
  const [stdout, stderr] = [kept(process.stdout, code), kept(process.stderr)];
  try {
    const status = await main(argv);
    return { status, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    stdout.restore();
    stderr.restore();
  }
}

/** Keeps what is written to a stream; with a code every write fails with it. */
function kept(stream: NodeJS.WriteStream, code?: string) {
  let text = "";
  const spy = vi.spyOn(stream, "write").mockImplementation(((chunk: string, done?: (error?: Error) => void) => {
    if (code === undefined) {
      text += chunk;
      done?.();
      return true;
    }
    // As a stream does it: the call is answered, then the event follows, which must not be without a listener.
    const error = Object.assign(new Error(code), { code });
    done?.(error);
    stream.emit("error", error);
    return false;
  }) as typeof stream.write);
  return { text: () => text, restore: () => spy.mockRestore() };
}
