import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import GithubSlugger from "github-slugger";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { FailReason, SkipReason } from "../crawler/messages.ts";
import { reasons } from "../operator/reasons.ts";

const root = resolve(import.meta.dirname, "..");
const pages = ["README.md", "charts/docsynapse/README.md", ...listDocs()];

function listDocs(): string[] {
  return readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`);
}

function readPage(page: string): string {
  return readFileSync(join(root, page), "utf8");
}

/** Links that lead nowhere: no such file, or no such heading in it. */
function findBrokenLinks(page: string): string[] {
  const links = [...readPage(page).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, link = ""]) => link);
  return links.filter((link) => {
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? join(root, page) : resolve(root, dirname(page), path);
    if (!existsSync(target)) return true;
    return anchor !== undefined && !listAnchors(readFileSync(target, "utf8")).includes(anchor);
  });
}

function listAnchors(text: string): string[] {
  const slugger = new GithubSlugger();
  return [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, title = ""]) => slugger.slug(title.replaceAll("`", "")));
}

/** Files of the project that a command or a sentence names; `docs/guide` may be a DocSite too. */
function findMissingFiles(page: string): string[] {
  const named =
    readPage(page).match(/(?<![\w/-])((manifests|charts|crds)\/[\w./-]*\w|(docs|bench)\/[\w./-]*\.\w+)/g) ?? [];
  return named.filter((path) => !existsSync(join(root, path)) && !existsSync(join(root, dirname(page), path)));
}

describe.each(pages)("%s", (page) => {
  test("leads nowhere in vain", () => {
    expect(findBrokenLinks(page)).toEqual([]);
    expect(findMissingFiles(page)).toEqual([]);
  });
});

test("every page of the documentation is reached from the README, directly or by one of its pages", () => {
  const reached = new Set(["README.md"]);
  for (const page of reached) {
    for (const [, link = ""] of readPage(page).matchAll(/\]\((?!https?:)([^)\s#]+\.md)/g)) {
      reached.add(resolve(root, dirname(page), link).slice(root.length + 1));
    }
  }
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});

/** Of a crawl that is well, or of one that its owner has suspended. */
const ordinary = [
  ["Published", "NeverCrawled", "Crawling", "Suspended", "Scheduled", "Idle"],
  ["Pending", "Seeding", "Publishing", "Succeeded", "PolitenessBound", "WorkersUseful"],
].flat();

test("the table of what may be wrong names every reason that somebody may have to look into", () => {
  const table = readPage("docs/operations.md").split("## When something is wrong")[1] ?? "";

  expect(
    Object.keys(reasons).filter((reason) => !ordinary.includes(reason) && !table.includes(`\`${reason}\``)),
  ).toEqual([]);
});

test("the operator gives no reason that is not in its list", () => {
  const sources = globSync("operator/{crawls,docsites}/*.ts", { cwd: root }).filter(
    (path) => !path.endsWith(".test.ts"),
  );
  const given = sources.flatMap((path) =>
    [...readPage(path).matchAll(/\breason: "(\w+)"/g)].map(([, reason = ""]) => reason),
  );

  expect(given.length).toBeGreaterThan(20);
  expect(given.filter((reason) => !Object.hasOwn(reasons, reason))).toEqual([]);
});

test("every alert has a runbook that says what it means, where to look and what to do", () => {
  const alerts = Object.keys(parse(readPage("charts/docsynapse/files/alerts.yaml")) as object);
  const sections = readPage("docs/runbooks.md").split(/^## /m).slice(1);

  expect(sections.map((section) => section.split("\n")[0])).toEqual(alerts);
  for (const section of sections) expect(section).toMatch(/\*\*Means\.\*\*[^]*\*\*Look\.\*\*[^]*\*\*Do\.\*\*/);
});

test("what a runbook looks for in the logs is what the operator writes", () => {
  const sources = globSync("operator/**/*.ts", { cwd: root }).map(readPage).join("\n");
  const sought = [...readPage("docs/runbooks.md").matchAll(/logs .*\| grep '([^']+)'/g)].map(([, text = ""]) => text);

  expect(sought.length).toBeGreaterThan(0);
  expect(sought.filter((text) => !sources.includes(text))).toEqual([]);
});

test("every reason for a page that is not in a snapshot is explained", () => {
  const page = readPage("docs/snapshot.md");

  expect([...SkipReason.options, ...FailReason.options].filter((reason) => !page.includes(`\`${reason}\``))).toEqual(
    [],
  );
});
