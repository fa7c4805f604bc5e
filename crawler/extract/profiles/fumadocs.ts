import type { Profile } from "../profile.ts";

export const fumadocs: Profile = {
  name: "fumadocs",
  signals: [{ id: "nd-page" }, { id: "nd-docs-layout" }],
  content: ["#nd-page > h1, #nd-page > p, #nd-page .prose", "#nd-page"],
  remove: ["#nd-toc", "#nd-sidebar"],
};
