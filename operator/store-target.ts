import type { StoreTarget } from "../crawler/contract.ts";
import type { DocSite } from "./docsite.ts";

interface OutputOfSite {
  readonly metadata: Pick<DocSite["metadata"], "namespace" | "name">;
  readonly spec: Pick<DocSite["spec"], "output">;
}

/** Object storage that the DocSite names; undefined: it is written to a volume. */
export function buildStoreTarget({ metadata, spec }: OutputOfSite): StoreTarget | undefined {
  const { s3, gcs, azure } = spec.output;
  const own = `${metadata.namespace}/${metadata.name}`;
  if (s3) {
    const { secretRef: _, prefix = own, ...rest } = s3;
    return { type: "s3", prefix, ...rest };
  }
  if (gcs) {
    const { secretRef: _, prefix = own, ...rest } = gcs;
    return { type: "gcs", prefix, ...rest };
  }
  if (!azure) return undefined;
  const { secretRef: _, prefix = own, ...rest } = azure;
  return { type: "azure", prefix, ...rest };
}
