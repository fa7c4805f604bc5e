import type { CrawlStatus } from "../../operator/crawl-status.ts";
import type { DocSiteStatus } from "../../operator/docsite-status.ts";
import { until } from "../cluster/until.ts";
import type { Story } from "./chart.ts";

interface Listed<Item> {
  readonly items: readonly Item[];
}

export interface CrawlSeen {
  readonly metadata: { readonly name: string; readonly creationTimestamp: string };
  readonly spec: { readonly workers: number };
  readonly status?: CrawlStatus;
}

interface PodSeen {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  readonly status: { readonly phase: string };
}

/** Some twenty times what it takes on an idle machine. */
const timeoutMs = 300_000;

/** What a person with kubectl sees of one namespace's crawls. */
export class Observed {
  readonly #story: Story;
  readonly #namespace: string;

  constructor(story: Story, namespace: string) {
    this.#story = story;
    this.#namespace = namespace;
  }

  /** The newest one of the DocSite, once there is one. */
  async crawl(site: string): Promise<CrawlSeen> {
    const all = await this.#crawls(site);
    const [newest] = all.sort((a, b) => b.metadata.creationTimestamp.localeCompare(a.metadata.creationTimestamp));
    if (newest === undefined) throw new Error(`no Crawl of ${site}`);
    return newest;
  }

  async untilCrawl(site: string, what: string, check: (crawl: CrawlSeen) => boolean): Promise<CrawlSeen> {
    let last: CrawlSeen | undefined;
    const isSo = async (): Promise<boolean> => {
      last = await this.crawl(site).catch(() => undefined);
      return last !== undefined && check(last);
    };
    await until(`crawl of ${site}: ${what}`, isSo, timeoutMs).catch((error: unknown) => {
      throw new Error(`${String(error)}; seen last: ${JSON.stringify(last?.status)}`, { cause: error });
    });
    return await this.crawl(site);
  }

  async siteStatus(site: string): Promise<DocSiteStatus> {
    const { kubectl } = this.#story;
    return (await kubectl.get<{ status?: DocSiteStatus }>(this.#namespace, "docsite", site)).status ?? {};
  }

  /** `Ready=True Published` and the like. */
  async condition(site: string, type: string): Promise<string> {
    const found = (await this.siteStatus(site)).conditions?.find((each) => each.type === type);
    return `${type}=${found?.status ?? "?"} ${found?.reason ?? "?"}`;
  }

  async untilCondition(site: string, wanted: string): Promise<void> {
    const [type = ""] = wanted.split("=");
    let last = "";
    const isSo = async (): Promise<boolean> => (last = await this.condition(site, type)) === wanted;
    await until(`${site}: ${wanted}`, isSo, timeoutMs).catch((error: unknown) => {
      throw new Error(`${String(error)}; seen last: ${last}`, { cause: error });
    });
  }

  /** Names of the running pods of a role, those that are ending left out. */
  async runningPods(role: "coordinator" | "worker"): Promise<string[]> {
    const selector = `app.kubernetes.io/component=${role}`;
    const { items } = await this.#story.kubectl.get<Listed<PodSeen>>(this.#namespace, "pods", "-l", selector);
    const isUp = ({ status, metadata }: PodSeen) =>
      status.phase === "Running" && metadata.deletionTimestamp === undefined;
    return items.filter(isUp).map(({ metadata }) => metadata.name);
  }

  async untilRunning(role: "coordinator" | "worker", count: number): Promise<string[]> {
    const isSo = async () => (await this.runningPods(role)).length === count;
    await until(`${count} running pods: ${role}`, isSo, timeoutMs);
    return await this.runningPods(role);
  }

  async #crawls(site: string): Promise<CrawlSeen[]> {
    const { kubectl } = this.#story;
    const selector = `docsynapse.io/site=${site}`;
    return [...(await kubectl.get<Listed<CrawlSeen>>(this.#namespace, "crawls", "-l", selector)).items];
  }
}
