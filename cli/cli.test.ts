import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Plan } from "../crawler/contract.ts";
import { byHand } from "../crawler/nats-names.ts";

const launcher = fileURLToPath(new URL("docsynapse.js", import.meta.url));
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "docsynapse-cli-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function docsynapse(args: readonly string[], input = "", env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [launcher, ...args], { cwd: folder, env: { ...process.env, ...env } });
  child.stdin.end(input);
  const exited = new Promise<number | null>((resolve) => child.on("exit", resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { stdout, stderr, code };
}

async function put(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, content);
  return name;
}

describe("help", () => {
  test.each([[[]], [["crawl"]], [["run"]], [["convert"]], [["diff"]], [["validate"]], [["pull"]]])(
    "of docsynapse %j has examples and exit codes, and is no error",
    async (command) => {
      const { stdout, stderr, code } = await docsynapse([...command, "--help"]);

      expect(code).toBe(0);
      expect(stderr).toBe("");
      expect(stdout).toContain("Examples:");
      expect(stdout).toContain("Exit codes:");
    },
  );

  test("names the version of the package", async () => {
    const { stdout, code } = await docsynapse(["--version"]);

    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

test("a plan says that its crawl is one by hand, whose streams no operator takes for left over", async () => {
  const { stdout, code } = await docsynapse(["plan", "https://docs.example.org/guide/"]);

  expect(code).toBe(0);
  expect(Plan.parse(JSON.parse(stdout))).toMatchObject({ installation: byHand });
});

describe("bad input ends with 78, one message, and no stack trace", () => {
  test.each([
    [[], "Usage:"],
    [["crwl"], "Did you mean crawl?"],
    [["crawl"], "missing required argument 'url'"],
    [["crawl", "https://x.org", "--exlude", "a"], "Did you mean --exclude?"],
    [["crawl", "ftp://x.org"], "is no http or https URL"],
    [["crawl", "file:///x.html"], 'use "docsynapse convert"'],
    [["crawl", "http://localhost:1/"], "add --allow-private-addresses"],
    [["crawl", "http://[::ffff:10.0.0.1]/"], "add --allow-private-addresses"],
    [["crawl", "https://x.org", "--max-pages", "0"], "whole number from 1"],
    [["crawl", "https://x.org", "--rate", "-1"], "0 for no limit"],
    [["crawl", "https://x.org", "--render", "maybe"], "one of auto, never, always"],
    [["crawl", "https://x.org", "--remove", "a["], "is no CSS selector"],
    [["crawl", "https://x.org", "--exclude", "/a/["], '--exclude: glob "/a/[" has a `[` that is not closed'],
    [["crawl", "https://x.org", "--ca", "nothing.pem"], "--ca nothing.pem: no such file"],
    [["crawl", "https://x.org", "--proxy", "socks5://p"], "--proxy"],
    [["crawl", "https://x.org", "--header", "Host: y"], "the fetcher sets it itself"],
    [["crawl", "https://u:p@x.org", "--header", "Authorization: y"], "given twice"],
    [["crawl", "https://x.org", "--out", "/dev/null/x"], "choose another directory with --out"],
    [["run", "nothing.yaml"], "nothing.yaml: no such file"],
    [["run", "-"], "found an empty file"],
    [["diff", "a", "b"], "a is no snapshot"],
    [["diff", "-u", "--json", "a", "b"], "choose one"],
    [["convert", "a.html", "b.html"], "add --out DIR"],
    [["convert", "-", "--url", "x"], "is no http or https URL"],
    [["validate", "nothing.yaml"], "nothing.yaml: no such file"],
  ])("docsynapse %j", async (args, message) => {
    const { stdout, stderr, code } = await docsynapse(args);

    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe("");
    expect(code).toBe(78);
  });

  test("pull says that there is no kubeconfig", async () => {
    const { stderr, code } = await docsynapse(["pull", "guide"], "", { KUBECONFIG: "", HOME: folder });

    expect(stderr).toContain("give one with --kubeconfig or KUBECONFIG");
    expect(code).toBe(78);
  });

  test("a mistyped header is not repeated, for it may be a credential", async () => {
    const { stderr } = await docsynapse(["crawl", "https://x.org", "--header", "s3cret"]);

    expect(stderr).not.toContain("s3cret");
  });

  test("DOCSYNAPSE_DEBUG=1 shows where an error came from", async () => {
    const { stderr } = await docsynapse(["crawl", "ftp://x.org"], "", { DOCSYNAPSE_DEBUG: "1" });

    expect(stderr).toMatch(/\n\s+at /);
  });
});

const docSite = "apiVersion: docsynapse.io/v1alpha1\nkind: DocSite\nmetadata: {name: guide}\n";

describe("run", () => {
  test.each([
    ["  output: {s3: {bucket: b, secretRef: {name: keys}}}", "the Secret keys is not in this file"],
    ["  output: {s3: {bucket: b, endpoint: 'ftp://x'}}", "spec.output.s3.endpoint"],
    ["  rendering: {waitFor: 'a['}", "spec.rendering.waitFor"],
    ["  extraction: {profile: {name: a, key: b}}", "spec.extraction.profile"],
    ["  extraction: {contentSelector: 'a['}", "spec.extraction.contentSelector"],
    ["  extraction: {generator: sphynx}", "did you mean sphinx?"],
    ["  scope: {include: ['/a/[']}", 'spec.scope.include: glob "/a/["'],
    ["  auth: {basic: {secretRef: {name: login}}}", "the Secret login is not in this file"],
    ["  startUrls: ['http://127.0.0.1/']", "spec.network.allowPrivateAddresses"],
  ])("refuses %j, which it cannot honour", async (spec, message) => {
    const { stderr, code } = await docsynapse(["run", "-"], `${docSite}spec:\n  url: https://x.org/\n${spec}\n`);

    expect(stderr).toContain(message);
    expect(code).toBe(78);
  });

  test("asks which of several DocSites is meant", async () => {
    const two = `${docSite}spec: {url: https://x.org/}\n---\n${docSite.replace("guide", "api")}spec: {url: https://x.org/}\n`;

    const { stderr, code } = await docsynapse(["run", "-"], two);

    expect(stderr).toContain("choose one with --site: guide, api");
    expect(code).toBe(78);
  });
});

describe("validate", () => {
  test("prints every problem of every file", async () => {
    const good = await put("good.yaml", `${docSite}spec: {url: https://x.org/}\n`);
    const bad = await put("bad.yaml", `${docSite}spec:\n  url: 5\n  scop: {}\n`);

    const { stdout, stderr, code } = await docsynapse(["validate", bad, good]);

    expect(code).toBe(78);
    expect(stderr).toContain("bad.yaml:5: spec.url: found the number 5; allowed:");
    expect(stderr).toContain("bad.yaml:6: spec.scop: found an unknown field; allowed: did you mean scope?");
    expect(stdout).toBe("good.yaml: DocSite default/guide is valid\n");
  });

  test("judges globs and selectors as a crawl would", async () => {
    const spec = "spec: {url: https://x.org/, scope: {exclude: ['/a/[']}}\n";

    const { stdout, stderr, code } = await docsynapse(["validate", "-"], docSite + spec);

    expect(code).toBe(78);
    expect(stderr).toContain('spec.scope.exclude: glob "/a/["');
    expect(stdout).toBe("");
  });

  test("takes standard input, and only notes a Secret that the cluster may hold", async () => {
    const spec = "spec: {url: https://x.org/, auth: {basic: {secretRef: {name: login}}}}\n";

    const { stderr, code } = await docsynapse(["validate", "-"], docSite + spec);

    expect(code).toBe(0);
    expect(stderr).toContain("note: spec.auth.basic.secretRef");
  });
});

const page = (url: string, path: string, hash: string) => `${JSON.stringify({ kind: "page", url, path, hash })}\n`;

async function putSites(): Promise<void> {
  await put("site/latest.json", '{"snapshot":"20260102T000000Z"}');
  const [before, after] = ["site/snapshots/20260101T000000Z", "site/snapshots/20260102T000000Z"];
  await put(`${before}/manifest.jsonl`, page("u/a", "a.md", "1") + page("u/b", "b.md", "1") + page("u/c", "c.md", "1"));
  await put(`${after}/manifest.jsonl`, page("u/b", "b.md", "2") + page("u/c", "c.md", "1") + page("u/d", "d.md", "1"));
  await put(`${before}/pages/a.md`, "gone\n");
  await put(`${before}/pages/b.md`, "one\ntwo\n");
  await put(`${after}/pages/b.md`, "one\nthree\n");
  await put(`${after}/pages/d.md`, "new\n");
}

describe("diff", () => {
  const old = "site/snapshots/20260101T000000Z";

  test("lists what was added, changed and removed against a site's latest, and exits 1", async () => {
    await putSites();

    const { stdout, code } = await docsynapse(["diff", old, "site"]);

    expect(stdout).toBe(
      "D pages/a.md  u/a\nM pages/b.md  u/b\nA pages/d.md  u/d\npages: 1 added, 1 changed, 1 removed, 1 unchanged\n",
    );
    expect(code).toBe(1);
  });

  test("shows the text with --unified", async () => {
    await putSites();

    const { stdout } = await docsynapse(["diff", "-u", old, "site"]);

    expect(stdout).toContain("--- a/pages/b.md\n+++ b/pages/b.md\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n");
    expect(stdout).toContain("+++ /dev/null\n");
  });

  test("speaks JSON lines, and exits 0 when nothing differs", async () => {
    await putSites();

    const { stdout, code } = await docsynapse(["diff", "--json", old, old]);

    expect(JSON.parse(stdout)).toEqual({ type: "summary", added: 0, changed: 0, removed: 0, unchanged: 3 });
    expect(code).toBe(0);
  });

  test("refuses a manifest that points out of its snapshot", async () => {
    await putSites();
    await put("evil/manifest.jsonl", page("u", "../../secret", "1"));

    const { stderr, code } = await docsynapse(["diff", "-u", old, "evil"]);

    expect(stderr).toContain("manifest.jsonl:1: path");
    expect(code).toBe(78);
  });
});

const html = (body: string) =>
  `<!doctype html><html><head><title>Page</title></head><body><main>${body}</main></body></html>`;

describe("convert", () => {
  const content = `<h1 id="top-title">Page</h1><p>Some words of <a href="../up/x.html#y">content</a> to read,
    <a href="/root.html">root</a>, <a href="#top-title">top</a> and <a href="https://y.org/">away</a>.</p>`;

  test("one page goes to standard output, with its relative links as they are", async () => {
    const { stdout, stderr, code } = await docsynapse(["convert", "-"], html(content));

    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toContain("# Page");
    expect(stdout).toContain("[content](../up/x.html#y)");
    expect(stdout).toContain("[root](/root.html)");
    expect(stdout).toContain("[top](#page)");
    expect(stdout).toContain("[away](https://y.org/)");
    expect(stdout).not.toContain("no-url");
    expect(stdout).not.toMatch(/^---/);
  });

  test("an OpenAPI document becomes its reference, and a page that only draws one names it", async () => {
    const document = `swagger: "2.0"\ninfo: { title: Pots, version: "1" }\npaths:\n  /pots: { get: { responses: { 200: { schema: { $ref: "#/definitions/Pot" } } } } }\ndefinitions: { Pot: {} }\n`;

    const written = await docsynapse(["convert", "-", "--explain"], document);
    const drawn = await docsynapse(["convert", "-"], `<redoc spec-url="../pots.yaml"></redoc><script></script>`);

    expect(written.stdout).toContain("### `GET /pots`");
    expect(written.stdout).toContain("[Pot](#pot)");
    expect(written.stderr).toContain("read as openapi");
    expect(drawn).toMatchObject({ code: 1, stderr: expect.stringContaining("convert that: ../pots.yaml") });
  });

  test("the URL makes links absolute, and front matter comes when asked for", async () => {
    const args = ["convert", "-", "--url", "https://x.org/guide/page.html", "--front-matter"];

    const { stdout } = await docsynapse(args, html(content));

    expect(stdout).toMatch(/^---\ntitle: "Page"\nurl: "https:\/\/x\.org\/guide\/page\.html"\n/);
    expect(stdout).toContain("[content](https://x.org/up/x.html#y)");
  });

  test("many pages go to a directory; one without content and one that is missing do not keep the others back", async () => {
    await put("a.html", html(content));
    await put("empty.html", html(""));

    const args = ["a.html", "empty.html", "missing.html", "--out", "md", "--url", "https://x.org/guide/"];
    const { stderr, code } = await docsynapse(["convert", ...args]);

    expect(code).toBe(78);
    expect(stderr).toContain("missing.html: no such file");
    expect(stderr).toContain("empty.html: no content");
    expect(await readFile(join(folder, "md/a.md"), "utf8")).toContain("[content](https://x.org/up/x.html#y)");
  });

  test("says how a page was read, and takes another's word for it", async () => {
    const saved = html(content).replace("<head>", "<head><meta name=generator content='VitePress v1.6.4'>");

    const seen = await docsynapse(["convert", "-", "--explain"], saved);
    const told = await docsynapse(["convert", "-", "--explain", "--generator", "hugo"], saved);
    const wrong = await docsynapse(["convert", "-", "--generator", "vitepres"], saved);

    expect(seen.stderr).toMatch(/^note: .*: read as vitepress \(version 1\.6\.4\) because of a meta element generator/);
    expect(told.stderr).toContain("read as hugo because of what the plan names");
    expect(wrong).toMatchObject({ code: 78, stdout: "" });
    expect(wrong.stderr).toContain("did you mean vitepress?");
  });

  test("reads a page with a profile of one's own, and says what is wrong with one", async () => {
    await put("ours.yaml", "name: ours\ncontent: ['p:last-of-type']\nremove: [b]\n");
    await put("bad.yaml", "name: ours\nextends: sphynx\n");
    const saved = html("<h1>Page</h1><p>One.</p><p>Two<b> three</b>.</p>");

    const read = await docsynapse(["convert", "-", "--profile", "ours.yaml"], saved);
    const bad = await docsynapse(["convert", "-", "--profile", "bad.yaml"], saved);

    expect(read).toMatchObject({ code: 0, stderr: "", stdout: "Two.\n" });
    expect(bad.code).toBe(78);
    expect(bad.stderr).toContain('--profile bad.yaml: extends: found "sphynx"; allowed: did you mean sphinx?');
  });

  test("a file that is no text is refused rather than written as Markdown", async () => {
    const { stdout, stderr, code } = await docsynapse(["convert", "-"], "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\n");

    expect(stdout).toBe("");
    expect(stderr).toBe("error: standard input: no text, but a PDF, an archive, a picture or a program; give HTML\n");
    expect(code).toBe(1);
  });

  test("a page without content alone ends with 1", async () => {
    const { stdout, code } = await docsynapse(["convert", "-"], html(""));

    expect(stdout).toBe("");
    expect(code).toBe(1);
  });
});
