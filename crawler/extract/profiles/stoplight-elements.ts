import type { Profile } from "../profile.ts";

/** An element that draws an OpenAPI document. */
export const stoplightElements: Profile = {
  name: "stoplight-elements",
  signals: [{ tag: "elements-api" }],
  content: ["elements-api .sl-elements-article", "elements-api"],
  remove: [".sl-elements-sidebar", ".sl-code-viewer__copy"],
  drawsApi: true,
};
