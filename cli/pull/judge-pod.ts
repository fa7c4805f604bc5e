import { z } from "zod";

const Pod = z.object({
  status: z
    .object({
      phase: z.string().optional(),
      reason: z.string().optional(),
      message: z.string().optional(),
      conditions: z
        .array(
          z.object({
            type: z.string(),
            status: z.string(),
            reason: z.string().optional(),
            message: z.string().optional(),
          }),
        )
        .optional(),
      containerStatuses: z
        .array(
          z.object({
            state: z.object({
              running: z.looseObject({}).optional(),
              waiting: z.object({ reason: z.string().optional(), message: z.string().optional() }).optional(),
              terminated: z.object({ exitCode: z.number(), reason: z.string().optional() }).optional(),
            }),
          }),
        )
        .optional(),
    })
    .prefault({}),
});

export type PodVerdict =
  | { readonly type: "running" }
  /** It may still come up; `why` is what a person would want to know if it does not. */
  | { readonly type: "waiting"; readonly why: string }
  | { readonly type: "failed"; readonly why: string };

/** Waiting that no time ends. */
const hopeless = ["ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "CreateContainerConfigError"];

export function judgePod(object: unknown): PodVerdict {
  const { status } = Pod.parse(object);
  const { running, waiting, terminated } = status.containerStatuses?.[0]?.state ?? {};
  if (running !== undefined) return { type: "running" };
  if (terminated !== undefined) {
    const why = `its container ended with exit code ${terminated.exitCode} (${terminated.reason ?? "no reason"})`;
    return { type: "failed", why: `${why}: the image may be older than this command; name another with --image` };
  }
  if (status.phase === "Failed")
    return { type: "failed", why: `${status.reason ?? "Failed"}: ${status.message ?? ""}` };
  const scheduled = status.conditions?.find(({ type }) => type === "PodScheduled");
  if (scheduled?.status === "False") {
    return {
      type: "waiting",
      why: `${scheduled.reason ?? "Unschedulable"}: ${scheduled.message ?? "no node takes it"}`,
    };
  }
  if (waiting === undefined) return { type: "waiting", why: "it is not scheduled yet" };
  const why = `${waiting.reason ?? "waiting"}${waiting.message === undefined ? "" : `: ${waiting.message}`}`;
  return { type: hopeless.includes(waiting.reason ?? "") ? "failed" : "waiting", why };
}
