import { open } from "node:fs/promises";
import type { Context } from "./context.ts";

/** A file, or standard input for `-`, that cannot be read: says which and why, in one line. */
export class UnreadableInput extends Error {
  constructor(file: string, why: string) {
    super(`${nameInput(file)}: ${why}`);
    this.name = "UnreadableInput";
  }
}

export const nameInput = (file: string): string => (file === "-" ? "standard input" : file);

/** The bytes of a file, or of standard input for `-`; throws `UnreadableInput`. */
export async function readInput(file: string, maxBytes: number, { stdin }: Context): Promise<Buffer> {
  const tooLarge = (): never => {
    throw new UnreadableInput(file, `larger than ${maxBytes} bytes`);
  };
  if (file === "-") return await collectBytes(stdin, maxBytes, tooLarge);
  try {
    await using handle = await open(file);
    const { size } = await handle.stat();
    if (size > maxBytes) tooLarge();
    return await collectBytes(handle.createReadStream({ autoClose: false }), maxBytes, tooLarge);
  } catch (error) {
    if (error instanceof UnreadableInput) throw error;
    throw new UnreadableInput(file, explainFileError(error));
  }
}

async function collectBytes(stream: AsyncIterable<unknown>, maxBytes: number, tooLarge: () => never): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of stream) {
    const data = piece instanceof Uint8Array ? piece : Buffer.from(String(piece));
    bytes += data.byteLength;
    if (bytes > maxBytes) tooLarge();
    pieces.push(data);
  }
  return Buffer.concat(pieces);
}

const explanations: Readonly<Record<string, string>> = {
  ENOENT: "no such file or directory",
  EACCES: "no permission",
  EPERM: "not permitted",
  EISDIR: "is a directory, not a file; name the files in it",
  ENOTDIR: "a part of its path is a file, not a directory",
  EEXIST: "a file of that name is in the way",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EROFS: "the file system is read-only",
  ENAMETOOLONG: "the name is too long",
  EMFILE: "too many open files",
};

export function explainFileError(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return explanations[code] ?? (error instanceof Error ? error.message : String(error));
}
