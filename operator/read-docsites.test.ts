import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatProblem } from "./problem.ts";
import { readDocSites } from "./read-docsites.ts";

const head = "apiVersion: docsynapse.io/v1alpha1\nkind: DocSite\nmetadata: {name: guide}\n";
const problemsOf = (text: string) => readDocSites(text).problems.map((problem) => formatProblem(problem, "f"));
const specProblems = (spec: string) => problemsOf(`${head}spec:\n  url: https://x.org/\n${spec}`);

test("the smallest DocSite gets every default", () => {
  const { docSites, problems } = readDocSites(`${head}spec:\n  url: https://x.org/guide/\n`);

  expect(problems).toEqual([]);
  expect(docSites[0]?.metadata.namespace).toBe("default");
  expect(docSites[0]?.spec).toMatchObject({
    scope: { include: [], query: "Skip" },
    discovery: { sitemap: true, links: true, llmsTxt: true, pageLists: true, nativeMarkdown: true },
    politeness: { maxConcurrency: 8, robots: "Respect" },
    publish: { maxRemovedPercent: 50, minPages: 1 },
    retention: { snapshots: 5 },
  });
});

test("all problems are told at once, each with path, line, what was found and what is allowed", () => {
  const problems = specProblems(
    [
      "  scop: {}",
      "  politeness:",
      "    requestsPerSecond: fast",
      "    robots: respect",
      "    maxConcurrency: 0",
      "  startUrls:",
      "    - ftp://x.org",
      "    - 5",
    ].join("\n"),
  );

  expect(problems).toEqual([
    "f:6: spec.scop: found an unknown field; allowed: did you mean scope?",
    'f:8: spec.politeness.requestsPerSecond: found the text "fast"; allowed: a number from 0 to 10000',
    'f:9: spec.politeness.robots: found the text "respect"; allowed: one of Respect, Ignore; did you mean Respect?',
    "f:10: spec.politeness.maxConcurrency: found the number 0; allowed: a whole number from 1 to 256",
    'f:12: spec.startUrls[0]: found the text "ftp://x.org"; allowed: an absolute http or https URL without spaces',
    "f:13: spec.startUrls[1]: found the number 5; allowed: an absolute http or https URL without spaces, at most 2048 characters",
  ]);
});

describe("one field", () => {
  test.each([
    ["  output: {s3: {bucket: b}, gcs: {bucket: b}}", "spec.output: found s3 and gcs"],
    ["  workers: {min: 5, max: 2}", "spec.workers.min: found 5; allowed: at most workers.max, which is 2"],
    ["  schedule: every day", 'spec.schedule: found "every day"'],
    ["  timeZone: Mars/Olympus", 'spec.timeZone: found "Mars/Olympus"'],
    ["  politeness: {requestsPerSecond: 0.0001}", "spec.politeness.requestsPerSecond: found 0.0001"],
    ["  retention: {maxAge: 0s}", "spec.retention.maxAge: found 0s"],
    ["  retention: {maxAge: soon}", "allowed: a duration such as 30s, 5m, 12h or 30d"],
    ["  network: {caBundle: {}}", "spec.network.caBundle: found no source"],
    ["  output: {caBundle: {}}", "spec.output.caBundle: found no source"],
    ["  output: {s3: {bucket: b, endpoint: 'https://u:secret@x.org'}}", "spec.output.s3.endpoint: found a user name"],
    ["  auth: {}", "spec.auth: found no credential"],
    ["  auth: {headers: [{name: Host, secretKeyRef: {name: s, key: k}}]}", "spec.auth.headers[0].name: found Host"],
    ["  startUrls: ['https://u:secret@x.org/']", "found a user name or password in the URL"],
    [
      "  workers: {resources: {requests: {cpu: 1}}}",
      'found the number 1; allowed: a quantity in quotes, such as "500m"',
    ],
    ["  suspend: maybe", 'spec.suspend: found the text "maybe"; allowed: true or false'],
    ["  discovery: []", "spec.discovery: found a list of 0; allowed: fields: sitemap, links"],
  ])("%s is refused", (spec, message) => {
    const problems = specProblems(spec);

    expect(problems.join("\n")).toContain(message);
    expect(problems.join("\n")).not.toContain("secret@");
  });

  test.each([
    "  suspend: yes",
    "  scope:",
    "  schedule: '*/15 0-6 * jan-mar mon,wed'",
    "  politeness: {requestsPerSecond: 0}",
  ])("%s is fine, as it is for kubectl", (spec) => {
    expect(specProblems(spec)).toEqual([]);
  });
});

describe("a file", () => {
  test.each([
    ["", "found an empty file"],
    ["---\n# nothing\n---\n", "found an empty file"],
    ["kind: Namespace\napiVersion: v1\n", "found no DocSite, only Namespace"],
    ["- a\n", "found no Kubernetes resource"],
    ["kind: Docsite\napiVersion: docsynapse.io/v1alpha1\n", "kind: found Docsite; allowed: DocSite"],
    ["kind: Crawl\napiVersion: docsynapse.io/v1alpha1\n", "Crawls are made by the operator"],
    [
      "kind: DocSite\napiVersion: docsynapse.io/v1\n",
      "apiVersion: found docsynapse.io/v1; allowed: docsynapse.io/v1alpha1",
    ],
    ["kind: List\nitems: []\n", "found a List"],
    ["a: 1\na: 2\n", "f:2: found the field a a second time"],
    ["a:\n\tb: 1\n", "f:2: found a tab as indentation"],
    ["a: [1\n", "found broken YAML"],
    ["a: *nowhere\n", "Unresolved alias"],
    ["\0", "found a binary file"],
    ["a: [", "found broken YAML"],
    [`${head}spec: {url: https://x.org/}\n---\n${head}spec: {url: https://x.org/}\n`, "default/guide a second time"],
  ])("%j is refused with its reason", (text, message) => {
    expect(problemsOf(text).join("\n")).toContain(message);
  });

  test.each([
    ["brackets", "a: ".concat("[".repeat(100_000)), "too deeply nested"],
    ["dashes", "- ".repeat(50_000), "broken YAML"],
    ["aliases of aliases", bomb(9), "aliases that grow without bound"],
    ["many aliases", `- &a x\n${"- *a\n".repeat(40_000)}`, "more than 500 aliases"],
    ["an alias of itself", "a: &a [*a]\n", "aliases that grow without bound"],
    ["size", `a: ${"x".repeat(1_100_000)}`, "allowed: at most 1048576"],
    ["documents", "a: 1\n---\n".repeat(300), "300 documents; allowed: at most 256"],
  ])("that tries to exhaust the reader by %s is refused in time", (_, text, message) => {
    expect(problemsOf(text).join("\n")).toContain(message);
  });

  test("of any text is read without an exception", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            "a",
            ": ",
            "\n",
            "- ",
            "  ",
            "&x ",
            "*x ",
            "[",
            "]",
            "{",
            "}",
            "'",
            '"',
            "#",
            "---\n",
            "? ",
            "| ",
            "!!",
            "<<",
            "\t",
          ),
        ),
        (pieces) => {
          const { docSites, problems } = readDocSites(pieces.join(""));

          expect(docSites).toEqual([]);
          expect(problems.length).toBeGreaterThan(0);
        },
      ),
    );
  });

  test("may hold other kinds, and a broken document does not hide another's problems", () => {
    const text = `kind: Namespace\napiVersion: v1\n---\na: [1\n---\n${head}spec: {}\n`;

    expect(problemsOf(text)).toHaveLength(2);
    expect(problemsOf(text).join("\n")).toContain("spec.url: found nothing");
  });
});

function bomb(levels: number): string {
  const lines = ["l0: &l0 [x,x,x,x,x,x,x,x,x]"];
  for (let level = 1; level < levels; level++) {
    lines.push(`l${level}: &l${level} [${Array.from({ length: 9 }, () => `*l${level - 1}`).join(",")}]`);
  }
  return lines.join("\n");
}
