import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
  type Stats,
} from "node:fs";
import { dirname, join, resolve } from "node:path";

/** A file that cannot be read or written, with the reason in words. */
export class FileProblem extends Error {}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  EACCES: "permission is denied",
  EPERM: "it may not be changed",
  EISDIR: "it is a folder",
  ELOOP: "symbolic links lead in a circle",
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

/**
 * Writes each file whole or not at all. One file goes to the path itself, several into the folder of that name. Returns where
 * they are.
 */
export function writeFiles(path: string, folder: boolean, files: readonly { name: string; text: string }[]): string[] {
  if (folder) {
    try {
      mkdirSync(path, { recursive: true });
    } catch (error) {
      const why = (error as NodeJS.ErrnoException).code === "EEXIST" ? "it is a file" : reason(error);
      throw new FileProblem(`cannot make the folder ${path}: ${why}`);
    }
  }
  if (path === "") throw new FileProblem("cannot write: the path of the output is empty");
  return files.map(({ name, text }) => {
    const place = folder || isFolder(path) ? join(path, name) : path;
    writeWhole(place, text);
    return place;
  });
}

/** What is at a path; a path that goes through a file holds nothing. */
function at(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

const isFolder = (path: string): boolean => at(path)?.isDirectory() ?? false;

/** The file that a symbolic link leads to, whether or not it exists yet. */
function followed(path: string): string {
  for (let link = path, hops = 0; hops < 40; hops++) {
    if (!lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) return link;
    link = resolve(dirname(link), readlinkSync(link));
  }
  throw Object.assign(new Error(path), { code: "ELOOP" });
}

/** Throws where a file or its folder may not be written to: permissions bind the superuser, too. */
function requireWritable(path: string, mode: number | undefined): void {
  if (mode === undefined || mode & 0o222) return;
  throw Object.assign(new Error(path), { code: "EACCES" });
}

/** Writes next to the file and renames, so that no reader ever sees a part. A device is written to directly. */
function writeWhole(path: string, text: string): void {
  let temporary: string | undefined;
  try {
    const target = followed(path);
    const known = at(target);
    const direct = known !== undefined && !known.isFile();
    if (!direct) {
      requireWritable(target, known?.mode);
      requireWritable(target, at(dirname(target))?.mode);
      temporary = join(dirname(target), `.${process.pid}.${Date.now()}.tmp`);
    }
    const file = openSync(temporary ?? target, direct ? "w" : "wx", known?.mode ?? 0o666);
    try {
      const bytes = Buffer.from(text, "utf8");
      for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
      if (!direct) fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (temporary !== undefined) renameSync(temporary, target);
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
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
