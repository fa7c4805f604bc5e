import type { Profile } from "../profile.ts";

export const justTheDocs: Profile = {
  name: "just-the-docs",
  signals: [{ headLink: "just-the-docs" }, { script: "just-the-docs" }],
  version: [{ meta: "generator", pattern: /^Jekyll v(\d[\w.+-]*)/ }],
  content: ["#main-content main", "#main-content", ".main-content", "main"],
  remove: [".anchor-heading", ".breadcrumb-nav", "#back-to-top", ".toc"],
};
