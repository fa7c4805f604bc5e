import type { Profile } from "../profile.ts";

/** A page of no known generator: landmarks and text density find the content. */
export const generic: Profile = {
  name: "generic",
  signals: [],
  content: [],
  remove: [
    "footer",
    "[role=navigation]",
    "[role=search]",
    "[role=banner]",
    "[role=contentinfo]",
    "[role=menu]",
    "[role=dialog]",
    "[role=alertdialog]",
  ],
};
