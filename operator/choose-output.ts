import type { DefaultOutput } from "./crawl-defaults.ts";
import { claimName } from "./crawls/build-store-mounts.ts";
import type { DocSite } from "./docsite.ts";
import { buildStoreTarget } from "./store-target.ts";

interface SiteWithOutput {
  readonly metadata: Pick<DocSite["metadata"], "namespace" | "name">;
  readonly spec: Pick<DocSite["spec"], "output">;
}

type Output = DocSite["spec"]["output"];

export interface ChosenOutput {
  readonly output: Output;
  /** Whether the DocSite names a place, or gets the installation's. */
  readonly from: "Spec" | "Default";
}

/** Where a DocSite's crawls write. */
export function chooseOutput({ metadata, spec }: SiteWithOutput, fallback: DefaultOutput | undefined): ChosenOutput {
  const { volume, s3, gcs, azure } = spec.output;
  if ([volume, s3, gcs, azure].some((target) => target !== undefined)) return { output: spec.output, from: "Spec" };
  if (fallback === undefined) return { output: spec.output, from: "Default" };
  const own = `${metadata.namespace}/${metadata.name}`;
  return { output: { ...giveOwnFolder(fallback, own), ...dropAbsent(spec.output) }, from: "Default" };
}

/** What `status.output` says, for people. */
export function describeOutput(site: SiteWithOutput, { output, from }: ChosenOutput) {
  const target = buildStoreTarget({ metadata: site.metadata, spec: { output } });
  return { from, location: target === undefined ? describeClaim(site, output) : describeTarget(target) };
}

/** An absent `caBundle` of the spec must not hide the default's. */
const dropAbsent = (output: Output): Output =>
  Object.fromEntries(Object.entries(output).filter(([, value]) => value !== undefined)) as Output;

function giveOwnFolder({ s3, gcs, azure, ...rest }: DefaultOutput, own: string): DefaultOutput {
  const below = <T extends { prefix?: string | undefined }>(target: T): T =>
    target.prefix === undefined ? target : { ...target, prefix: `${target.prefix.replace(/\/+$/, "")}/${own}` };
  return {
    ...rest,
    ...(s3 && { s3: below(s3) }),
    ...(gcs && { gcs: below(gcs) }),
    ...(azure && { azure: below(azure) }),
  };
}

const describeClaim = ({ metadata: { name } }: SiteWithOutput, output: Output): string =>
  `claim ${claimName({ site: name }, { output })}`;

function describeTarget(target: NonNullable<ReturnType<typeof buildStoreTarget>>): string {
  switch (target.type) {
    case "s3":
      return `s3://${target.bucket}/${target.prefix}`;
    case "gcs":
      return `gs://${target.bucket}/${target.prefix}`;
    case "azure":
      return `az://${target.account}/${target.container}/${target.prefix}`;
    case "volume":
      return target.path;
    default:
      return target satisfies never;
  }
}
