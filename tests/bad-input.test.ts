import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { planFor } from "../crawler/testing/plan.ts";
import { crawlByCli, docsynapse, type CliRun } from "./site/cli.ts";
import { crawl, readSnapshot } from "./site/crawl.ts";
import { html, sends, startTestSite, type Page, type TestSite } from "./site/test-site.ts";

const isRoot = process.getuid?.() === 0;
const docSite = (spec: string): string =>
  `apiVersion: docsynapse.io/v1alpha1\nkind: DocSite\nmetadata: {name: guide}\nspec:\n${spec}`;

function manyPages(count: number): Record<string, Page> {
  const links = Array.from({ length: count }, (_, n) => `/p${n}.html`);
  const pages = links.map((link): [string, Page] => [link, html(`Page ${link}`, `<p>Text of ${link}.</p>`)]);
  return { "/": html("Home", "<p>All pages.</p>", links), ...Object.fromEntries(pages) };
}

/** The exit code and the one error; everything that was printed when there is not exactly one, or it is for programmers. */
function refusalOf({ code, stdout, stderr }: CliRun): { readonly code: number | null; readonly message: string } {
  const [message, ...others] = stderr.split("\n").filter((line) => line.startsWith("error: "));
  const isClean = others.length === 0 && stdout === "" && !/\n\s+at |node:internal|bug in docsynapse/.test(stderr);
  return { code, message: isClean && message !== undefined ? message : `${stdout}\n${stderr}` };
}

const refused = (code: number, message: RegExp): unknown => ({
  code,
  message: expect.stringMatching(message) as string,
});

describe("bad input", () => {
  let folder: string;
  let out: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "bad-input-"));
    out = join(folder, "out");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it.each([
    [["not a url"], /is no URL; give one such as/],
    [["https://"], /is no URL/],
    [["gopher://x.org/"], /is no http or https URL/],
    [["http://127.0.0.1:9/"], /add --allow-private-addresses/],
    [["http://169.254.169.254/latest/"], /add --allow-private-addresses/],
    [["http://0x7f.1/"], /add --allow-private-addresses/],
    [["https://x.test/", "--include", "["], /--include/],
    [["https://x.test/", "--max-pages", "many"], /whole number from 1/],
    [["https://x.test/", "--json", "--quiet", "--rate", "fast"], /0 for no limit/],
    [["https://x.test/", "--header", "Authorization: a", "--header", "authorization: b"], /given twice; give it once/],
    [["https://x.test/", "https://y.test/"], /too many arguments/],
  ])("in the command line, %j, ends with 78 before anything is done", async (args, message) => {
    const run = await docsynapse(["crawl", ...args, "--out", out]);

    expect(refusalOf(run)).toEqual(refused(78, message));
    await expect(readFile(join(out, "latest.json"))).rejects.toThrow(/ENOENT/);
  });

  it.each([
    ["broken YAML", docSite('  url: "https://x.test/\n'), /guide\.yaml:\d+/],
    [
      "an unknown field",
      docSite("  url: https://x.test/\n  crawlSpeed: 9\n"),
      /spec\.crawlSpeed: found an unknown field/,
    ],
    [
      "a wrong value",
      docSite("  url: https://x.test/\n  scope: {maxPages: -1}\n"),
      /spec\.scope\.maxPages: found the number -1; allowed: a whole number from 1/,
    ],
    ["another kind of resource", "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n", /DocSite/],
    ["a private address", docSite("  url: http://10.0.0.1/\n"), /allowPrivateAddresses/],
  ])("in a file, %s, ends with 78 and says where", async (_, yaml, message) => {
    await writeFile(join(folder, "guide.yaml"), yaml);

    const run = await docsynapse(["run", join(folder, "guide.yaml"), "--out", out]);

    expect(refusalOf(run)).toEqual(refused(78, message));
  });

  it("tells an unknown host from one that does not answer", async () => {
    const port = await freePort();

    const [unknown, silent] = await Promise.all([
      docsynapse(["crawl", "http://nobody.invalid/", "--out", out]),
      crawlByCli(`http://127.0.0.1:${port}/`, join(folder, "other")),
    ]);

    expect(refusalOf(unknown)).toEqual(refused(69, /nobody\.invalid.* check the URL and the network/));
    expect(refusalOf(silent)).toEqual(refused(69, new RegExp(`127\\.0\\.0\\.1:${port}`)));
  }, 90_000);

  it.each<[string, Record<string, Page>, RegExp]>([
    [
      "robots.txt forbids it",
      { "/robots.txt": sends("User-agent: *\nDisallow: /\n", "text/plain") },
      /--ignore-robots/,
    ],
    ["it wants credentials", { "/": (_, response) => void response.writeHead(401).end("no") }, /--header/],
    ["it is not there", { "/": (_, response) => void response.writeHead(404).end("no") }, /was not found/],
    ["it is a file", { "/": sends("%PDF-1.7", "application/pdf") }, /is no HTML page/],
    ["it has no content", { "/": "<html><body></body></html>" }, /--content-selector/],
    ["it needs scripts", { "/": '<body><div id="root"></div><script src="a.js"></script></body>' }, /JavaScript/],
  ])("is a site of which nothing can be had because %s: 69, and the last snapshot stays", async (_, pages, message) => {
    await using site = await startTestSite(manyPages(3));
    await crawl(planFor(`${site.url}/`), out);
    const before = await readLatest();
    replace(site, pages);

    const run = await crawlByCli(`${site.url}/`, out, "--render", "never");

    expect(refusalOf(run)).toEqual(refused(69, message));
    expect(await readLatest()).toEqual(before);
  });

  it("is a login wall in place of a documentation: refused, told how many pages would go, and forced on demand", async () => {
    await using site = await startTestSite(manyPages(8));
    await crawl(planFor(`${site.url}/`), out);
    const before = await readLatest();
    replace(site, { "/": html("Sign in", "<p>Please sign in to read on, with your name and password.</p>") });

    const kept = await crawlByCli(`${site.url}/`, out);
    const stillThere = await readLatest();
    const forced = await crawlByCli(`${site.url}/`, out, "--force");

    expect(refusalOf(kept)).toEqual(refused(69, /8 of 9 pages .* are gone .*--force/));
    expect(stillThere).toEqual(before);
    expect(forced.code).toBe(0);
    expect((await readSnapshot(out)).size).toBeLessThan(before.size);
  });

  it("is no snapshot of its own when two runs fall into one second: both publish what they found", async () => {
    await using site = await startTestSite(manyPages(2));
    const texts: string[] = [];
    for (const word of ["first", "second", "third"]) {
      site.pages.set("/p0.html", html("Page", `<p>The ${word} text.</p>`));
      await crawlByCli(`${site.url}/`, out);
      texts.push(await readFile(join(out, "latest", "pages", "p0.md"), "utf8"));
    }

    expect(texts.map((text) => /The (\w+) text/.exec(text)?.[1])).toEqual(["first", "second", "third"]);
  });

  it("is an --out that is a file", async () => {
    await writeFile(out, "mine");

    const run = await crawlByCli("http://127.0.0.1:9/", out);

    expect(refusalOf(run)).toEqual(refused(78, /choose another directory with --out/));
    expect(await readFile(out, "utf8")).toBe("mine");
  });

  it.skipIf(isRoot)("is an --out that may not be written (skipped for root, who may write anything)", async () => {
    await mkdir(out);
    await chmod(out, 0o500);

    expect(refusalOf(await crawlByCli("http://127.0.0.1:9/", out))).toEqual(
      refused(78, /choose another directory with --out/),
    );
  });

  it("is a second crawl into the same directory: told to wait, while the first one goes on", async () => {
    await using site = await startTestSite(manyPages(12), { latencyMs: 150 });
    const first = crawlByCli(`${site.url}/`, out, "--concurrency", "1");
    await expect.poll(() => site.visits.length, { timeout: 10_000 }).toBeGreaterThan(1);

    const second = await crawlByCli(`${site.url}/`, out);

    expect(refusalOf(second)).toEqual(refused(78, /another crawl is writing to .* choose another --out/));
    expect((await first).code).toBe(0);
    expect(await readSnapshot(out)).toBeDefined();
  });

  it("is an --out that holds another site", async () => {
    await using one = await startTestSite(manyPages(2));
    await using other = await startTestSite(manyPages(2));
    await crawl(planFor(`${one.url}/`), out);
    const before = await readLatest();

    const run = await crawlByCli(`${other.url}/`, out);

    expect(refusalOf(run)).toEqual(refused(78, /holds snapshots of .* choose another --out/));
    expect(await readLatest()).toEqual(before);
    expect(other.visits).toEqual([]);
  });

  it.skipIf(!canMount())("is a disk that fills up (skipped where no file system can be mounted)", async () => {
    await mkdir(out);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=640k", "tmpfs", out]);
    try {
      await using site = await startTestSite(manyPages(3));
      await crawl(planFor(`${site.url}/`), out);
      const before = await readLatest();
      replace(site, manyPages(40));
      for (let n = 0; n < 40; n++) {
        site.pages.set(`/p${n}.html`, html(`Page ${n}`, `<p>${`Words of page ${n} and more. `.repeat(1500)}</p>`));
      }

      const run = await crawlByCli(`${site.url}/`, out);

      expect(refusalOf(run)).toEqual(refused(75, /disk|space/));
      expect(await readLatest()).toEqual(before);
    } finally {
      execFileSync("umount", [out]);
    }
  });

  async function readLatest(): Promise<Map<string, string>> {
    const files = await readSnapshot(out);
    return files.set("latest.json", await readFile(join(out, "latest.json"), "utf8"));
  }
});

function replace(site: TestSite, pages: Record<string, Page>): void {
  site.pages.clear();
  for (const [path, page] of Object.entries(pages)) site.pages.set(path, page);
}

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  return typeof address === "object" && address !== null ? address.port : 9;
}

function canMount(): boolean {
  if (!isRoot || process.platform !== "linux") return false;
  try {
    execFileSync("unshare", ["--mount", "mount", "-t", "tmpfs", "tmpfs", tmpdir()], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
