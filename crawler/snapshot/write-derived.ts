import type { Plan } from "../contract.ts";
import type { Store } from "../store/store.ts";
import { decodeUtf8 } from "../utf8.ts";
import { chunkPage } from "./chunks.ts";
import { inOrder } from "./in-order.ts";
import { fileIn, pageFile, snapshotFiles } from "./layout.ts";
import { readLines } from "./lines.ts";
import { buildLlmsTxt, type ListedPage } from "./llms-txt.ts";
import { decodeEntry, type PageEntry } from "./manifest.ts";
import type { PublishInput } from "./publish-input.ts";
import { widthFor } from "./width.ts";

/** llms.txt, llms-full.txt and chunks.jsonl of a snapshot while they grow; left before `commit`, none of them is there. */
export interface DerivedWriter extends AsyncDisposable {
  /** Pages come in the order of their URLs; `text` is the page's file after its front matter. */
  add(entry: PageEntry, text: string): Promise<void>;
  commit(): Promise<void>;
}

/** Writes the derived files, or shares the last snapshot's when nothing in them can differ. */
export async function writeDerived(input: PublishInput, derived: string): Promise<void> {
  const { previous, store, plan } = input;
  if (previous?.site.derived === derived) {
    for (const name of namesOf(plan.output)) {
      await store.copy(fileIn(previous.snapshot, name), fileIn(plan.snapshot, name));
    }
  } else if (namesOf(plan.output).length > 0) {
    await using writer = await openDerived(input);
    await addPages(input, writer);
    await writer.commit();
  }
}

const namesOf = ({ llmsTxt, chunks }: Plan["output"]): string[] => [
  ...(llmsTxt ? [snapshotFiles.llms, snapshotFiles.llmsFull] : []),
  ...(chunks ? [snapshotFiles.chunks] : []),
];

export async function openDerived({ store, plan }: PublishInput): Promise<DerivedWriter> {
  const listed: ListedPage[] = [];
  const open = (name: string): Promise<AbortableWriter> => openAbortable(store, fileIn(plan.snapshot, name));
  const full = plan.output.llmsTxt ? await open(snapshotFiles.llmsFull) : undefined;
  const chunks = plan.output.chunks ? await open(snapshotFiles.chunks).catch(abortFirst(full)) : undefined;
  return {
    add: async (entry, text) => {
      const { url, path, title, description, breadcrumb } = entry;
      if (plan.output.llmsTxt) listed.push({ url, path, title, description, breadcrumb });
      await full?.write(fullPage(entry, text));
      const lines = chunks ? chunkPage(entry, text).map((chunk) => `${JSON.stringify(chunk)}\n`) : [];
      await chunks?.write(lines.join(""));
    },
    commit: async () => {
      await full?.commit();
      await chunks?.commit();
      if (plan.output.llmsTxt) {
        await store.write(fileIn(plan.snapshot, snapshotFiles.llms), buildLlmsTxt(listed, plan.url));
      }
    },
    [Symbol.asyncDispose]: async () => {
      await full?.[Symbol.asyncDispose]();
      await chunks?.[Symbol.asyncDispose]();
    },
  };
}

interface AbortableWriter extends AsyncDisposable {
  write(piece: string): Promise<void>;
  commit(): Promise<void>;
}

/** The writer, aborted when it is disposed of before its commit. */
async function openAbortable(store: Store, path: string): Promise<AbortableWriter> {
  const writer = await store.openWrite(path);
  let committed = false;
  return {
    write: (piece) => writer.write(piece),
    commit: async () => {
      await writer.commit();
      committed = true;
    },
    [Symbol.asyncDispose]: async () => {
      if (!committed) await writer.abort();
    },
  };
}

const abortFirst =
  (other?: AbortableWriter) =>
  async (error: unknown): Promise<never> => {
    await other?.[Symbol.asyncDispose]();
    throw error;
  };

/** From the manifest and the files that were just written. */
async function addPages(input: PublishInput, writer: DerivedWriter): Promise<void> {
  const { store, signal } = input;
  const pages = inOrder(readPages(input), widthFor(store), (page) => withText(input, page), signal);
  for await (const { entry, text } of pages) await writer.add(entry, text);
}

async function* readPages({ store, plan }: PublishInput): AsyncGenerator<PageEntry> {
  const pieces = await store.openRead(fileIn(plan.snapshot, snapshotFiles.manifest));
  if (!pieces) throw new Error("the manifest that was just written is gone");
  for await (const line of readLines(pieces)) {
    const entry = decodeEntry(line.text);
    if (entry.kind === "page") yield entry;
  }
}

async function withText({ store, plan }: PublishInput, entry: PageEntry) {
  const bytes = await store.read(fileIn(plan.snapshot, pageFile(entry.path)));
  if (!bytes) throw new Error(`${pageFile(entry.path)}, which was just written, is gone`);
  return { entry, text: decodeUtf8(bytes.subarray(entry.textStart)) };
}

function fullPage({ title, url, path }: PageEntry, text: string): string {
  const heading = title.replaceAll(/\s+/g, " ").trim() || path;
  return `# ${heading}\n\nSource: ${url}\nFile: ${pageFile(path)}\n\n${text.trim()}\n\n---\n\n`;
}
