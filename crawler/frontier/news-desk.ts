import type { Plan } from "../contract.ts";
import { seedCandidates } from "../discover/list-candidates.ts";
import { createAdmission } from "./admission.ts";
import type { Answer } from "./answer.ts";
import { keyOf, type Entry } from "./entry.ts";
import { isNearer } from "./is-nearer.ts";
import type { News } from "./records.ts";
import { isSameSite } from "./same-site.ts";
import type { FrontierState } from "./state.ts";

/** What was judged once need not be judged again; navigation repeats on every page. */
const MAX_REMEMBERED = 200_000;

/** Which of the URLs that an answer brings are news, and belong to the crawl. It changes no state. */
export class NewsDesk {
  readonly #plan: Plan;
  readonly #state: FrontierState;
  readonly #remembered = new Set<string>();

  constructor(plan: Plan, state: FrontierState) {
    this.#plan = plan;
    this.#state = state;
  }

  of(entry: Entry, answer: Answer): News[] {
    const news: News[] = [];
    for (const found of answer.found) {
      const memory = `${entry.kind} ${found.kind} ${found.url}`;
      if (this.#remembered.has(memory)) continue;
      const item = this.#state.admission.judge(found, entry);
      if (item !== undefined) news.push(item);
      // The depth may differ from page to page, and with it the verdict; everything else is the same for all.
      if (this.#plan.scope.maxDepth === undefined && this.#remembered.size < MAX_REMEMBERED)
        this.#remembered.add(memory);
    }
    const { native } = answer;
    if (native !== undefined && this.#plan.discovery.nativeMarkdown && this.#state.admission.isOnSite(native.url)) {
      news.push({ ...native, kind: "native", via: "native", depth: entry.depth, subject: entry.url });
    }
    const isRead = answer.outcome.type === "page" || answer.outcome.type === "described";
    if (entry.key === this.#state.book.mainKey && isRead) news.push(...this.#seedLists(entry));
    return news;
  }

  /** Wherever it lies on the crawl's hosts. */
  ofDescription({ url: subject, depth }: Entry, url: string): News[] {
    if (!this.#state.admission.isOnSite(url)) return [];
    return [{ url, kind: "api", via: "link", depth, subject }];
  }

  #seedLists(entry: Entry): News[] {
    const asRobots = { ...entry, kind: "robots" as const };
    const lists = seedCandidates(new URL(entry.url), this.#state.evidence?.generator ?? "generic");
    return lists.flatMap((found) => this.#state.admission.judge(found, asRobots) ?? []);
  }

  /** Drops what is known, and asks for robots.txt of every origin that is new. */
  unseen(candidates: readonly News[]): News[] {
    const news = new Map<string, News>();
    for (const item of candidates) {
      const key = keyOf(item.kind, item.url, item.subject);
      const known = this.#state.book.entries.get(key);
      if (news.has(key) || (known !== undefined && !isNearer(item, known))) continue;
      news.set(key, item);
      if (item.skip !== undefined || item.kind === "robots") continue;
      const { origin } = new URL(item.url);
      const robotsKey = keyOf("robots", `${origin}/robots.txt`);
      if (!this.#state.book.origins.isNew(origin) || news.has(robotsKey)) continue;
      news.set(robotsKey, { url: `${origin}/robots.txt`, kind: "robots", via: "robots", depth: 0, subject: origin });
    }
    return [...news.values()];
  }

  /** A start URL that leads elsewhere on its own site takes the scope with it: people give short addresses. */
  judgeRedirect(to: string, entry: Entry): News | undefined {
    const admission =
      entry.isStart && isSameSite(entry.url, to)
        ? createAdmission(this.#plan, [...this.#state.extraStartUrls, to], this.#state.evidence)
        : this.#state.admission;
    return admission.judgeRedirect(to, entry);
  }
}
