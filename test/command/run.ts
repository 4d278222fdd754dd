/** Runs the command in this process and keeps what it prints. */
import { vi } from "vitest";
import { main } from "../../src/command/main.js";

export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function run(...argv: string[]): Promise<Outcome> {
  const [stdout, stderr] = [kept(process.stdout), kept(process.stderr)];
  try {
    const status = await main(argv);
    return { status, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    stdout.restore();
    stderr.restore();
  }
}

function kept(stream: NodeJS.WriteStream) {
  let text = "";
  const spy = vi.spyOn(stream, "write").mockImplementation(((chunk: string, done?: (error?: Error) => void) => {
    text += chunk;
    done?.();
    return true;
  }) as typeof stream.write);
  return { text: () => text, restore: () => spy.mockRestore() };
}
