import type { Profile } from "../profile.ts";

export const gitbook: Profile = {
  name: "gitbook",
  signals: [{ meta: "generator", startsWith: "GitBook (" }, { headLink: "https://api.gitbook.com" }],
  version: [{ meta: "generator", pattern: /^GitBook \((\d[\w.+-]*)/ }],
  content: ["main [data-content-ref-root]", "main", "[data-testid=page.contentEditor]"],
  title: ["main > header h1", "main h1"],
  remove: [
    "a.hash",
    ".hash",
    ".feedback",
    ".highlight-line-number",
    "[aria-label=Breadcrumb]",
    "[data-testid=page-footer]",
  ],
};
