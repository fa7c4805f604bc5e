import type { CrawlPlan } from "../crawl.ts";
import { noMounts, type Mounts } from "./mounts.ts";
import { pod } from "./pod-contract.ts";

/** Under the runtime's own profile a container gets no user namespaces, and so the browser no sandbox of its own. */
export function buildSeccompProfile(role: "coordinator" | "worker", { browserImage, seccompProfile }: CrawlPlan) {
  return role === "worker" && browserImage !== undefined && seccompProfile !== undefined
    ? { type: "Localhost", localhostProfile: seccompProfile }
    : { type: "RuntimeDefault" };
}

export function buildSandboxSetting({ browserImage, seccompProfile }: CrawlPlan): Mounts {
  if (browserImage === undefined) return noMounts;
  return { ...noMounts, env: [{ name: pod.sandboxVariable, value: seccompProfile === undefined ? "off" : "on" }] };
}
