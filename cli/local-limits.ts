import type { DocSite } from "../operator/docsite.ts";

/** What of a resource a run in this process does without, and is right without: told, never passed over in silence. */
export function describeClusterFields({ spec }: DocSite, hasOut: boolean): readonly string[] {
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
