import type { CrawlStatus } from "../../operator/crawl-status.ts";
import type { Story } from "./chart.ts";

interface Listed<Item> {
  readonly items: readonly Item[];
}

interface CrawlSeen {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly siteRef: { readonly name: string } };
  readonly status?: CrawlStatus;
}

interface PodSeen {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly status: { readonly phase: string };
}

type PodCounts = Readonly<Record<"coordinator" | "worker", number>>;

/** What came and went of a namespace's crawls, from look to look. */
export class SeenCrawls {
  readonly #story: Story;
  readonly #namespace: string;
  /** As each was seen last, and whether it was there at the last look. */
  readonly #crawls = new Map<string, { readonly crawl: CrawlSeen; readonly isThere: boolean }>();
  readonly #mostPods = new Map<string, PodCounts>();

  constructor(story: Story, namespace: string) {
    this.#story = story;
    this.#namespace = namespace;
  }

  async look(): Promise<void> {
    const { kubectl } = this.#story;
    const { items: crawls } = await kubectl.get<Listed<CrawlSeen>>(this.#namespace, "crawls");
    const { items: pods } = await kubectl.get<Listed<PodSeen>>(this.#namespace, "pods", "-l", "docsynapse.io/site");
    for (const [name, { crawl }] of this.#crawls) this.#crawls.set(name, { crawl, isThere: false });
    for (const crawl of crawls) this.#crawls.set(crawl.metadata.name, { crawl, isThere: true });
    for (const [site, found] of Map.groupBy(pods, ({ metadata }) => metadata.labels["docsynapse.io/site"] ?? "")) {
      this.#mostPods.set(site, takeMost(this.mostPodsAtOnce(site), countRunning(found)));
    }
  }

  of(site: string): CrawlSeen[] {
    return [...this.#crawls.values()].map(({ crawl }) => crawl).filter(({ spec }) => spec.siteRef.name === site);
  }

  countPublished(site: string): number {
    return this.of(site).filter(({ status }) => status?.phase === "Succeeded").length;
  }

  /** Those that went without having ended. */
  countCutOff(site: string): number {
    const isThere = ({ metadata }: CrawlSeen) => this.#crawls.get(metadata.name)?.isThere === true;
    return this.of(site).filter((crawl) => !isThere(crawl) && !hasEnded(crawl)).length;
  }

  /** Running ones, also those that are told to end. */
  mostPodsAtOnce(site: string): PodCounts {
    return this.#mostPods.get(site) ?? { coordinator: 0, worker: 0 };
  }
}

const hasEnded = ({ status }: CrawlSeen): boolean => status?.phase === "Succeeded" || status?.phase === "Failed";

function countRunning(pods: readonly PodSeen[]): PodCounts {
  const count = (role: string) =>
    pods.filter(
      ({ metadata, status }) => status.phase === "Running" && metadata.labels["app.kubernetes.io/component"] === role,
    ).length;
  return { coordinator: count("coordinator"), worker: count("worker") };
}

const takeMost = (left: PodCounts, right: PodCounts): PodCounts => ({
  coordinator: Math.max(left.coordinator, right.coordinator),
  worker: Math.max(left.worker, right.worker),
});
