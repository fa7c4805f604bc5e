import type { OperatorSettings } from "../settings.ts";
import type { SiteWorld } from "./site-world.ts";

/** Which crawls are active and at which hosts; what this process has just started counts before a cache tells of it. */
export class ActiveCrawls {
  readonly #hosts = new Map<string, string>();

  set(crawl: string, host: string): void {
    this.#hosts.set(crawl, host);
  }

  delete(crawl: string): boolean {
    return this.#hosts.delete(crawl);
  }

  findSlot(host: string, { maxActiveCrawls, maxActiveCrawlsPerHost }: OperatorSettings): SiteWorld["slot"] {
    if (this.#hosts.size >= maxActiveCrawls) return "cluster full";
    let atHost = 0;
    for (const other of this.#hosts.values()) if (other === host) atHost += 1;
    return atHost >= maxActiveCrawlsPerHost ? "host busy" : "free";
  }
}
