import type { GoogleAuth } from "google-auth-library";
import { maxTries, requestTimeoutMs, type ByteRange } from "./object-client.ts";
import { retried } from "./retry.ts";

const retriedStatuses: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/**
 * The bytes at a URL, undefined when there are none. The storage SDK's own downloads go through teeny-request's streams,
 * where a connection that breaks before its body is read ends the whole process.
 */
export async function downloadObject(
  auth: GoogleAuth,
  url: string,
  range?: ByteRange,
): Promise<Uint8Array | undefined> {
  const headers = range === undefined ? {} : { range: `bytes=${range.start}-${range.end - 1}` };
  const request = { url, headers, responseType: "arraybuffer", timeout: requestTimeoutMs, retry: false } as const;
  try {
    const { data } = await retried(() => auth.request<ArrayBuffer>(request), mayRetry, maxTries);
    return new Uint8Array(data);
  } catch (error) {
    const status = statusOf(error);
    if (status === 404) return undefined;
    if (status === 416) return new Uint8Array();
    throw error;
  }
}

/** No status: there was no answer. What has no credentials never gets one. */
function mayRetry(error: unknown): boolean {
  const status = statusOf(error);
  return status === undefined ? error instanceof Error && "config" in error : retriedStatuses.has(status);
}

export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const status = "status" in error && error.status !== undefined ? error.status : "code" in error ? error.code : "";
  return /^[1-5]\d\d$/.test(String(status)) ? Number(status) : undefined;
}
