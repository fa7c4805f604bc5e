import type { Plan } from "../contract.ts";

export interface GateFacts {
  readonly pages: number;
  /** Pages of the last snapshot, and how many of their URLs now lead nowhere. */
  readonly previousPages: number;
  readonly gonePages: number;
  /** The page where the start URL led to, when that asks for a password. */
  readonly loginUrl?: string | undefined;
}

export type Refusal = {
  readonly reason: "too-many-removed" | "too-few-pages" | "nothing-found" | "login-page" | "superseded";
  readonly message: string;
};

/** Whether a login page or an outage is about to replace a good snapshot; undefined: publish. */
export function checkGate(publish: Plan["publish"], facts: GateFacts): Refusal | undefined {
  const { pages, previousPages, gonePages, loginUrl } = facts;
  if (pages === 0) {
    return {
      reason: "nothing-found",
      message: "no page was found, so nothing was published: look at the report's failures and at the scope",
    };
  }
  if (publish.force) return undefined;
  if (loginUrl !== undefined) {
    return {
      reason: "login-page",
      message: `the start URL leads to a login page, ${loginUrl}: pass credentials with --header (spec.auth); --force publishes the ${pages} other pages all the same`,
    };
  }
  if (pages < publish.minPages) {
    return {
      reason: "too-few-pages",
      message: `${pages} pages were found and at least ${publish.minPages} are asked for (publish.minPages); --force publishes all the same`,
    };
  }
  const percent = previousPages === 0 ? 0 : (gonePages / previousPages) * 100;
  if (percent <= publish.maxRemovedPercent) return undefined;
  return {
    reason: "too-many-removed",
    message:
      `${gonePages} of ${previousPages} pages of the last snapshot are gone (${percent.toFixed(1)} %), ` +
      `more than ${publish.maxRemovedPercent} % (publish.maxRemovedPercent); --force publishes all the same`,
  };
}
