import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createMemoryStore } from "../store/memory.ts";
import { publishSnapshot } from "./publish.ts";
import { readSnapshot, siteUrl, stageSite, type SyntheticPage, type SyntheticSite } from "./testing-site.ts";

const names = ["", "a", "b", "guide/", "guide/c", "guide/d.html", "guide/index.html", "api/e?x=1", "api/e", "ü/f"];
const url = fc.constantFrom(...names.map((name) => siteUrl + name));
const fragment = fc.constantFrom("", "#id-setup", "#usage", "#spot", "#other", "#missing", "#caf%C3%A9");
const menu = "[Home](https://docs.example/) [A](https://docs.example/a#spot) {#menu}and more";
const filler = "Words that make the page long enough that equal content says something. ".repeat(4);

const paragraph = fc.oneof(
  fc.tuple(url, fragment).map(([to, id]) => `See [there](${to}${id}) for more.`),
  fc.constantFrom("# Setup", "## Usage", "{#spot}A place.", "- {#other}item", "![logo](https://docs.example/logo.png)"),
  fc.constantFrom("```js\nlet a = 1;\n\nlet b;\n```", "[out](https://elsewhere.example/x)", filler, menu, "plain text"),
);
const page: fc.Arbitrary<SyntheticPage> = fc
  .record({
    parts: fc.array(paragraph, { minLength: 1, maxLength: 7 }),
    hasMenu: fc.boolean(),
    isLong: fc.boolean(),
    canonical: fc.option(url, { nil: undefined, freq: 5 }),
    generator: fc.constantFrom("generic", "generic", "sphinx"),
  })
  .map(({ parts, hasMenu, isLong, canonical, generator }) => ({
    markdown: [...(hasMenu ? [menu] : []), ...parts, ...(isLong ? [filler] : []), ...(hasMenu ? ["Footer."] : [])].join(
      "\n\n",
    ),
    title: "T",
    generator,
    ...(canonical === undefined ? {} : { canonical }),
  }));

const site: fc.Arbitrary<SyntheticSite> = fc.record({
  pages: fc.dictionary(url, page, { minKeys: 1, maxKeys: 9 }),
  assets: fc.dictionary(fc.constantFrom(`${siteUrl}logo.png`, `${siteUrl}b.pdf`), fc.constantFrom("1", "2")),
  redirects: fc.dictionary(
    fc.oneof(url, fc.constantFrom(`${siteUrl}old`, `${siteUrl}older`)),
    fc.oneof(url, fc.constant(`${siteUrl}old`)),
  ),
});

/** The second site keeps most of the first one: pages come, go and change. */
const history = fc
  .tuple(site, site, fc.array(fc.nat(3), { minLength: 10, maxLength: 10 }))
  .map(([first, other, keep]) => {
    const pages: Record<string, SyntheticPage> = {};
    names.forEach((name, at) => {
      const here = siteUrl + name;
      const chosen = keep[at] === 0 ? other.pages[here] : first.pages[here];
      if (chosen) pages[here] = chosen;
    });
    if (Object.keys(pages).length === 0) Object.assign(pages, first.pages);
    return { first, second: { ...other, pages } };
  });

test("an incremental publication has the same bytes as a full one", async () => {
  await fc.assert(
    fc.asyncProperty(history, async ({ first, second }) => {
      const incremental = createMemoryStore();
      const full = createMemoryStore();

      for (const [store, isIncremental] of [
        [incremental, true],
        [full, false],
      ] as const) {
        await publishSnapshot(await stageSite(store, first, "20260101T000000Z"));
        await publishSnapshot(await stageSite(store, second, "20260102T000000Z", { incremental: isIncremental }));
        await publishSnapshot(await stageSite(store, first, "20260103T000000Z", { incremental: isIncremental }));
      }

      for (const id of ["20260102T000000Z", "20260103T000000Z"]) {
        expect(await readSnapshot(incremental, id)).toEqual(await readSnapshot(full, id));
      }
    }),
    { numRuns: 120 },
  );
});

test("the order in which pages finished has no part in the bytes", async () => {
  await fc.assert(
    fc.asyncProperty(site, fc.nat(), async (synthetic, seed) => {
      const plain = createMemoryStore();
      const shuffled = createMemoryStore();

      await publishSnapshot(await stageSite(plain, synthetic, "20260101T000000Z"));
      await publishSnapshot(
        await stageSite(shuffled, synthetic, "20260101T000000Z", { shuffle: (items) => shuffle(items, seed) }),
      );

      expect(await readSnapshot(shuffled, "20260101T000000Z")).toEqual(await readSnapshot(plain, "20260101T000000Z"));
    }),
    { numRuns: 60 },
  );
});

function shuffle<T>(items: T[], seed: number): T[] {
  const keyed = items.map((item, at) => ({ item, key: Math.imul(seed + at * 7919, 2654435761) >>> 0 }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

test("every relative link of a snapshot leads to a file, and every fragment to a place in it", async () => {
  await fc.assert(
    fc.asyncProperty(site, async (synthetic) => {
      const store = createMemoryStore();
      await publishSnapshot(await stageSite(store, synthetic, "20260101T000000Z"));
      const files = await readSnapshot(store, "20260101T000000Z");

      const pages = Object.entries(files).filter(([path]) => path.endsWith(".md"));
      const dead = pages.flatMap(([name, text]) =>
        [...text.matchAll(/\]\(([^)\s]+)\)/g)].filter(
          ([, target = ""]) => !target.startsWith("http") && !leadsSomewhere(files, name, target),
        ),
      );

      expect(dead).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

function leadsSomewhere(files: Readonly<Record<string, string>>, from: string, target: string): boolean {
  const at = new URL(target, `file:///${encodeURI(from)}`);
  const file = files[decodeURIComponent(at.pathname.slice(1))];
  const id = at.hash.slice(1).toLowerCase();
  if (file === undefined || id === "") return file !== undefined;
  const text = file.toLowerCase();
  return text.includes(`<a id="${id}">`) || new RegExp(`^#+ ${id}$`, "m").test(text);
}
