import type { Profile } from "../profile.ts";

export const hugoBook: Profile = {
  name: "hugo-book",
  signals: [{ className: "book-page" }],
  version: [{ meta: "generator", pattern: /^Hugo (\d[\w.+-]*)/ }],
  content: ["article.markdown", ".book-page"],
  remove: ["a.anchor", ".book-footer", ".book-header"],
};
