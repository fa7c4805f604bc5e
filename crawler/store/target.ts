import type { StoreTarget } from "../contract.ts";

export type S3Target = Extract<StoreTarget, { readonly type: "s3" }>;
export type GcsTarget = Extract<StoreTarget, { readonly type: "gcs" }>;
export type AzureTarget = Extract<StoreTarget, { readonly type: "azure" }>;

export interface S3Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What a service account's key file holds. */
export interface GcsKey {
  readonly client_email: string;
  readonly private_key: string;
  readonly project_id?: string | undefined;
}

/** Given outright; what is absent is looked for where the cloud's own tools look. */
export interface StoreAccess {
  readonly s3?: S3Key;
  readonly gcs?: GcsKey;
  readonly azure?: { readonly accountKey: string } | { readonly sasToken: string };
  /** PEM certificates trusted beside the system's. */
  readonly caBundle?: string;
}
