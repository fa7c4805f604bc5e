import { S3ServiceException } from "@aws-sdk/client-s3";
import { codesOf, explainProblem } from "./explain-problem.ts";
import { StoreError, type StoreProblem } from "../store.ts";
import type { S3Target } from "../target.ts";

const known: Readonly<Record<string, StoreProblem>> = {
  NoSuchBucket: "missing",
  PermanentRedirect: "missing",
  InvalidBucketName: "missing",
  AuthorizationHeaderMalformed: "missing",
  AccessDenied: "denied",
  AllAccessDisabled: "denied",
  CredentialsProviderError: "denied",
  TokenProviderError: "denied",
  ExpiredToken: "denied",
  InvalidAccessKeyId: "denied",
  InvalidToken: "denied",
  SignatureDoesNotMatch: "denied",
  RequestTimeTooSkewed: "denied",
  InvalidObjectState: "denied",
  SlowDown: "throttled",
  Throttling: "throttled",
  ThrottlingException: "throttled",
  TooManyRequests: "throttled",
  TooManyRequestsException: "throttled",
  RequestLimitExceeded: "throttled",
  QuotaExceeded: "full",
  XMinioStorageFull: "full",
  XMinioAdminBucketQuotaExceeded: "full",
};

const remedies = {
  denied:
    "access was refused: check the credentials and their permissions (s3:GetObject, PutObject, DeleteObject, " +
    "ListBucket, AbortMultipartUpload), and the clock",
  missing: "there is no such bucket here: check its name, its region and the endpoint",
};

export function explainS3Error(error: unknown, { bucket }: S3Target): unknown {
  if (!(error instanceof Error) || error instanceof StoreError) return error;
  const location = `s3://${bucket}`;
  if (error.message === "Region is missing") {
    const remedy = "its region is not known: set spec.output.s3.region, --store-region or AWS_REGION";
    return new StoreError("missing", `${location}: ${remedy}`, error);
  }
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  const code = error.name in known || status !== undefined ? error.name : (codesOf(error)[0] ?? error.name);
  return explainProblem({ location, code, status }, error, known, remedies);
}
