import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RobotsRules } from "../messages.ts";
import { parseRobots, robotsForStatus } from "./robots.ts";

const url = "https://example.com/robots.txt";
const parse = (text: string, agent = "DocSynapse"): RobotsRules => parseRobots(text, agent, url);
const patterns = (text: string, agent?: string): string[] =>
  parse(text, agent).rules.map(({ allow, pattern }) => (allow ? "+" : "-") + pattern);

describe("parseRobots", () => {
  it("reads the example of RFC 9309 5.1", () => {
    const text = `
      User-Agent: *
      Disallow: *.gif$
      Disallow: /example/
      Allow: /publications/

      User-Agent: foobot
      Disallow:/
      Allow:/example/page.html
      Allow:/example/allowed.gif

      User-Agent: barbot
      User-Agent: bazbot
      Disallow: /example/page.html

      User-Agent: quxbot
    `;

    expect(patterns(text, "FooBot")).toEqual(["-/", "+/example/page.html", "+/example/allowed.gif"]);
    expect(patterns(text, "bazbot")).toEqual(["-/example/page.html"]);
    expect(patterns(text, "quxbot")).toEqual([]);
    expect(patterns(text, "other")).toEqual(["-*.gif$", "-/example/", "+/publications/"]);
  });

  it("merges the groups of one agent and takes its name with a version", () => {
    const text =
      "User-agent: docsynapse/2.0\nDisallow: /a\n\nUser-agent: x\nDisallow: /b\n\nuser-agent: DocSynapse\nDisallow: /c";

    expect(patterns(text, "DocSynapse/1.0 (+https://example.com)")).toEqual(["-/a", "-/c"]);
  });

  it("keeps a group together over blank lines, comments and unknown lines", () => {
    const text =
      "User-agent: a\n\n# note\nSitemap: /s.xml\nNoise: 1\nUser-agent: docsynapse\nFoo: bar\nDisallow: /x # all\nHost: y\nAllow: /y";

    expect(patterns(text)).toEqual(["-/x", "+/y"]);
  });

  it.each(["\n", "\r", "\r\n"])("reads lines that end in %j, after a byte order mark", (end) => {
    expect(patterns(`\ufeffUser-agent: *${end}Disallow: /a${end}${end}Disallow:${end}Disallow: b`)).toEqual(["-/a"]);
  });

  it("reads the longest crawl delay of its groups, bounded", () => {
    expect(parse("User-agent: *\nCrawl-delay: 2.5\nCrawl-delay: 1").crawlDelaySeconds).toBe(2.5);
    expect(parse("User-agent: *\nCrawl-delay: 999999999").crawlDelaySeconds).toBe(86_400);
    expect(parse("User-agent: *\nCrawl-delay: soon").crawlDelaySeconds).toBeUndefined();
  });

  it("takes a crawl delay for a rule, which ends the row of agents", () => {
    const text = "User-agent: *\nCrawl-delay: 9\n\nUser-agent: BadBot\nDisallow: /";

    expect(parse(text)).toEqual({ rules: [], sitemaps: [], crawlDelaySeconds: 9 });
  });

  it("collects sitemaps wherever they stand, resolved, each once", () => {
    const text =
      "Sitemap: /a.xml\nUser-agent: x\nSitemap: https://cdn.example/b.xml\nsitemap: /a.xml\nSitemap: ftp://x/";

    expect(parse(text).sitemaps).toEqual(["https://example.com/a.xml", "https://cdn.example/b.xml"]);
  });

  it("reads only the first 500 KiB, and no half line of it", () => {
    const filler = `#${"x".repeat(511_970)}\n`;

    expect(patterns(`User-agent: *\n${filler}Disallow: /private/area\nDisallow: /late`)).toEqual([]);
  });

  it("cuts an overlong rule only where that forbids more", () => {
    const long = `/${"a".repeat(3000)}`;

    const { rules } = parse(`User-agent: *\nAllow: ${long}\nDisallow: ${long}`);

    expect(rules).toHaveLength(1);
    expect(rules[0]).toMatchObject({ allow: false });
    expect(rules[0]?.pattern).toHaveLength(2048);
  });

  it("yields a valid message for any text", () => {
    const line = fc.constantFrom(
      "User-agent: *\n",
      "Disallow: /a*\n",
      "Allow: ",
      "Sitemap: /x\r",
      "Crawl-delay: 3\n",
      "\u0000",
      ":",
      "#",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.string({ unit: "binary" }))), (parts) => {
        expect(RobotsRules.safeParse(parse(parts.join(""))).success).toBe(true);
      }),
    );
  });
});

it.each([
  [200, "allow-all"],
  [401, "allow-all"],
  [403, "allow-all"],
  [404, "allow-all"],
  [429, "disallow-all"],
  [500, "disallow-all"],
  [503, "disallow-all"],
])("status %i means %s", (status, expected) => {
  expect(robotsForStatus(status)).toBe(expected);
});
