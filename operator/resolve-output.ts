import { z } from "zod";
import type { DocSite } from "./docsite.ts";
import type { LookUp } from "./look-up.ts";

const GcsKey = z.looseObject({ client_email: z.string(), private_key: z.string(), project_id: z.string().optional() });

/** What the Secrets of `spec.output` hold; without a reference nothing, and the cloud's SDK looks by itself. */
export interface OutputAccess {
  readonly s3?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly gcs?: z.infer<typeof GcsKey>;
  readonly azure?: { readonly accountKey: string };
  readonly caBundle?: string;
}

export function resolveOutput({ spec: { output } }: DocSite, look: LookUp, problems: string[]): OutputAccess {
  const { s3, gcs, azure } = output;
  const access = { ...resolveS3(s3, look), ...resolveGcs(gcs, look, problems), ...resolveAzure(azure, look) };
  const { configMapKeyRef, secretKeyRef } = output.caBundle ?? {};
  const path = ["output", "caBundle"];
  const caBundle = configMapKeyRef
    ? look("ConfigMap", configMapKeyRef.name, configMapKeyRef.key, path)
    : secretKeyRef && look("Secret", secretKeyRef.name, secretKeyRef.key, path);
  return caBundle === undefined ? access : { ...access, caBundle };
}

type Output = DocSite["spec"]["output"];

function resolveS3(s3: Output["s3"], look: LookUp): Pick<OutputAccess, "s3"> {
  if (s3?.secretRef === undefined) return {};
  const path = ["output", "s3", "secretRef"];
  const accessKeyId = look("Secret", s3.secretRef.name, "accessKeyId", path);
  const secretAccessKey = look("Secret", s3.secretRef.name, "secretAccessKey", path);
  if (accessKeyId === undefined || secretAccessKey === undefined) return {};
  return { s3: { accessKeyId: accessKeyId.trim(), secretAccessKey: secretAccessKey.trim() } };
}

function resolveGcs(gcs: Output["gcs"], look: LookUp, problems: string[]): Pick<OutputAccess, "gcs"> {
  if (gcs?.secretRef === undefined) return {};
  const text = look("Secret", gcs.secretRef.name, "key.json", ["output", "gcs", "secretRef"]);
  if (text === undefined) return {};
  const key = GcsKey.safeParse(parseJson(text)).data;
  if (key !== undefined) return { gcs: key };
  problems.push("spec.output.gcs.secretRef: key.json is no key file of a service account (client_email, private_key)");
  return {};
}

function resolveAzure(azure: Output["azure"], look: LookUp): Pick<OutputAccess, "azure"> {
  if (azure?.secretRef === undefined) return {};
  const accountKey = look("Secret", azure.secretRef.name, "accountKey", ["output", "azure", "secretRef"]);
  return accountKey === undefined ? {} : { azure: { accountKey: accountKey.trim() } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
