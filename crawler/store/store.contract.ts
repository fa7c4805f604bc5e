import { expect, test } from "vitest";
import type { Store } from "./store.ts";

/** What every store must do; `makeStore` gives an empty one. */
export function testStoreContract(makeStore: () => Promise<Store>): void {
  test("an object reads back as it was written, as text and as bytes", async () => {
    const store = await makeStore();

    await store.write("a/b/text.md", "Grüße 🚀");
    await store.write("a/bytes", Uint8Array.of(0, 255, 10));

    expect(await readText(store, "a/b/text.md")).toBe("Grüße 🚀");
    expect([...((await store.read("a/bytes")) ?? [])]).toEqual([0, 255, 10]);
  });

  test("what is not there reads as undefined, and so does a folder", async () => {
    const store = await makeStore();
    await store.write("folder/object", "x");

    expect(await store.read("nothing")).toBeUndefined();
    expect(await store.read("folder")).toBeUndefined();
    expect(await store.read("folder/object/below")).toBeUndefined();
    expect(await store.openRead("nothing")).toBeUndefined();
    expect(await store.openRead("folder")).toBeUndefined();
  });

  test("a range is cut to what the object has", async () => {
    const store = await makeStore();
    await store.write("o", "0123456789");

    expect(await readText(store, "o", { start: 2, end: 5 })).toBe("234");
    expect(await readText(store, "o", { start: 8, end: 99 })).toBe("89");
    expect(await readText(store, "o", { start: 50, end: 60 })).toBe("");
    expect(await readText(store, "o", { start: 3, end: 3 })).toBe("");
  });

  test("writing replaces the object, and leaves its copies as they were", async () => {
    const store = await makeStore();
    await store.write("o", "old");
    await store.copy("o", "copies/o");

    await store.write("o", "new");

    expect(await readText(store, "o")).toBe("new");
    expect(await readText(store, "copies/o")).toBe("old");
  });

  test("a copy replaces what was there, also when it is the same object already", async () => {
    const store = await makeStore();
    await store.write("from", "a");
    await store.write("to", "b");

    await store.copy("from", "to");
    await store.copy("from", "to");

    expect(await readText(store, "to")).toBe("a");
    expect(await store.names("")).toEqual(["from", "to"]);
  });

  test("a copy of nothing fails and makes nothing", async () => {
    const store = await makeStore();

    await expect(store.copy("nothing", "to")).rejects.toThrow(/no (object|such file)/);

    expect(await store.read("to")).toBeUndefined();
  });

  test("an object is replaced only while it is the one that was read", async () => {
    const store = await makeStore();

    const made = await store.replace("o", "1", undefined);
    const madeAgain = await store.replace("o", "2", undefined);
    const read = await store.readVersion("o");
    const replaced = await store.replace("o", "3", read?.version);
    const replacedAgain = await store.replace("o", "4", read?.version);

    expect([made, madeAgain, replaced, replacedAgain]).toEqual([true, false, true, false]);
    expect(Buffer.from(read?.bytes ?? []).toString()).toBe("1");
    expect(await readText(store, "o")).toBe("3");
  });

  test("what is gone or never was has no version and is not replaced", async () => {
    const store = await makeStore();
    await store.write("o", "1");
    const version = (await store.readVersion("o"))?.version;
    await store.remove("o");

    expect(await store.readVersion("o")).toBeUndefined();
    expect(await store.replace("o", "2", version)).toBe(false);
    expect(await store.read("o")).toBeUndefined();
  });

  test("of many that replace one object at once, one succeeds", async () => {
    const store = await makeStore();
    await store.write("o", "old");
    const version = (await store.readVersion("o"))?.version;

    const won = await Promise.all(Array.from({ length: 8 }, (_, n) => store.replace("o", `new ${n}`, version)));

    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await readText(store, "o")).toBe(`new ${won.indexOf(true)}`);
  });

  test("pieces are visible after the commit and not before", async () => {
    const store = await makeStore();
    await store.write("o", "old");
    const writer = await store.openWrite("o");

    await writer.write("new ");
    await writer.write(Buffer.from("and long"));
    const before = await readText(store, "o");
    await writer.commit();

    expect(before).toBe("old");
    expect(await readText(store, "o")).toBe("new and long");
  });

  test("an aborted writer leaves nothing", async () => {
    const store = await makeStore();
    const writer = await store.openWrite("folder/o");

    await writer.write("lost");
    await writer.abort();

    expect(await store.read("folder/o")).toBeUndefined();
    expect(await listAll(store, "")).toEqual([]);
  });

  test("a large object comes in pieces that make the whole", async () => {
    const store = await makeStore();
    const bytes = Buffer.alloc(9_000_000, "0123456789abcdef!");
    await store.write("big", bytes);

    const pieces: Uint8Array[] = [];
    for await (const piece of (await store.openRead("big")) ?? []) pieces.push(piece);

    expect(pieces.length).toBeGreaterThan(1);
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
  });

  test("a listing has every object below the folder, and names only what is directly below", async () => {
    const store = await makeStore();
    for (const path of ["a/1", "a/b/2", "a/b/c/3", "ab/4", "5"]) await store.write(path, path);

    expect(await listAll(store, "a")).toEqual(["a/1", "a/b/2", "a/b/c/3"]);
    expect(await listAll(store, "")).toEqual(["5", "a/1", "a/b/2", "a/b/c/3", "ab/4"]);
    expect(await store.names("a")).toEqual(["1", "b"]);
    expect(await store.names("nothing")).toEqual([]);
    expect(await listAll(store, "nothing")).toEqual([]);
  });

  test("removing takes an object or a whole folder, and nothing else", async () => {
    const store = await makeStore();
    for (const path of ["a/1", "a/b/2", "ab", "c"]) await store.write(path, path);

    await store.remove("a");
    await store.remove("c");
    await store.remove("nothing");

    expect(await listAll(store, "")).toEqual(["ab"]);
  });

  test("a folder that was removed can be written again", async () => {
    const store = await makeStore();
    await store.write("a/b/1", "x");
    await store.remove("a");

    await store.write("a/b/1", "y");

    expect(await readText(store, "a/b/1")).toBe("y");
  });

  test.each(["../out", "a/../../out", "/etc/passwd", "a//b", "./a", "a/.", "a\0b", ".."])(
    "the path %j is refused by every call",
    async (path) => {
      const store = await makeStore();
      await store.write("o", "x");

      await expect(store.read(path)).rejects.toThrow("path");
      await expect(store.write(path, "x")).rejects.toThrow("path");
      await expect(store.openWrite(path)).rejects.toThrow("path");
      await expect(store.openRead(path)).rejects.toThrow("path");
      await expect(store.copy("o", path)).rejects.toThrow("path");
      await expect(store.copy(path, "p")).rejects.toThrow("path");
      await expect(store.replace(path, "x", undefined)).rejects.toThrow("path");
      await expect(store.readVersion(path)).rejects.toThrow("path");
      await expect(store.remove(path)).rejects.toThrow("path");
      await expect(store.names(path)).rejects.toThrow("path");
      expect(() => store.list(path)).toThrow("path");
    },
  );

  test("the root itself cannot be removed or overwritten", async () => {
    const store = await makeStore();

    await expect(store.remove("")).rejects.toThrow("path");
    await expect(store.write("", "x")).rejects.toThrow("path");
  });

  test("where there are links, one can be made and made anew, and is no object", async () => {
    const store = await makeStore();
    await store.write("snapshots/1/o", "x");
    await store.write("snapshots/2/o", "y");

    await store.link?.("latest", "snapshots/1");
    await store.link?.("latest", "snapshots/2");

    expect(await listAll(store, "")).toEqual(["snapshots/1/o", "snapshots/2/o"]);
    expect(await store.names("")).toEqual(["snapshots"]);
  });

  test("names with blanks, accents and signs that URLs escape come back as they were", async () => {
    const store = await makeStore();
    const paths = ["a b/ü é.md", "a+b/100%.md", "a b/c&d=e;f@g$h,i'j(k)l!m~n#o.md", "漢字/🚀.md"].toSorted();
    for (const path of paths) await store.write(path, path);

    for (const path of paths) await store.copy(path, `copies/${path}`);

    expect(await listAll(store, "copies")).toEqual(paths.map((path) => `copies/${path}`).toSorted());
    for (const path of paths) expect(await readText(store, `copies/${path}`)).toBe(path);
  });

  test("a long object in uneven pieces is what was written", async () => {
    const store = await makeStore();
    const pieces = Array.from({ length: 23 }, (_, n) => Buffer.alloc(n * 90_001, `piece ${n}`));
    const writer = await store.openWrite("long");

    for (const piece of pieces) await writer.write(piece);
    await writer.commit();

    const read = Buffer.from((await store.read("long")) ?? []);
    expect(read.equals(Buffer.concat(pieces))).toBe(true);
    expect(await readText(store, "long", { start: 90_000, end: 90_003 })).toBe(read.toString("utf8", 90_000, 90_003));
  });

  test("a folder with more objects than a listing gives at once is listed, named and removed whole", async () => {
    const store = await makeStore();
    const paths = Array.from({ length: 1100 }, (_, n) => `many/${String(n).padStart(4, "0")}`);
    for (let n = 0; n < paths.length; n += 50)
      await Promise.all(paths.slice(n, n + 50).map((path) => store.write(path, "")));
    await store.write("many-others", "x");

    const listed = await listAll(store, "many");
    const names = await store.names("many");
    await store.remove("many");

    expect(listed).toEqual(paths);
    expect(names).toHaveLength(paths.length);
    expect(await listAll(store, "")).toEqual(["many-others"]);
  });

  test("many writes at once into new folders all arrive", async () => {
    const store = await makeStore();
    const paths = Array.from({ length: 200 }, (_, number) => `w/${number % 7}/${number}`);

    await Promise.all(paths.map((path) => store.write(path, path)));

    expect(await listAll(store, "w")).toEqual(paths.toSorted());
  });
}

async function readText(store: Store, path: string, range?: { start: number; end: number }): Promise<string> {
  return Buffer.from((await store.read(path, range)) ?? []).toString("utf8");
}

async function listAll(store: Store, folder: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const path of store.list(folder)) paths.push(path);
  return paths.sort();
}
