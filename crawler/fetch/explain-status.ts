import type { Failure } from "./fetch-result.ts";

/** Where a status comes from a check for robots, which no further try will pass. */
export function explainRobotCheck(status: number, host: string): Failure {
  const detail = `${host} answered ${status} with a check for robots; its owner may let the User-Agent pass`;
  return { reason: "auth-required", detail, retry: false, status };
}

/** What a status means that brings neither a body, a redirect nor "not modified". */
export function explainStatus(status: number, host: string, afterMs: number | undefined): Failure {
  const detail = `${host} answered ${status}${EXPLANATIONS[status] ?? ""}`;
  const failure = { ...judgeStatus(status), detail, status };
  const isWaitAsked = afterMs !== undefined && (status === 429 || status >= 500);
  return isWaitAsked ? { ...failure, afterMs } : failure;
}

function judgeStatus(status: number): Pick<Failure, "reason" | "retry"> {
  if (status === 404 || status === 410) return { reason: "not-found", retry: false };
  if (status === 401 || status === 403 || status === 407) return { reason: "auth-required", retry: false };
  if (status === 429) return { reason: "throttled", retry: true };
  if (status === 408 || status === 425) return { reason: "server-error", retry: true };
  if (status >= 500 && status <= 599) return { reason: "server-error", retry: status !== 501 && status !== 505 };
  return { reason: "http-error", retry: false };
}

const EXPLANATIONS: Readonly<Record<number, string>> = {
  206: ": part of a page that was asked for whole",
  304: ": not modified, though nothing was known of the page",
  401: ": it wants credentials; give them with auth",
  403: ": forbidden; it wants credentials, or refuses this User-Agent",
  407: ": a proxy wants credentials; give them in the proxy's URL",
};
