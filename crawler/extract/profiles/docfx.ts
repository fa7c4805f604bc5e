import type { Profile } from "../profile.ts";

export const docFx: Profile = {
  name: "docfx",
  signals: [{ meta: "generator", startsWith: "docfx" }, { headLink: "docfx.vendor" }, { script: "docfx.min.js" }],
  version: [{ meta: "generator", pattern: /^docfx (\d[\w.]*)/ }],
  content: ["article.content", "article"],
  remove: [".contribution", ".actionbar", ".next-article", ".affix", "footer"],
};
