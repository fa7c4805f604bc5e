import { z } from "zod";
import { anyText, patterned, timestamp } from "./docsite-fields.ts";
import type { Reason } from "./reasons.ts";

export const Condition = z
  .object({
    type: patterned(316, /^[A-Za-z][A-Za-z0-9]*$/, "a condition's type").describe("What the condition is about."),
    status: z.enum(["True", "False", "Unknown"]).describe("Whether it holds."),
    reason: patterned(128, /^[A-Z][A-Za-z0-9]*$/, "a reason in CamelCase").describe(
      "Why, in one word of the documented list.",
    ),
    message: anyText(1024, "Why, for people."),
    lastTransitionTime: timestamp("When status changed last."),
    observedGeneration: z
      .int32()
      .min(0)
      .max(2_147_483_647)
      .describe("Generation of the spec that it was decided from."),
  })
  .describe("One condition.");
export type Condition = z.infer<typeof Condition>;

export const Conditions = z
  .array(Condition)
  .max(16)
  .optional()
  .meta({
    description: "What holds now: Ready, Reconciling, Stalled and Degraded.",
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": ["type"],
  });

/** A condition before it is compared with what is there: `mergeConditions` adds the times. */
export interface Finding {
  readonly type: string;
  readonly status: Condition["status"];
  readonly reason: Reason;
  readonly message: string;
}

/** Keeps `lastTransitionTime` where the status is the same, so that a repeated reconcile changes nothing. */
export function mergeConditions(
  before: readonly Condition[],
  findings: readonly Finding[],
  observedGeneration: number,
  now: string,
): Condition[] {
  return findings.map((finding) => {
    const last = before.find(({ type }) => type === finding.type);
    const lastTransitionTime = last?.status === finding.status ? last.lastTransitionTime : now;
    const message = Array.from(finding.message).slice(0, 1024).join("");
    return { ...finding, message, lastTransitionTime, observedGeneration };
  });
}
