import type { RobotsRules } from "../messages.ts";
import { parseHttpUrl } from "../url/identity.ts";

// RFC 9309 2.5 asks for at least this much; the rest of a longer file is ignored.
const maxTextLength = 500 * 1024;
const maxRules = 20_000;
const maxPatternLength = 2048;
const maxSitemaps = 1000;
const maxCrawlDelaySeconds = 86_400;

/**
 * The rules of a robots.txt (RFC 9309) for the product token: those of all groups that name it, else of all groups for
 * `*`. `Crawl-delay` and `Sitemap`, which the RFC does not define, are read as search engines do.
 */
export function parseRobots(text: string, userAgentToken: string, robotsUrl: string): RobotsRules {
  const token = productToken(userAgentToken);
  const named = emptyGroup();
  const fallback = emptyGroup();
  const sitemaps = new Set<string>();
  let current = new Set<Group>();
  let isGroupHead = false;
  for (const { key, value } of readRecords(text)) {
    if (agentKeys.has(key)) {
      // Lines in a row open one group together; a rule ends the row, unknown lines do not (RFC 9309 2.2.1).
      if (!isGroupHead) current = new Set();
      isGroupHead = true;
      const group = value.startsWith("*") ? fallback : productToken(value) === token ? named : undefined;
      if (group) current.add(group);
      if (group) group.isPresent = true;
    } else if (key === "allow" || disallowKeys.has(key)) {
      isGroupHead = false;
      for (const group of current) addRule(group, key === "allow", value);
    } else if (key === "crawl-delay") {
      // A rule to us: `*` with a delay, followed by a bot that is shut out, are two groups.
      isGroupHead = false;
      for (const group of current) addCrawlDelay(group, value);
    } else if (key === "sitemap") addSitemap(sitemaps, value, robotsUrl);
  }
  const { rules, crawlDelaySeconds } = named.isPresent ? named : fallback;
  return { rules, sitemaps: [...sitemaps], ...(crawlDelaySeconds === undefined ? {} : { crawlDelaySeconds }) };
}

/**
 * What holds when there is no robots.txt to read (RFC 9309 2.3.1): refused or missing means that all is allowed, a
 * server in trouble means that nothing is for now. 429 says "not now" as 5xx does.
 */
export function robotsForStatus(status: number): "allow-all" | "disallow-all" {
  return status >= 500 || status === 429 ? "disallow-all" : "allow-all";
}

interface Group {
  readonly rules: { allow: boolean; pattern: string }[];
  crawlDelaySeconds: number | undefined;
  isPresent: boolean;
}

function emptyGroup(): Group {
  return { rules: [], crawlDelaySeconds: undefined, isPresent: false };
}

// Spellings that Google's parser takes as well: whoever wrote them meant the rule.
const agentKeys: ReadonlySet<string> = new Set(["user-agent", "useragent", "user agent"]);
const disallowKeys: ReadonlySet<string> = new Set([
  "disallow",
  "dissallow",
  "dissalow",
  "disalow",
  "diasllow",
  "disallaw",
]);

function* readRecords(text: string): Generator<{ key: string; value: string }> {
  for (const line of linesOf(text)) {
    const comment = line.indexOf("#");
    const content = comment < 0 ? line : line.slice(0, comment);
    const colon = content.indexOf(":");
    if (colon > 0) yield { key: content.slice(0, colon).trim().toLowerCase(), value: content.slice(colon + 1).trim() };
  }
}

function linesOf(text: string): string[] {
  const lines = text.slice(0, maxTextLength).split(/\r\n|\r|\n/);
  // Half a rule is another rule.
  if (text.length > maxTextLength) lines.pop();
  if (lines[0]?.startsWith("\ufeff")) lines[0] = lines[0].slice(1);
  return lines;
}

/** `DocSynapse` of `DocSynapse/1.0 (+https://...)`, lower case. */
function productToken(userAgent: string): string {
  return (/^[a-zA-Z_-]+/.exec(userAgent)?.[0] ?? userAgent).toLowerCase();
}

function addRule(group: Group, allow: boolean, pattern: string): void {
  if (!/^[/*]/.test(pattern) || group.rules.length >= maxRules) return;
  if (pattern.length <= maxPatternLength) group.rules.push({ allow, pattern });
  // Cut, a rule matches more: right for what is forbidden, wrong for what is allowed.
  else if (!allow) group.rules.push({ allow, pattern: `${pattern.slice(0, maxPatternLength - 1)}*` });
}

function addCrawlDelay(group: Group, value: string): void {
  if (!/^\d{1,9}(?:\.\d{1,9})?$/.test(value)) return;
  const seconds = Math.min(Number(value), maxCrawlDelaySeconds);
  group.crawlDelaySeconds = Math.max(seconds, group.crawlDelaySeconds ?? 0);
}

function addSitemap(sitemaps: Set<string>, value: string, robotsUrl: string): void {
  const url = parseHttpUrl(value, robotsUrl);
  if (url && sitemaps.size < maxSitemaps) sitemaps.add(url.href);
}
