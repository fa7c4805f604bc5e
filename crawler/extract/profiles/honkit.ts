import type { Profile } from "../profile.ts";

export const honkit: Profile = {
  name: "honkit",
  signals: [
    { meta: "generator", startsWith: "HonKit" },
    { meta: "generator", startsWith: "GitBook" },
    { meta: "generator", includes: "and GitBook" },
    { className: "book-body" },
  ],
  content: [".search-noresults section.markdown-section", "section.normal", "section.markdown-section", ".page-inner"],
  remove: [".navigation", "a.header-anchor", ".search-results", ".gitbook-anchor"],
};
