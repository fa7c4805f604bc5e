import type { Profile } from "../profile.ts";

export const giDocgen: Profile = {
  name: "gi-docgen",
  signals: [{ meta: "generator", startsWith: "gi-docgen" }, { className: "devhelp-hidden" }, { script: "fzy.js" }],
  version: [{ className: "generator", pattern: /gi-docgen (\d[\w.+-]*)/ }],
  content: ["section#main", "section.content"],
  title: ["h4#title"],
  noDescription: /^Reference for /,
  remove: ["h4#title", "#toc", "a.anchor", "a.srclink", ".srclink", "footer"],
  codeLanguage: "c",
};
