import type { StoreWriter } from "../store/store.ts";
import { chunkPage } from "./chunks.ts";
import { inOrder } from "./in-order.ts";
import { fileIn, pageFile, snapshotFiles } from "./layout.ts";
import { readLines } from "./lines.ts";
import { buildLlmsTxt, type ListedPage } from "./llms-txt.ts";
import { decodeEntry, type PageEntry } from "./manifest.ts";
import type { PublishInput } from "./publish-input.ts";
import { widthFor } from "./width.ts";

/** Writes llms.txt, llms-full.txt and chunks.jsonl, or shares the last snapshot's when nothing in them can differ. */
export async function writeDerived(input: PublishInput, derived: string): Promise<void> {
  const { previous, store, plan } = input;
  const names = [
    ...(plan.output.llmsTxt ? [snapshotFiles.llms, snapshotFiles.llmsFull] : []),
    ...(plan.output.chunks ? [snapshotFiles.chunks] : []),
  ];
  if (names.length === 0) return;
  if (previous?.site.derived === derived) {
    for (const name of names) await store.copy(fileIn(previous.snapshot, name), fileIn(plan.snapshot, name));
  } else {
    await buildDerived(input);
  }
}

async function buildDerived(input: PublishInput): Promise<void> {
  const { store, plan } = input;
  const listed: ListedPage[] = [];
  const open = (name: string): Promise<StoreWriter> => store.openWrite(fileIn(plan.snapshot, name));
  await using full = await whenWanted(plan.output.llmsTxt, () => open(snapshotFiles.llmsFull));
  await using chunks = await whenWanted(plan.output.chunks, () => open(snapshotFiles.chunks));
  for await (const { entry, text } of inOrder(
    readPages(input),
    widthFor(store),
    (page) => withText(input, page),
    input.signal,
  )) {
    const { url, path, title, description, breadcrumb } = entry;
    listed.push({ url, path, title, description, breadcrumb });
    await full?.write(fullPage(entry, text));
    const lines = chunks ? chunkPage(entry, text).map((chunk) => `${JSON.stringify(chunk)}\n`) : [];
    await chunks?.write(lines.join(""));
  }
  await full?.commit();
  await chunks?.commit();
  if (plan.output.llmsTxt) await store.write(fileIn(plan.snapshot, snapshotFiles.llms), buildLlmsTxt(listed, plan.url));
}

/** The writer, aborted when the block is left before its commit. */
async function whenWanted(wanted: boolean, open: () => Promise<StoreWriter>) {
  if (!wanted) return undefined;
  const writer = await open();
  let committed = false;
  return {
    write: (piece: string) => writer.write(piece),
    commit: async () => {
      await writer.commit();
      committed = true;
    },
    [Symbol.asyncDispose]: async () => {
      if (!committed) await writer.abort();
    },
  };
}

/** The pages of the manifest that was just written. */
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
  return {
    entry,
    text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8", entry.textStart),
  };
}

function fullPage({ title, url, path }: PageEntry, text: string): string {
  const heading = title.replaceAll(/\s+/g, " ").trim() || path;
  return `# ${heading}\n\nSource: ${url}\nFile: ${pageFile(path)}\n\n${text.trim()}\n\n---\n\n`;
}
