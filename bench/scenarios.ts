import { ours, oursOverNats, OURS_AGAIN, crawlee, wget, type Contestant } from "./contestants.ts";
import type { Setup } from "./setup.ts";

export type SiteChoice =
  | { readonly type: "corpus"; readonly start: string }
  | { readonly type: "synthetic"; readonly pages: number };

export interface Scenario {
  readonly name: ScenarioName;
  readonly title: string;
  readonly site: SiteChoice;
  readonly cores: 1 | 2;
  /** In the order of each round. */
  readonly contestants: readonly Contestant[];
}

export const scenarioNames = [
  "docs-1-core",
  "docs-2-cores",
  "small-pages",
  "many-pages-1-core",
  "many-pages-2-cores",
  "recrawl",
  "over-nats",
] as const;
export type ScenarioName = (typeof scenarioNames)[number];

/** A smoke check crawls one chapter of the corpus, and a tenth of each synthetic site. */
export function buildScenarios(setup: Setup, quick: boolean): readonly Scenario[] {
  const corpus: SiteChoice = { type: "corpus", start: quick ? "c-api/" : "" };
  const part = quick ? "one chapter of " : "";
  const scale = quick ? 0.1 : 1;
  const synthetic = (pages: number): SiteChoice => ({ type: "synthetic", pages: pages * scale });
  const all = [wget(setup), ours(), ...crawlee(setup)];
  const docs = (cores: 1 | 2): string => `${part}${setup.corpus.name}, ${nameCores(cores)}`;
  const many = (cores: 1 | 2): string => `${formatCount(10_000 * scale)} small pages, ${nameCores(cores)}`;
  return [
    { name: "docs-1-core", title: docs(1), site: corpus, cores: 1, contestants: all },
    { name: "docs-2-cores", title: docs(2), site: corpus, cores: 2, contestants: all },
    {
      name: "small-pages",
      title: `${formatCount(2000 * scale)} small pages, two cores`,
      site: synthetic(2000),
      cores: 2,
      contestants: all,
    },
    { name: "many-pages-1-core", title: many(1), site: synthetic(10_000), cores: 1, contestants: [ours()] },
    { name: "many-pages-2-cores", title: many(2), site: synthetic(10_000), cores: 2, contestants: [ours()] },
    {
      name: "recrawl",
      title: `${formatCount(5000 * scale)} small pages, crawled twice, two cores`,
      site: synthetic(5000),
      cores: 2,
      contestants: [ours(), ours(OURS_AGAIN)],
    },
    {
      name: "over-nats",
      title: `${part}${setup.corpus.name} over NATS, two cores`,
      site: corpus,
      cores: 2,
      contestants: [ours(), oursOverNats()],
    },
  ];
}

function nameCores(cores: 1 | 2): string {
  return cores === 1 ? "one core" : "two cores";
}

function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}
