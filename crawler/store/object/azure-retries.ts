import { RestError, type RequestPolicyFactory } from "@azure/storage-blob";
import { maxTries } from "./object-client.ts";
import { retried } from "./retry.ts";

const retriedStatuses: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** In place of the SDK's own, which know neither jitter nor 429; each try is signed anew. */
export const azureRetries: RequestPolicyFactory = {
  create: (next) => ({
    sendRequest: (request) => retried(() => next.sendRequest(request), mayRetry, maxTries),
  }),
};

/** No status: there was no answer at all. */
function mayRetry(error: unknown): boolean {
  if (!(error instanceof RestError)) return false;
  return error.statusCode === undefined ? error.name !== "AbortError" : retriedStatuses.has(error.statusCode);
}
