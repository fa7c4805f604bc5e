import type { Profile } from "../profile.ts";

export const readme: Profile = {
  name: "readme",
  signals: [{ meta: "readme-deploy" }, { className: "rm-Article" }, { className: "rm-Markdown" }],
  content: [".rm-Markdown", "article.rm-Article", ".markdown-body", "#content"],
  title: [".rm-Article h1", "#content-head h1", "header h1"],
  remove: [
    ".heading-anchor",
    "a.heading-anchor-icon",
    "button.rdmd-code-copy",
    ".rm-Pagination",
    ".PageThumbs",
    ".UpdatedAt",
    ".DateLine",
  ],
};
