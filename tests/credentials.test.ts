import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { crawlByCli, type CliRun } from "./site/cli.ts";
import { readPage, readReport } from "./site/crawl.ts";
import { html, redirectTo, sends, startTestSite, type Page, type TestSite } from "./site/test-site.ts";

const SECRET = "s3cr3t-t0ken";
const PASSWORD = "p%40ss-w0rd";
const BASIC = `Basic ${Buffer.from("crawler:p@ss-w0rd").toString("base64")}`;

/** Answers only who has the credentials. */
const locked =
  (header: string, value: string, page: string): Page =>
  (request, response) => {
    const isLetIn = request.headers[header] === value;
    response.writeHead(isLetIn ? 200 : 401, { "content-type": "text/html" }).end(isLetIn ? page : "<h1>Log in</h1>");
  };

/** Sends on to the login whoever has no session. */
const behindLogin =
  (page: string): Page =>
  (request, response) => {
    const isLetIn = request.headers.cookie === "session=1";
    response.writeHead(isLetIn ? 200 : 302, { location: "/login?next=%2F", "content-type": "text/html" });
    response.end(isLetIn ? page : "");
  };

/** Files whose name or content has one of the texts. */
async function filesWith(folder: string, texts: readonly string[]): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const content = entry.isFile() ? await readFile(path, "latin1") : "";
    if (texts.some((text) => path.includes(text) || content.includes(text))) found.push(path.slice(folder.length));
  }
  return found;
}

const headersSeen = (site: TestSite, name: string): unknown[] => [
  ...new Set(site.visits.map(({ headers }) => headers[name])),
];

describe("credentials", () => {
  let out: string;

  beforeEach(async () => {
    out = await mkdtemp(join(tmpdir(), "credentials-"));
  });
  afterEach(() => rm(out, { recursive: true, force: true }));

  async function expectKeptSecret({ stdout, stderr }: CliRun, texts: readonly string[]): Promise<void> {
    expect(await filesWith(out, texts)).toEqual([]);
    expect(texts.filter((text) => stdout.includes(text) || stderr.includes(text))).toEqual([]);
  }

  it("of a header go with every request to the URL's host and to no other", async () => {
    await using other = await startTestSite({
      "/b.html": html("B", "<p>Elsewhere.</p>"),
      "/pic.png": sends("x", "image/png"),
    });
    await using site = await startTestSite({
      "/": locked(
        "x-token",
        SECRET,
        html("Home", `<p>Text.</p><img src="${other.url}/pic.png">`, ["/a.html", "/away.html", `${other.url}/b.html`]),
      ),
      "/a.html": locked("x-token", SECRET, html("A", "<p>Text of A.</p>")),
      "/away.html": redirectTo(`${other.url}/redirected.html`),
    });
    const flags = ["--header", `X-Token: ${SECRET}`, "--host", new URL(other.url).host, "--json"];

    const run = await crawlByCli(`${site.url}/`, out, ...flags);

    expect(run.code).toBe(0);
    expect((await readReport(out)).pages).toMatchObject({ stored: 3 });
    expect(headersSeen(site, "x-token")).toEqual([SECRET]);
    expect(other.visits.map(({ path }) => path).sort()).toEqual([
      "/b.html",
      "/pic.png",
      "/redirected.html",
      "/robots.txt",
    ]);
    expect(headersSeen(other, "x-token")).toEqual([undefined]);
    await expectKeptSecret(run, [SECRET]);
  });

  it("in the URL are sent, and nothing that is written or told has them", async () => {
    await using site = await startTestSite({
      "/": locked("authorization", BASIC, html("Home", "<p>Text.</p>", ["/a.html"])),
      "/a.html": locked("authorization", BASIC, html("A", "<p>Text of A.</p>")),
    });
    const url = site.url.replace("//", `//crawler:${PASSWORD}@`);

    const run = await crawlByCli(`${url}/`, out, "--json");
    const again = await crawlByCli(`${url}/`, out);

    expect([run.code, again.code]).toEqual([0, 0]);
    expect((await readReport(out)).pages).toMatchObject({ failed: 0 });
    expect(headersSeen(site, "authorization")).toEqual([BASIC]);
    const secrets = [PASSWORD, "p@ss-w0rd", BASIC.slice(6), "crawler:"];
    await expectKeptSecret(run, secrets);
    await expectKeptSecret(again, secrets);
  });

  it("that a page has in its links are neither sent nor kept", async () => {
    await using site = await startTestSite({ "/a.html": html("A", "<p>Text of A.</p>") });
    const leaky = site.url.replace("//", `//user:${SECRET}@`);
    site.pages.set("/", html("Home", `<p>Text.</p><link rel="canonical" href="${leaky}/">`, [`${leaky}/a.html`]));
    site.pages.set("/sitemap.xml", sends(`<urlset><url><loc>${leaky}/a.html</loc></url></urlset>`, "application/xml"));

    const run = await crawlByCli(`${site.url}/`, out, "--json");

    expect(run.code).toBe(0);
    expect(headersSeen(site, "authorization")).toEqual([undefined]);
    expect((await readReport(out)).pages).toMatchObject({ stored: 2, discovered: 2 });
    expect(await readPage(out, "index.md")).toContain("](a.md)");
  });

  it("are not told when the site refuses them, nor is the query of a URL", async () => {
    const start = `/?key=${SECRET}`;
    await using site = await startTestSite({ [start]: locked("x-token", "another", html("Home", "<p>Text.</p>")) });

    const run = await crawlByCli(site.url + start, out, "--header", `X-Token: ${SECRET}`);

    expect(run.code).toBe(69);
    expect(run.stderr).toContain("asks for credentials");
    await expectKeptSecret(run, [SECRET]);
  });

  it("are asked for where the start URL leads to a login page, which is published for no site", async () => {
    const login = html("Sign in", "<form><input name=user><input type=password></form>", ["/imprint"]);
    await using site = await startTestSite({
      "/": behindLogin(html("Home", "<p>Text.</p>")),
      "/login?next=%2F": login,
    });

    const alone = await crawlByCli(`${site.url}/`, out);
    site.pages.set("/imprint", html("Imprint", "<p>Text.</p>"));
    const walled = await crawlByCli(`${site.url}/`, out);
    const letIn = await crawlByCli(`${site.url}/`, out, "--header", "Cookie: session=1");

    expect([alone.code, walled.code, letIn.code]).toEqual([69, 69, 0]);
    expect(alone.stderr).toContain(`${site.url}/login asks for a password; pass credentials with --header`);
    expect(walled.stderr).toContain(`leads to a login page, ${site.url}/login`);
    expect(await readPage(out, "index.md")).toContain("# Home");
  });

  it("that a site hands out as a cookie are told of when it asks for them in a circle", async () => {
    await using site = await startTestSite({ "/": redirectTo("/check"), "/check": redirectTo("/") });

    const run = await crawlByCli(`${site.url}/`, out);

    expect(run.code).toBe(69);
    expect(run.stderr).toContain('--header "Cookie: …"');
  });

  it("stay at home when a server answers with a redirect to another of its ports", async () => {
    await using other = await startTestSite({ "/": html("Other", "<p>Text.</p>") });
    await using site = await startTestSite({ "/": redirectTo(`${other.url}/`) });
    const url = site.url.replace("//", `//crawler:${PASSWORD}@`);

    const run = await crawlByCli(`${url}/`, out, "--header", `X-Token: ${SECRET}`, "--host", new URL(other.url).host);

    expect(run.code).toBe(0);
    expect(headersSeen(other, "authorization")).toEqual([undefined]);
    expect(headersSeen(other, "x-token")).toEqual([undefined]);
    await expectKeptSecret(run, [SECRET, PASSWORD, "p@ss-w0rd"]);
  });
});
