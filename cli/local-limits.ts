import type { DocSite } from "../operator/docsite.ts";

/** What a run in this process cannot do with a resource: told, never passed over in silence. */
export interface LocalLimits {
  /** The run must not start: its result would not be what the resource says. */
  readonly problems: readonly string[];
  /** The run is right without it. */
  readonly notes: readonly string[];
}

export function findLocalLimits({ spec }: DocSite, hasOut: boolean): LocalLimits {
  const { rendering } = spec;
  const problems: string[] = [];
  if (rendering.mode === "Always") {
    problems.push("spec.rendering.mode: Always is not supported yet; use Auto or Never");
  }
  for (const field of ["waitFor", "timeout"] as const) {
    if (rendering[field] !== undefined) problems.push(`spec.rendering.${field}: not supported yet; leave it out`);
  }
  return { problems, notes: describeClusterFields(spec, hasOut) };
}

function describeClusterFields(spec: DocSite["spec"], hasOut: boolean): readonly string[] {
  const fields = [
    spec.schedule === undefined ? "" : "schedule",
    spec.suspend ? "suspend" : "",
    spec.output.volume === undefined ? "" : "output.volume",
    ...(["s3", "gcs", "azure"] as const).map((one) =>
      hasOut && spec.output[one] !== undefined ? `output.${one}` : "",
    ),
    spec.workers.resources === undefined && spec.workers.metrics.length === 0 ? "" : "workers",
  ].filter((field) => field !== "");
  if (fields.length === 0) return [];
  return [`only the cluster uses ${fields.join(", ")} of the spec; this run happens once, now, and in this process`];
}
