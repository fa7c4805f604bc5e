import { appendFileSync } from "node:fs";
import { open, mkdir, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { JournalRecord } from "../frontier/records.ts";
import { translated } from "../store/volume-errors.ts";
import { JournalDamaged, type Journal } from "./journal.ts";

/** One JSON record a line. A line that a kill cut short is the end of the journal: its record never counted. */
export async function openFileJournal(path: string): Promise<Journal> {
  const file = await translated(path, () => openWhole(path));
  let pending: string[] = [];
  let flushing: Promise<void> | undefined;

  const flush = async (): Promise<void> => {
    // Whatever is appended in this turn goes out in one write.
    await Promise.resolve();
    const text = pending.join("");
    pending = [];
    flushing = undefined;
    // A few hundred bytes for the page cache: handing them to the thread pool costs several times the call.
    await translated(path, async () => appendFileSync(file.fd, text));
  };
  let last: Promise<void> = Promise.resolve();

  return {
    replay: () => readRecords(file),
    append: (records) => {
      for (const record of records) pending.push(`${JSON.stringify(record)}\n`);
      if (flushing === undefined) {
        flushing = last.then(flush);
        last = flushing;
      }
      return flushing;
    },
    [Symbol.asyncDispose]: async () => {
      await last.catch(() => undefined);
      await file.close();
    },
  };
}

async function openWhole(path: string): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, "a+");
  await cutTornTail(file);
  return file;
}

async function* readRecords(file: FileHandle): AsyncGenerator<readonly JournalRecord[]> {
  const stream = file.createReadStream({ start: 0, autoClose: false, highWaterMark: READ_BYTES });
  let line = 0;
  let begun: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    if (end > 0) {
      const lines = Buffer.concat([...begun, chunk.subarray(0, end - 1)])
        .toString("utf8")
        .split("\n");
      const first = line + 1;
      yield lines.map((text, index) => parseRecord(text, first + index));
      line += lines.length;
      begun = [];
    }
    begun.push(chunk.subarray(end));
  }
}

function parseRecord(text: string, line: number): JournalRecord {
  try {
    return JournalRecord.parse(JSON.parse(text));
  } catch (error) {
    throw new JournalDamaged(`line ${line} of the journal is not a record of this version`, error);
  }
}

const TAIL_BYTES = 64 * 1024;
const READ_BYTES = 256 * 1024;
const LINE_FEED = 0x0a;

async function cutTornTail(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  let end = size;
  while (end > 0) {
    const start = Math.max(0, end - TAIL_BYTES);
    const { buffer } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
    const lineFeed = buffer.lastIndexOf(LINE_FEED);
    if (lineFeed >= 0) {
      end = start + lineFeed + 1;
      break;
    }
    end = start;
  }
  if (end < size) await file.truncate(end);
}
