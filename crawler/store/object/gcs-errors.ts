import { codesOf, explainProblem } from "./explain-problem.ts";
import { StoreError, type StoreProblem } from "../store.ts";
import type { GcsTarget } from "../target.ts";

const known: Readonly<Record<string, StoreProblem>> = {
  404: "missing",
  rateLimitExceeded: "throttled",
  userRateLimitExceeded: "throttled",
  quotaExceeded: "full",
  invalid_grant: "denied",
  invalid_client: "denied",
};

const remedies = {
  denied:
    "access was refused: check the credentials (gcloud auth application-default login, GOOGLE_APPLICATION_CREDENTIALS " +
    "or the workload's service account) and that they have roles/storage.objectAdmin on the bucket",
  missing: "there is no such bucket: check its name",
};

export function explainGcsError(error: unknown, { bucket }: GcsTarget): unknown {
  if (!(error instanceof Error) || error instanceof StoreError) return error;
  const location = `gs://${bucket}`;
  if (/Could not load the default credentials|Could not refresh access token/.test(error.message)) {
    return new StoreError("denied", `${location}: no credentials were found; ${remedies.denied}`, error);
  }
  const reasons = reasonsOf(error);
  const codes = [...reasons, ...codesOf(error)];
  const status = codes.map(Number).find((code) => code >= 400 && code < 600);
  const code = codes.find((one) => one in known) ?? codes.find((one) => !/^\d+$/.test(one)) ?? error.name;
  return explainProblem({ location, code, status }, error, known, remedies);
}

/** The JSON API names its reasons in a list. */
function reasonsOf(error: Error): string[] {
  const list: unknown = "errors" in error ? error.errors : undefined;
  if (!Array.isArray(list)) return [];
  return list.flatMap((one: unknown) =>
    typeof one === "object" && one !== null && "reason" in one && typeof one.reason === "string" ? [one.reason] : [],
  );
}
