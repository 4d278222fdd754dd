import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** A file that cannot be read or written, with the reason in words. */
export class FileProblem extends Error {}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  EACCES: "permission is denied",
  EPERM: "it may not be changed",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of the path is not a folder",
  ENOSPC: "no space is left on the device",
  EROFS: "the file system is read-only",
  EPIPE: "the reader has closed the pipe",
  EEXIST: "it exists already",
};

const reason = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ""] ?? message;
};

/** The text of a file or of a descriptor. Throws FileProblem. */
export function readText(file: string | number, name: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new FileProblem(`cannot read ${name}: ${reason(error)}`);
  }
}

/** Writes each file whole or not at all. One file goes to the path itself, several into the folder of that name. */
export function writeFiles(path: string, folder: boolean, files: readonly { name: string; text: string }[]): void {
  if (folder) {
    try {
      mkdirSync(path, { recursive: true });
    } catch (error) {
      throw new FileProblem(`cannot make the folder ${path}: ${reason(error)}`);
    }
  }
  for (const { name, text } of files) writeWhole(folder || isFolder(path) ? join(path, name) : path, text);
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Writes next to the file and renames, so that no reader ever sees a part. A device is written to directly. */
function writeWhole(path: string, text: string): void {
  const known = statSync(path, { throwIfNoEntry: false });
  const direct = known !== undefined && !known.isFile();
  const temporary = direct ? path : join(dirname(path), `.${process.pid}.${Date.now()}.tmp`);
  try {
    if (known && !direct) closeSync(openSync(path, "r+"));
    const file = openSync(temporary, direct ? "w" : "wx");
    try {
      const bytes = Buffer.from(text, "utf8");
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
      if (!direct) fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (!direct) renameSync(temporary, path);
  } catch (error) {
    if (!direct) rmSync(temporary, { force: true });
    throw new FileProblem(`cannot write ${path}: ${reason(error)}`);
  }
}

/** Writes to a stream and waits until it is taken. Throws FileProblem. */
export function writeStream(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((done, fail) => {
    const failed = (error: Error): void => {
      fail(new FileProblem(`cannot write the output: ${reason(error)}`));
    };
    stream.once("error", failed);
    stream.write(text, (error) => {
      if (error) failed(error);
      else {
        stream.off("error", failed);
        done();
      }
    });
  });
}
