import type { Profile } from "../profile.ts";

/** Haskell's references: the module's name is a caption, and what it is about stands beside its declarations. */
export const haddock: Profile = {
  name: "haddock",
  signals: [{ script: "haddock-bundle" }, { script: "haddock-util" }, { id: "package-header" }],
  content: ["#description, #interface, #module-list, #index", "#content"],
  title: ["#module-header .caption"],
  remove: ["a.selflink", "a.link", "#table-of-contents", "#style-menu", "#contents-list", "#alphabet"],
  declarations: ["p.src"],
  codeLanguage: "haskell",
};
