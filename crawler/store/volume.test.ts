import { linkSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { testStoreContract } from "./store.contract.ts";
import { StoreError } from "./store.ts";
import { storeErrorFor } from "./volume-errors.ts";
import { createVolumeStore } from "./volume.ts";

const roots: string[] = [];
afterAll(async () => {
  for (const root of roots) await rm(root, { recursive: true, force: true });
});

async function makeRoot(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "docsynapse-volume-"));
  roots.push(root);
  return root;
}

const refuse = (code: string) => (): void => {
  throw Object.assign(new Error(code), { code });
};

describe("a volume", () => {
  testStoreContract(async () => createVolumeStore(await makeRoot()));
});

describe("a volume without hard links", () => {
  testStoreContract(async () => createVolumeStore(await makeRoot(), refuse("EPERM")));
});

test("a copy is a hard link", async () => {
  const root = await makeRoot();
  const store = createVolumeStore(root);
  await store.write("a", "x");

  await store.copy("a", "b/c");

  expect((await stat(join(root, "b/c"))).ino).toBe((await stat(join(root, "a"))).ino);
});

test("the latest link is relative, so that the volume can be mounted elsewhere", async () => {
  const root = await makeRoot();
  const store = createVolumeStore(root);
  await store.write("snapshots/1/o", "x");

  await store.link("latest", "snapshots/1");

  expect(await readlink(join(root, "latest"))).toBe(join("snapshots", "1"));
  expect(await readFile(join(root, "latest/o"), "utf8")).toBe("x");
});

test.each(["../out", "a/../../out", "/etc", "a//b", ".."])("no link is made at or to %j", async (path) => {
  const store = createVolumeStore(await makeRoot());

  await expect(store.link(path, "o")).rejects.toThrow("path");
  await expect(store.link("latest", path)).rejects.toThrow("path");
});

test("temporary files of a killed process are not listed, and a sweep removes them and nothing else", async () => {
  const root = await makeRoot();
  await mkdir(join(root, "a"));
  await writeFile(join(root, "a/.tmp-dead-0"), "half");
  const store = createVolumeStore(root);
  await store.write("a/o", "x");
  const open = await store.openWrite("a/being-written");

  const namesBefore = await store.names("a");
  await store.sweep();
  await open.write("y");
  await open.commit();

  expect(namesBefore).toEqual(["o"]);
  expect((await readdir(join(root, "a"))).sort()).toEqual(["being-written", "o"]);
});

test("failed writes leave no temporary file", async () => {
  const root = await makeRoot();
  const store = createVolumeStore(root);
  await store.write("folder/o", "x");

  await expect(store.write("folder", "a file where a folder is")).rejects.toThrow("EISDIR");

  expect(await readdir(root)).toEqual(["folder"]);
});

test("a folder that someone else removed is made anew", async () => {
  const root = await makeRoot();
  const store = createVolumeStore(root);
  await store.write("a/b/1", "x");
  await rm(join(root, "a"), { recursive: true });

  await store.write("a/b/2", "y");

  expect(await store.names("a/b")).toEqual(["2"]);
});

test("a symbolic link in the volume is neither listed nor followed by a removal", async () => {
  const root = await makeRoot();
  const outside = await makeRoot();
  await writeFile(join(outside, "precious"), "x");
  const store = createVolumeStore(root);
  await store.write("a/o", "x");
  await symlink(outside, join(root, "a/way-out"));

  const names = await store.names("a");
  await store.remove("a");

  expect(names).toEqual(["o"]);
  expect(await readdir(outside)).toEqual(["precious"]);
});

test("a hard link across devices falls back to a copy of its own", async () => {
  const root = await makeRoot();
  const store = createVolumeStore(root, refuse("EXDEV"));
  await store.write("a", "x");

  await store.copy("a", "b");

  expect((await stat(join(root, "b"))).ino).not.toBe((await stat(join(root, "a"))).ino);
});

test.each([
  ["ENOSPC", "full"],
  ["EDQUOT", "full"],
  ["EACCES", "denied"],
  ["EROFS", "denied"],
  ["ESTALE", "unreachable"],
  ["EMFILE", "unreachable"],
] as const)("%s says that the volume is %s, and names the path and the remedy", async (code, problem) => {
  const store = createVolumeStore(await makeRoot(), refuse(code));
  await store.write("a", "x");

  const error = await store.copy("a", "b").catch((caught: unknown) => caught);

  expect(error).toBeInstanceOf(StoreError);
  expect(error).toMatchObject({ problem, message: expect.stringMatching(/\/a: .+(free|check|raise)/) });
});

test("a folder that is removed while it is written to is told as what it is", async () => {
  const root = await makeRoot();
  const writer = await createVolumeStore(root).openWrite("a/b");
  await rm(join(root, "a"), { recursive: true });

  await expect(writer.commit()).rejects.toThrow(StoreError);
});

test("an error that nobody can mend stays what it was", async () => {
  const odd = new Error("odd");

  expect(storeErrorFor("x", odd)).toBe(odd);
});

test("a chain of many copies of one file works", async () => {
  const store = createVolumeStore(await makeRoot(), linkSync);
  await store.write("0", "x");

  for (let number = 0; number < 50; number++) await store.copy(String(number), String(number + 1));

  expect(Buffer.from((await store.read("50")) ?? []).toString()).toBe("x");
});
