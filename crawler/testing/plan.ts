import { Plan } from "../contract.ts";

type Overrides = { readonly [K in keyof Plan]?: Plan[K] extends object ? Partial<Plan[K]> : Plan[K] };

/** A plan for tests: everything on, no rate limit, private addresses allowed. */
export function planFor(url: string, overrides: Overrides = {}): Plan {
  const base: Plan = {
    version: 1,
    site: "local/test",
    snapshot: "20260101T000000Z",
    url,
    startUrls: [],
    full: false,
    scope: { include: [], exclude: [], hosts: [], query: "Skip" },
    discovery: { sitemap: true, links: true, llmsTxt: true, pageLists: true, nativeMarkdown: true },
    politeness: { maxConcurrency: 8, robots: "Respect", userAgent: "DocSynapse/0" },
    rendering: { mode: "Never", timeoutMs: 20_000 },
    extraction: { removeSelectors: [] },
    output: { frontMatter: true, assets: true, llmsTxt: true, chunks: true },
    publish: { maxRemovedPercent: 100, minPages: 1, force: false },
    retention: { snapshots: 5 },
    network: { allowPrivateAddresses: true },
    limits: {
      maxPageBytes: 32 << 20,
      maxAssetBytes: 16 << 20,
      maxListBytes: 64 << 20,
      requestTimeoutMs: 10_000,
      maxAttempts: 4,
      maxRedirects: 10,
    },
  };
  const merged = Object.entries(overrides).map(([key, value]) => {
    const own = base[key as keyof Plan];
    return [key, typeof own === "object" && !Array.isArray(own) ? Object.assign({}, own, value) : value];
  });
  return Plan.parse({ ...base, ...Object.fromEntries(merged) });
}
