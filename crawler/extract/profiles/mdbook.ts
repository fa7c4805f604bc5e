import type { Profile } from "../profile.ts";

export const mdbook: Profile = {
  name: "mdbook",
  signals: [{ comment: "Book generated using mdBook" }, { id: "mdbook-sidebar" }, { tag: "mdbook-sidebar-scrollbox" }],
  themes: [
    { name: "from 0.5", signals: [{ id: "mdbook-content" }, { tag: "mdbook-sidebar-scrollbox" }] },
    { name: "before 0.5", signals: [{ id: "menu-bar" }, { id: "sidebar" }] },
  ],
  content: ["#mdbook-content > main", "#content > main", "#mdbook-content main", "#content main", "main"],
  isBook: true,
  remove: [
    ".nav-wrapper",
    ".nav-wide-wrapper",
    ".nav-chapters",
    ".mobile-nav-chapters",
    ".buttons",
    ".sidetoc",
    ".pagetoc",
    "i.fa",
    ".img-wrapper",
    "input.checkbox-img",
  ],
};
