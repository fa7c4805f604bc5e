import { contentTypeOf } from "./content-type-of.ts";
import type { ByteRange, ListedPage, ObjectClient, PutOptions } from "./object-client.ts";
import { checkObjectPath, checkPath } from "../paths.ts";
import { retried } from "./retry.ts";
import { StoreError, type Store } from "../store.ts";
import { UploadWriter } from "./upload-writer.ts";

/** Large enough for few requests, small enough to hold: an object is read in pieces, each with retries of its own. */
const pieceBytes = 4 * 1024 * 1024;
const triesOfReading = 2;

/** A store below a prefix of object storage; the prefix is empty or ends in `/`. */
export function createObjectStore(client: ObjectClient, prefix: string): Store {
  const keyOf = (path: string): string => {
    checkObjectPath(path);
    return prefix + path;
  };
  const folderKey = (folder: string): string => {
    checkPath(folder);
    return folder === "" ? prefix : `${prefix}${folder}/`;
  };
  const call = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw client.explain(error);
    }
  };
  // The SDKs repeat what was not answered, not what broke off while its body was read.
  const get = (key: string, range?: ByteRange): Promise<Uint8Array | undefined> =>
    retried(() => call(() => client.get(key, range)), isBrokenOff, triesOfReading);
  const put = async (path: string, data: string | Uint8Array, onlyIf?: PutOptions["onlyIf"]): Promise<boolean> => {
    const key = keyOf(path);
    const bytes = typeof data === "string" ? Buffer.from(data, "utf8") : data;
    const options = { contentType: contentTypeOf(path), ...(onlyIf === undefined ? {} : { onlyIf }) };
    return await call(() => client.put(key, bytes, options));
  };
  return {
    isRemote: true,
    read: async (path, range) => {
      const key = keyOf(path);
      if (!range) return await get(key);
      if (range.end > range.start) return await get(key, range);
      // Whether there is such an object: HTTP has no range of no bytes.
      return (await get(key, { start: 0, end: 1 })) && new Uint8Array();
    },
    openRead: async (path) => {
      const key = keyOf(path);
      const first = await get(key, { start: 0, end: pieceBytes });
      return first && readOn(first, (range) => get(key, range));
    },
    write: async (path, data) => void (await put(path, data)),
    readVersion: async (path) => {
      const key = keyOf(path);
      // The version first: should the object change in between, the older one makes `replace` refuse.
      const version = await call(() => client.versionOf(key));
      const bytes = version === undefined ? undefined : await get(key);
      return version === undefined || bytes === undefined ? undefined : { bytes, version };
    },
    replace: async (path, data, version) => await put(path, data, version === undefined ? "absent" : { version }),
    openWrite: async (path) => {
      const key = keyOf(path);
      return new UploadWriter((body, signal) => call(() => client.upload(key, body, contentTypeOf(path), signal)));
    },
    copy: async (from, to) => {
      const keys = [keyOf(from), keyOf(to)] as const;
      if (!(await call(() => client.copy(...keys)))) throw new Error(`no object at ${client.location}/${keys[0]}`);
    },
    list: (folder) => listPaths(client, folderKey(folder), prefix.length),
    names: async (folder) => {
      const below = folderKey(folder);
      return await call(() => listNames(client, below));
    },
    remove: async (path) => {
      const key = keyOf(path);
      await call(() => removeAll(client, key));
    },
    locate: (path) => {
      const below = path === "" ? prefix.replace(/\/$/, "") : keyOf(path);
      return below === "" ? client.location : `${client.location}/${below}`;
    },
  };
}

const isBrokenOff = (error: unknown): boolean => error instanceof StoreError && error.problem === "unreachable";

/** Pieces until one is short; the next is on its way while one is used. */
async function* readOn(
  first: Uint8Array,
  get: (range: ByteRange) => Promise<Uint8Array | undefined>,
): AsyncGenerator<Uint8Array> {
  let piece = first;
  for (let start = piece.length; piece.length > 0; start += piece.length) {
    const next = piece.length < pieceBytes ? undefined : get({ start, end: start + pieceBytes });
    // Whoever stops early leaves it unawaited.
    next?.catch(() => undefined);
    yield piece;
    if (next === undefined) return;
    const found = await next;
    if (found === undefined) throw new Error("an object was removed while it was read; run the same command again");
    piece = found;
  }
}

async function* pages(client: ObjectClient, prefix: string, delimiter?: "/"): AsyncGenerator<ListedPage> {
  try {
    yield* client.list(prefix, delimiter);
  } catch (error) {
    throw client.explain(error);
  }
}

async function* listPaths(client: ObjectClient, below: string, prefixLength: number): AsyncGenerator<string> {
  for await (const { keys } of pages(client, below)) {
    // Some tools make empty objects that end in a slash to show folders: they are none of ours.
    for (const key of keys) if (!key.endsWith("/")) yield key.slice(prefixLength);
  }
}

async function listNames(client: ObjectClient, below: string): Promise<string[]> {
  const names = new Set<string>();
  for await (const { keys, folders } of pages(client, below, "/")) {
    for (const key of [...keys, ...folders]) names.add(key.slice(below.length).replace(/\/$/, ""));
  }
  names.delete("");
  return [...names].sort();
}

async function removeAll(client: ObjectClient, key: string): Promise<void> {
  await client.delete([key]);
  for await (const { keys } of pages(client, `${key}/`)) await client.delete(keys);
}
