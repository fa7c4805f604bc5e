import type { Profile } from "../profile.ts";

/** Manuals of GNU and others: nodes joined by bars of "Next", "Previous" and "Up", which are the only furniture. */
export const texinfo: Profile = {
  name: "texinfo",
  signals: [
    { meta: "generator", startsWith: "makeinfo" },
    { meta: "generator", startsWith: "texi2any" },
    { meta: "generator", startsWith: "texi2html" },
    { comment: "Created by GNU Texinfo" },
  ],
  version: [
    { comment: true, pattern: /^Created by GNU Texinfo (\d[\w.+-]*?),? / },
    { meta: "generator", pattern: /^(?:makeinfo|texi2html) (\d[\w.+-]*)/ },
  ],
  content: ["body"],
  isBook: true,
  // Rules stand beside bars only. The bar is `.node` of makeinfo 4, `.header` of 5 and 6, `.nav-panel` since 7.
  remove: [
    "div.node",
    "div.header",
    "div.nav-panel",
    "table.nav_table",
    "table.header",
    "h4.footnotes-heading",
    "hr",
    "a.copiable-anchor",
    "a.copiable-link",
  ],
};
