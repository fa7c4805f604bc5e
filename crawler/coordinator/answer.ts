import type { Answer } from "../frontier/answer.ts";
import type { Found, Outcome, Result } from "../messages.ts";
import type { PreviousSnapshot } from "../snapshot/previous.ts";

/** A result that settles its permit. */
export type Answerable = Result & { readonly outcome: Exclude<Outcome, { readonly type: "started" }> };

export const isAnswerable = (result: Result): result is Answerable => result.outcome.type !== "started";

type Content = Extract<Outcome, { readonly type: "page" }>;
type Unchanged = Extract<Outcome, { readonly type: "unchanged" }>;

/** What the frontier is told of a result: no bodies, and of an unchanged page what the last snapshot knows of it. */
export async function answerOf(result: Answerable, previous: PreviousSnapshot | undefined): Promise<Answer> {
  const { sinceSentMs } = result;
  const answer = await contentOf(result, previous);
  return sinceSentMs === undefined ? answer : { ...answer, sinceSentMs };
}

async function contentOf(result: Answerable, previous: PreviousSnapshot | undefined): Promise<Answer> {
  const { release, outcome, url } = result;
  switch (outcome.type) {
    case "page":
      return { release, ...contentAnswer(outcome) };
    case "unchanged":
      return { release, ...(await unchangedAnswer(url, outcome, previous)) };
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

async function unchangedAnswer(
  url: string,
  { validators }: Unchanged,
  previous: PreviousSnapshot | undefined,
): Promise<Omit<Answer, "release">> {
  const page = await previous?.page(url);
  // An asset has no page in the last snapshot.
  if (page === undefined) return { outcome: { type: "unchanged", hash: "", length: 0, validators }, found: [] };
  const { length, found } = page;
  const { hash, canonical } = page.record;
  const named = canonical === undefined ? {} : { canonical };
  return { outcome: { type: "unchanged", hash, length, validators, ...named }, found };
}

const sitemapAt = (url: string): Found => ({ url, kind: "list", format: "sitemap" });
