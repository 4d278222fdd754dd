/** How far the command is with what takes longer than a second: one line, at a terminal only, gone at the end. */
import type { WriteStream } from "node:tty";

/** Milliseconds until the first word, and between two. */
const PATIENCE = { first: 1000, next: 100 };

export class Progress {
  #due: number;
  #shown = false;

  constructor(
    private readonly stream: Pick<WriteStream, "isTTY" | "columns" | "write" | "cursorTo" | "clearLine">,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#due = now() + PATIENCE.first;
  }

  tell(text: string): void {
    if (!this.stream.isTTY || this.now() < this.#due) return;
    this.#due = this.now() + PATIENCE.next;
    this.#shown = true;
    this.stream.cursorTo(0);
    this.stream.write(
      Array.from(text)
        .slice(0, this.stream.columns - 1)
        .join(""),
    );
    this.stream.clearLine(1);
  }

  end(): void {
    if (!this.#shown) return;
    this.stream.cursorTo(0);
    this.stream.clearLine(0);
  }
}
