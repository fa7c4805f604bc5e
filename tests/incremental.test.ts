import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { planFor } from "../crawler/testing/plan.ts";
import { crawl, readSnapshot } from "./site/crawl.ts";
import { html, redirectTo, startTestSite, type Page } from "./site/test-site.ts";

/** One change of a site between two crawls. */
type Change =
  | { readonly type: "edit" | "remove" | "orphan"; readonly page: number }
  | { readonly type: "add"; readonly page: number; readonly linkedFrom: number }
  | { readonly type: "move"; readonly page: number; readonly to: number }
  | { readonly type: "relink"; readonly page: number; readonly to: number };

interface Draft {
  text: string;
  links: number[];
  movedTo: number | undefined;
}

const PAGES = 8;
const path = (n: number): string => (n === 0 ? "/docs/" : `/docs/p${n}.html`);

const changes = fc.array(
  fc.oneof(
    fc.record({
      type: fc.constantFrom("edit" as const, "remove" as const, "orphan" as const),
      page: fc.integer({ min: 1, max: PAGES - 1 }),
    }),
    fc.record({
      type: fc.constant("add" as const),
      page: fc.integer({ min: PAGES, max: PAGES + 3 }),
      linkedFrom: fc.nat(PAGES - 1),
    }),
    fc.record({
      type: fc.constantFrom("move" as const, "relink" as const),
      page: fc.integer({ min: 1, max: PAGES - 1 }),
      to: fc.integer({ min: 1, max: PAGES + 3 }),
    }),
  ),
  { minLength: 1, maxLength: 5 },
);

function firstSite(): Map<number, Draft> {
  const drafts = new Map<number, Draft>();
  for (let n = 0; n < PAGES; n++) {
    drafts.set(n, {
      text: `Text of page ${n}, as it was first.`,
      links: [(n + 1) % PAGES, (n * 3) % PAGES],
      movedTo: undefined,
    });
  }
  return drafts;
}

function applyChange(drafts: Map<number, Draft>, change: Change): void {
  const draft = drafts.get(change.page);
  switch (change.type) {
    case "edit":
      if (draft !== undefined) draft.text += " And then it was edited.";
      return;
    case "remove":
      drafts.delete(change.page);
      return;
    case "orphan":
      for (const other of drafts.values()) other.links = other.links.filter((link) => link !== change.page);
      return;
    case "add":
      drafts.set(change.page, { text: `New page ${change.page}.`, links: [0], movedTo: undefined });
      drafts.get(change.linkedFrom)?.links.push(change.page);
      return;
    case "move":
      if (draft !== undefined && change.to !== change.page) draft.movedTo = change.to;
      return;
    case "relink":
      draft?.links.push(change.to);
      return;
    default:
      return change satisfies never;
  }
}

function pagesOf(drafts: ReadonlyMap<number, Draft>): Map<string, Page> {
  const pages = new Map<string, Page>();
  for (const [n, { text, links, movedTo }] of drafts) {
    const body = `<p id="text">${text}</p><h2 id="part-${n}">Part ${n}</h2><p>More.</p>`;
    const targets = links.map((link) => `${path(link)}#part-${link}`);
    pages.set(path(n), movedTo === undefined ? html(`Page ${n}`, body, targets) : redirectTo(path(movedTo)));
  }
  return pages;
}

describe("an incremental crawl", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "incremental-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("begun within the second of the last one has a snapshot of its own", async () => {
    await using site = await startTestSite({ "/docs/": html("Home", "<p>Text.</p>") });
    const plan = planFor(`${site.url}/docs/`, { snapshot: "20260101T000000Z" });

    const ids: string[] = [];
    for (let run = 0; run < 3; run++) {
      const { result } = await crawl(plan, join(folder, "out"));
      if (result.type === "published") ids.push(result.snapshot);
    }

    expect(ids).toEqual(["20260101T000000Z", "20260101T000000Z-02", "20260101T000000Z-03"]);
  });

  it.each([true, false])(
    "ends with the same bytes as a full one, however the site changed (validators: %s)",
    async (validators) => {
      let round = 0;
      await fc.assert(
        fc.asyncProperty(changes, async (list) => {
          round += 1;
          const out = join(folder, `${round}`);
          await using site = await startTestSite({}, { validators });
          const drafts = firstSite();
          replace(site.pages, pagesOf(drafts));
          const plan = (snapshot: string) => planFor(`${site.url}/docs/`, { snapshot });
          await crawl(plan("20260101T000000Z"), join(out, "incremental"));
          for (const change of list) applyChange(drafts, change);
          replace(site.pages, pagesOf(drafts));

          const later = await crawl(plan("20260102T000000Z"), join(out, "incremental"));
          const full = await crawl(plan("20260102T000000Z"), join(out, "full"));

          expect([later.result.type, full.result.type]).toEqual(["published", "published"]);
          expect(await readSnapshot(join(out, "incremental"))).toEqual(await readSnapshot(join(out, "full")));
        }),
        { numRuns: 12 },
      );
    },
    120_000,
  );

  it("fetches nothing twice that has not changed, and says so", async () => {
    await using site = await startTestSite({}, { validators: true });
    replace(site.pages, pagesOf(firstSite()));
    const out = join(folder, "out");
    await crawl(planFor(`${site.url}/docs/`), out);
    site.visits.length = 0;

    const { result } = await crawl(planFor(`${site.url}/docs/`, { snapshot: "20260102T000000Z" }), out);

    const notModified = site.visits.filter(({ status }) => status === 304);
    expect(notModified).toHaveLength(PAGES - 1);
    expect(result).toMatchObject({
      type: "published",
      counts: { unchanged: PAGES - 1, stored: 1 },
      changes: { added: 0, changed: 0, removed: 0, unchanged: PAGES },
    });
  });

  it("keeps an old snapshot as it was when pages change, move and go", async () => {
    await using site = await startTestSite({}, { validators: true });
    const drafts = firstSite();
    replace(site.pages, pagesOf(drafts));
    const out = join(folder, "out");
    await crawl(planFor(`${site.url}/docs/`), out);
    const before = await readSnapshot(out, "20260101T000000Z");
    applyChange(drafts, { type: "remove", page: 3 });
    applyChange(drafts, { type: "edit", page: 2 });
    applyChange(drafts, { type: "move", page: 5, to: 6 });
    replace(site.pages, pagesOf(drafts));

    const { result } = await crawl(planFor(`${site.url}/docs/`, { snapshot: "20260102T000000Z" }), out);

    expect(result).toMatchObject({ type: "published", changes: { removed: 3 } });
    expect(await readSnapshot(out, "20260101T000000Z")).toEqual(before);
  });
});

function replace(pages: Map<string, Page>, by: ReadonlyMap<string, Page>): void {
  pages.clear();
  for (const [key, page] of by) pages.set(key, page);
}
