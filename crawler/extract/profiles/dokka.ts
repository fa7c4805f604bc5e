import type { Profile } from "../profile.ts";

export const dokka: Profile = {
  name: "dokka",
  signals: [
    { script: "navigation-loader.js" },
    { script: "platform-content-handler.js" },
    { scriptWord: "pathToRoot" },
  ],
  content: ["#content", "#main"],
  remove: [
    ".breadcrumbs",
    ".copy-popup-wrapper",
    ".tabs-section",
    ".platform-bookmarks-row",
    ".anchor-wrapper",
    ".navigation-controls",
    ".footer",
  ],
  declarations: [".symbol.monospace"],
  codeLanguage: "kotlin",
};
