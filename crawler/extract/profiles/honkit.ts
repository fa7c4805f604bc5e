import type { Profile } from "../profile.ts";

export const honkit: Profile = {
  name: "honkit",
  signals: [
    { meta: "generator", startsWith: "HonKit" },
    { meta: "generator", startsWith: "GitBook" },
    { meta: "generator", includes: "and GitBook" },
    { className: "book-body" },
  ],
  version: [
    { meta: "generator", pattern: /^(?:HonKit|GitBook) (\d[\w.+-]*)/ },
    { meta: "generator", pattern: /and GitBook (\d[\w.+-]*)/ },
  ],
  content: [".search-noresults section.markdown-section", "section.normal", "section.markdown-section", ".page-inner"],
  remove: [".navigation", "a.header-anchor", ".search-results", ".gitbook-anchor"],
};
