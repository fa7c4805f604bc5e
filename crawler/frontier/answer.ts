import type { Found } from "../messages.ts";
import type { Evidence, News } from "./records.ts";
import type { LeanOutcome } from "./settlement.ts";

/** A worker's answer, without bodies. */
export interface Answer {
  readonly release: number;
  readonly outcome: LeanOutcome;
  readonly found: readonly Found[];
  /** For the first start page: what it says of the site. */
  readonly evidence?: Omit<Evidence, "links" | "finalUrl">;
  /** Native Markdown that a page offers. */
  readonly native?: Pick<News, "url" | "sketch">;
  /** How long ago the request left, at least. */
  readonly sinceSentMs?: number;
}
