import type { Profile } from "../profile.ts";

export const docsify: Profile = {
  name: "docsify",
  signals: [{ script: "docsify" }, { scriptWord: "$docsify" }],
  content: ["article.markdown-section", "#main.markdown-section"],
  remove: [".sidebar", ".app-nav", ".docsify-pagination-container", ".cover", "a.anchor-icon"],
  drawsMarkdown: true,
};
