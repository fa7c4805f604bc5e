import type { DocSite } from "../operator/docsite.ts";

/** What a run in this process cannot do with a resource: told, never passed over in silence. */
export interface LocalLimits {
  /** The run must not start: its result would not be what the resource says. */
  readonly problems: readonly string[];
  /** The run is right without it. */
  readonly notes: readonly string[];
}

export function findLocalLimits({ spec }: DocSite, hasOut: boolean): LocalLimits {
  const { output, extraction } = spec;
  const problems: string[] = [];
  for (const target of ["s3", "gcs", "azure"] as const) {
    if (output[target] === undefined || hasOut) continue;
    problems.push(`spec.output.${target}: not supported yet by a local run; write to a directory with --out DIR`);
  }
  if (extraction.profile !== undefined) {
    problems.push("spec.extraction.profile: not supported yet; use contentSelector and removeSelectors");
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
  return [
    `only the cluster uses ${fields.join(", ")} of the spec; this run happens once, now, and writes to a directory`,
  ];
}
