import type { CelRule } from "./docsite-rules.ts";

export const crawlRules: readonly CelRule[] = [
  {
    at: "spec.siteRef",
    rule: "self == oldSelf",
    message: "cannot change; delete this Crawl and make another",
  },
  {
    at: "spec",
    rule: "!has(oldSelf.plan) || (has(self.plan) && self.plan == oldSelf.plan)",
    message: "plan is frozen; edit the DocSite and annotate it with docsynapse.io/crawl-requested-at",
  },
];
