import type { Profile } from "../profile.ts";

export const mdbook: Profile = {
  name: "mdbook",
  signals: [{ comment: "Book generated using mdBook" }, { id: "mdbook-sidebar" }, { tag: "mdbook-sidebar-scrollbox" }],
  content: ["#mdbook-content > main", "#content > main", "#mdbook-content main", "#content main", "main"],
  remove: [
    ".nav-wrapper",
    ".nav-wide-wrapper",
    ".nav-chapters",
    ".mobile-nav-chapters",
    ".buttons",
    ".sidetoc",
    ".pagetoc",
    "i.fa",
  ],
};
