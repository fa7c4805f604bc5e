import { mkdtemp, readlink, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createMemoryStore } from "../store/memory.ts";
import type { Store } from "../store/store.ts";
import { createVolumeStore } from "../store/volume.ts";
import { openPreviousSnapshot } from "./previous.ts";
import { publishSnapshot } from "./publish.ts";
import { makePlan, readSnapshot, siteUrl, stageSite, type SyntheticSite } from "./testing-site.ts";

const roots: string[] = [];
afterAll(async () => {
  for (const root of roots) await rm(root, { recursive: true, force: true });
});

async function makeVolume(): Promise<{ root: string; store: Store }> {
  const root = await mkdtemp(join(tmpdir(), "docsynapse-publish-"));
  roots.push(root);
  return { root, store: createVolumeStore(root) };
}

const long = "Enough words that equal content is no accident of two short pages. ".repeat(5);
const first = "20260101T000000Z";
const second = "20260102T000000Z";

const site: SyntheticSite = {
  pages: {
    [siteUrl]: {
      markdown: `# Home\n\nStart at [setup](${siteUrl}guide/setup#id-install), [flag](${siteUrl}guide/setup#flag), [old](${siteUrl}old).\n\n![logo](${siteUrl}logo.png) [gone](${siteUrl}guide/setup#gone) [out](https://x.example/)`,
      description: "All about it.",
    },
    [`${siteUrl}guide/setup`]: { markdown: `# Setup\n\n## Install\n\nUse the {#flag}flag. [up](#no)\n\n${long}` },
    [`${siteUrl}guide/setup?from=nav`]: {
      markdown: `# Setup\n\n## Install\n\nUse the {#flag}flag. [up](#no)\n\n${long}`,
    },
    [`${siteUrl}guide/print`]: { markdown: `# Printed\n\n${long}`, canonical: `${siteUrl}guide/setup` },
  },
  assets: { [`${siteUrl}logo.png`]: "PNG" },
  redirects: { [`${siteUrl}old`]: `${siteUrl}guide/setup` },
};

test("links lead to files and headings, and only anchors that are linked to are put in", async () => {
  const store = createMemoryStore();

  await publishSnapshot(await stageSite(store, site, first));
  const files = await readSnapshot(store, first);

  expect(files["pages/index.md"]).toContain(
    "Start at [setup](guide/setup.md#install), [flag](guide/setup.md#flag), [old](guide/setup.md).",
  );
  expect(files["pages/index.md"]).toContain(
    "![logo](../assets/logo.png) [gone](guide/setup.md) [out](https://x.example/)",
  );
  expect(files["pages/guide/setup.md"]).toContain('Use the <a id="flag"></a>flag.');
});

test("a page under a second URL becomes an alias, and the buckets add up", async () => {
  const store = createMemoryStore();

  const result = await publishSnapshot(await stageSite(store, site, first));

  expect(result).toMatchObject({
    published: true,
    pages: 2,
    folded: 2,
    buckets: { discovered: 4, stored: 2, skipped: 2 },
    foldedPages: [
      { url: `${siteUrl}guide/print`, into: `${siteUrl}guide/setup`, reason: "canonical-elsewhere" },
      { url: `${siteUrl}guide/setup?from=nav`, into: `${siteUrl}guide/setup`, reason: "duplicate" },
    ],
  });
  const previous = await openPreviousSnapshot(store);
  expect(previous?.pages.get(`${siteUrl}guide/setup`)?.aliases).toEqual([
    `${siteUrl}guide/print`,
    `${siteUrl}guide/setup?from=nav`,
    `${siteUrl}old`,
  ]);
});

test("llms.txt has title, summary and sections", async () => {
  const store = createMemoryStore();

  await publishSnapshot(await stageSite(store, site, first));

  expect((await readSnapshot(store, first))["llms.txt"]).toBe(
    "# Home\n\n> All about it.\n\n## Docs\n\n- [Home](pages/index.md): All about it.\n\n## Guide\n\n- [Setup](pages/guide/setup.md)\n",
  );
});

test("an unchanged site's second snapshot is hard links to the first", async () => {
  const { root, store } = await makeVolume();
  await publishSnapshot(await stageSite(store, site, first));

  const result = await publishSnapshot(await stageSite(store, site, second, { incremental: true }));

  expect(result).toMatchObject({ added: 0, changed: 0, removed: 0, unchanged: 2 });
  for (const name of ["pages/index.md", "assets/logo.png", "llms-full.txt", "chunks.jsonl", "llms.txt"]) {
    const inodes = [first, second].map(async (id) => (await stat(join(root, "snapshots", id, name))).ino);
    expect([name, new Set(await Promise.all(inodes)).size]).toEqual([name, 1]);
  }
  expect(await readlink(join(root, "latest"))).toBe(`snapshots/${second}`);
});

test("a menu on most pages without a profile is cut, its headings and a lone page's are not", async () => {
  const menu = `[Home](${siteUrl}) [Docs](${siteUrl}docs)`;
  const page = (name: string) => ({ markdown: `${menu}\n\n# ${name}\n\n${name} ${long}\n\nCopyright` });
  const store = createMemoryStore();
  const pages = Object.fromEntries(["a", "b", "c", "d"].map((name) => [siteUrl + name, page(name)]));

  await publishSnapshot(await stageSite(store, { pages }, first));
  await publishSnapshot(
    await stageSite(store, { pages: { [`${siteUrl}a`]: page("a") } }, second, { incremental: true }),
  );

  const before = (await readSnapshot(store, first))["pages/a.md"];
  const after = (await readSnapshot(store, second))["pages/a.md"];
  expect(before).not.toMatch(/Home|Copyright/);
  expect(before).toContain("# a");
  expect(after).toMatch(/Home[^]+# a[^]+Copyright/);
});

test.each([
  [{ maxRemovedPercent: 40, minPages: 0, force: false }, "too-many-removed", "1 of 2 pages"],
  [{ maxRemovedPercent: 100, minPages: 5, force: false }, "too-few-pages", "--force"],
] as const)("the gate %j refuses with %s and leaves the last snapshot", async (publish, reason, message) => {
  const store = createMemoryStore();
  await publishSnapshot(await stageSite(store, site, first));
  const smaller = { pages: { [siteUrl]: { markdown: "# Login" } } };

  const refused = await publishSnapshot(await stageSite(store, smaller, second, { plan: { publish } }));
  const latest = Buffer.from((await store.read("latest.json")) ?? []).toString();
  const force = { plan: { publish: { ...publish, force: true } } };
  const forced = await publishSnapshot(await stageSite(store, smaller, second, force));

  expect(refused).toMatchObject({ published: false, reason, message: expect.stringContaining(message) });
  expect(latest).toContain(first);
  expect(forced).toMatchObject({ published: true, removed: 1 });
});

test("a snapshot that another crawl published meanwhile stays, whenever it came", async () => {
  const other = { format: 1, snapshot: "20260109T000000Z", publishedAt: "2026-01-09T00:00:00Z", pages: 1 };
  const publishOther = (store: Store) => store.write("latest.json", JSON.stringify(other));

  let calls = 0;
  for (let call = 1; call === 1 || calls >= call - 1; call++) {
    const store = createMemoryStore();
    await publishSnapshot(await stageSite(store, site, first));
    const input = await stageSite(store, site, second, { incremental: true });
    calls = 0;
    const write: Store["write"] = async (path, data) => {
      calls += 1;
      if (calls === call) await publishOther(store);
      await store.write(path, data);
    };

    const result = await publishSnapshot({ ...input, store: { ...store, write } });

    const latest = Buffer.from((await store.read("latest.json")) ?? []).toString();
    if (calls < call) break;
    expect(result).toMatchObject({
      published: false,
      reason: "superseded",
      message: expect.stringMatching(/20260109/),
    });
    expect(latest).toContain("20260109T000000Z");
    expect(await store.names("snapshots")).toEqual([first]);
  }
  expect(calls).toBeGreaterThan(3);
});

test("what was unchanged since an older snapshot is not published over a newer one", async () => {
  const store = createMemoryStore();
  await publishSnapshot(await stageSite(store, site, first));
  const input = await stageSite(store, site, "20260103T000000Z", { incremental: true });
  await publishSnapshot(await stageSite(store, site, second));

  const result = await publishSnapshot(input);

  expect(result).toMatchObject({ published: false, reason: "superseded" });
  expect(Buffer.from((await store.read("latest.json")) ?? []).toString()).toContain(second);
});

test("an answer to the last write that was lost does not make us take our own for another's", async () => {
  const store = createMemoryStore();
  const replace: Store["replace"] = async (...args) => {
    await store.replace(...args);
    return false;
  };

  const result = await publishSnapshot(await stageSite({ ...store, replace }, site, first));

  expect(result).toMatchObject({ published: true });
});

test("nothing found is never published, not even by force", async () => {
  const input = await stageSite(createMemoryStore(), { pages: {} }, first, {
    plan: { publish: { maxRemovedPercent: 100, minPages: 0, force: true } },
  });

  expect(await publishSnapshot(input)).toMatchObject({ published: false, reason: "nothing-found" });
});

test("old, unfinished and expired snapshots go, as does the work of earlier crawls", async () => {
  const store = createMemoryStore();
  const plan = { retention: { snapshots: 2 } };
  await store.write("snapshots/20251231T000000Z/manifest.jsonl", "half");
  await store.write("snapshots/of-somebody-else/file", "x");
  await store.write("work/20251231T000000Z/staged/a", "x");

  for (const id of [first, second, "20260103T000000Z"])
    await publishSnapshot(await stageSite(store, site, id, { plan }));

  expect(await store.names("snapshots")).toEqual([second, "20260103T000000Z", "of-somebody-else"]);
  expect(await store.names("work")).toEqual([]);
});

test("validators hold only for the same reading of the bytes", async () => {
  const store = createMemoryStore();
  await publishSnapshot(await stageSite(store, site, first));

  const previous = await openPreviousSnapshot(store);

  expect(previous?.validatorsFor(siteUrl)?.etag).toHaveLength(8);
  expect(previous?.fits(makePlan(second))).toBe(true);
  expect(previous?.fits(makePlan(second, { full: true }))).toBe(false);
  expect(previous?.fits(makePlan(second, { extraction: { removeSelectors: ["nav"] } }))).toBe(false);
});

test("the last snapshot gives a page back as the worker sent it", async () => {
  const store = createMemoryStore();
  await publishSnapshot(await stageSite(store, site, first));

  const previous = await openPreviousSnapshot(store);
  const page = await previous?.page(siteUrl);

  expect(page?.record.links.map((link) => link.url)).toContain(`${siteUrl}guide/setup#id-install`);
  expect(page?.found).toHaveLength(page?.record.links.length ?? 0);
  expect(await previous?.markdownOf(siteUrl)).toMatch(/^# Home/);
  expect(await previous?.page(`${siteUrl}nowhere`)).toBeUndefined();
});

test("a publication that is cut off at any call ends the same when it is repeated", async () => {
  const changed: SyntheticSite = {
    ...site,
    pages: { ...site.pages, [`${siteUrl}new`]: { markdown: `# New\n\n[home](${siteUrl})` } },
  };
  const calm = createMemoryStore();
  await publishSnapshot(await stageSite(calm, site, first));
  await publishSnapshot(await stageSite(calm, changed, second, { incremental: true }));
  const expected = await readSnapshot(calm, second);

  let cuts = 0;
  for (let call = 1; ; call++) {
    const store = createMemoryStore();
    await publishSnapshot(await stageSite(store, site, first));
    const input = await stageSite(store, changed, second, { incremental: true });
    const cut = await publishSnapshot({ ...input, store: failingAt(store, call) }).catch(() => undefined);
    if (cut) break;
    cuts += 1;

    const latest = Buffer.from((await store.read("latest.json")) ?? []).toString();
    const visible = await readSnapshot(store, latest.includes(second) ? second : first);
    expect(visible["pages/new.md"]).toBe(latest.includes(second) ? expected["pages/new.md"] : undefined);
    expect(visible).toHaveProperty(["pages/index.md"]);
    const repeated = await publishSnapshot({ ...input, previous: await openPreviousSnapshot(store) });
    expect(repeated).toMatchObject({ published: true, pages: 3, added: 1 });
    expect(await readSnapshot(store, second)).toEqual(expected);
    expect(await store.names("work")).toEqual([]);
  }

  expect(cuts).toBeGreaterThan(25);
});

/** The store until its n-th call, which fails as a killed process would: nothing after it is done. */
function failingAt(store: Store, failing: number): Store {
  let calls = 0;
  const cut = (): void => {
    if (++calls >= failing) throw new Error("cut off");
  };
  return {
    isRemote: store.isRemote,
    readVersion: async (path) => (cut(), await store.readVersion(path)),
    replace: async (path, data, version) => (cut(), await store.replace(path, data, version)),
    read: async (path, range) => (cut(), await store.read(path, range)),
    openRead: async (path) => (cut(), await store.openRead(path)),
    write: async (path, data) => (cut(), await store.write(path, data)),
    openWrite: async (path) => {
      cut();
      const writer = await store.openWrite(path);
      return {
        write: async (piece) => (cut(), await writer.write(piece)),
        commit: async () => (cut(), await writer.commit()),
        abort: async () => (cut(), await writer.abort()),
      };
    },
    copy: async (from, to) => (cut(), await store.copy(from, to)),
    list: (folder) => (cut(), store.list(folder)),
    names: async (folder) => (cut(), await store.names(folder)),
    remove: async (path) => (cut(), await store.remove(path)),
    link: async (name, folder) => (cut(), await store.link?.(name, folder)),
    locate: (path) => store.locate(path),
  };
}
