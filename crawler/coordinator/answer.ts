import type { Answer } from "../frontier/answer.ts";
import type { Found, Outcome, Result } from "../messages.ts";
import type { KnownPage } from "../snapshot/previous.ts";

/** A result that settles its permit. */
export type Answerable = Result & { readonly outcome: Exclude<Outcome, { readonly type: "started" }> };

export const isAnswerable = (result: Result): result is Answerable => result.outcome.type !== "started";

type Content = Extract<Outcome, { readonly type: "page" }>;
type Unchanged = Extract<Outcome, { readonly type: "unchanged" }>;

/** What the frontier is told of a result: no bodies, and of an unchanged page what the last snapshot knows of it. */
export function answerOf(result: Answerable, known: KnownPage | undefined): Answer {
  const { sinceSentMs } = result;
  const answer = contentOf(result, known);
  return sinceSentMs === undefined ? answer : { ...answer, sinceSentMs };
}

function contentOf(result: Answerable, known: KnownPage | undefined): Answer {
  const { release, outcome } = result;
  switch (outcome.type) {
    case "page":
      return { release, ...contentAnswer(outcome) };
    case "unchanged":
      return { release, ...unchangedAnswer(outcome, known) };
    case "asset":
      return { release, outcome: { type: "asset" }, found: [] };
    case "list":
      return { release, outcome: { type: "list", entries: outcome.found.length }, found: outcome.found };
    case "robots":
      return { release, outcome, found: outcome.robots.sitemaps.map(sitemapAt) };
    case "render":
      return { release, outcome: { type: "render" }, found: outcome.found };
    case "described": {
      const { by, found, generator, alternates, language } = outcome;
      const evidence = { generator, alternates, ...(language === undefined ? {} : { language }) };
      return { release, outcome: { type: "described", by }, found, evidence };
    }
    case "skip":
      return {
        release,
        outcome: { type: "skip", reason: outcome.reason, detail: outcome.detail },
        found: outcome.found ?? [],
      };
    default:
      return { release, outcome, found: [] };
  }
}

function contentAnswer(page: Content): Omit<Answer, "release"> {
  const { hash, length, canonical, generator, language, found, alternates, native } = page;
  return {
    outcome: { type: "page", hash, length, ...(canonical === undefined ? {} : { canonical }) },
    found,
    evidence: { generator, alternates, ...(language === undefined ? {} : { language }) },
    ...(native === undefined ? {} : { native }),
  };
}

function unchangedAnswer({ validators }: Unchanged, page: KnownPage | undefined): Omit<Answer, "release"> {
  // An asset has no page in the last snapshot.
  if (page === undefined) return { outcome: { type: "unchanged", hash: "", length: 0, validators }, found: [] };
  const { length, found } = page;
  const { hash, canonical } = page.record;
  const named = canonical === undefined ? {} : { canonical };
  return { outcome: { type: "unchanged", hash, length, validators, ...named }, found };
}

const sitemapAt = (url: string): Found => ({ url, kind: "list", format: "sitemap" });
