import type { CrawlPlan } from "../crawl.ts";
import { noMounts, type Mounts } from "./mounts.ts";
import { pod } from "./pod-contract.ts";

/** Under the runtime's own profile a container gets no user namespaces, and so the browser no sandbox of its own. */
export function buildSeccompProfile(role: "coordinator" | "worker", { seccompProfile }: CrawlPlan) {
  return role === "worker" && seccompProfile !== undefined
    ? { type: "Localhost", localhostProfile: seccompProfile }
    : { type: "RuntimeDefault" };
}

export function buildSandboxSetting({ seccompProfile }: CrawlPlan): Mounts {
  return seccompProfile === undefined ? noMounts : { ...noMounts, env: [{ name: pod.sandboxVariable, value: "on" }] };
}
