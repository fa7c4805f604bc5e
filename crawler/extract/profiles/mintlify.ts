import type { Profile } from "../profile.ts";

export const mintlify: Profile = {
  name: "mintlify",
  signals: [
    { meta: "generator", startsWith: "Mintlify" },
    { headLink: "mintcdn" },
    { headLink: "mintlify" },
    { script: "mintlify" },
    { id: "page-context-menu" },
    { className: "mdx-content" },
  ],
  content: [".mdx-content", "#content", "#content-area"],
  title: ["#page-title", "#header h1", "#content-area h1"],
  remove: [
    "#pagination",
    "[id^=table-of-contents]",
    "[id^=page-context-menu]",
    "[id^=feedback-]",
    ".feedback-toolbar",
    "[data-floating-buttons]",
    "[data-fade-overlay]",
    ".eyebrow",
    "[class*=breadcrumb-]",
    "[data-component-part=callout-icon]",
    "[data-component-part=step-number]",
  ],
};
