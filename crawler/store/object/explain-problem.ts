import { StoreError, type StoreProblem } from "../store.ts";

/** What the parts of an SDK's error say of it. */
export interface RemoteFailure {
  /** As a person writes it: `s3://bucket`. */
  readonly location: string;
  /** What the service calls the error, or Node's code of a failed connection. */
  readonly code: string;
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;
}

export type Remedies = Readonly<Record<Extract<StoreProblem, "denied" | "missing">, string>>;

const remedies: Readonly<Record<Exclude<StoreProblem, keyof Remedies>, string>> = {
  full: "the service has no room or its quota is used up: raise it, or keep fewer snapshots",
  throttled: "the service asks to slow down, after several tries too: run the same command again later",
  unreachable: "the service does not answer as it should: check the endpoint, the network and the service's state",
};

/** Node's words for an exchange that never came to an answer. */
const connectionFailed =
  /^(E(CONN\w*|AI_\w+|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND|PROTO)|UND_ERR_\w+|ERR_(SSL|TLS)\w*|(DEPTH_ZERO_)?SELF_SIGNED\w*|UNABLE_TO_\w+|CERT_\w+|TimeoutError|REQUEST_SEND_ERROR|RequestTimeout)$/;

/** As a `StoreError` that says what and how it is mended, by the status where the code is none that we know. */
export function explainProblem(
  failure: RemoteFailure,
  error: unknown,
  known: Readonly<Record<string, StoreProblem>>,
  special: Remedies,
): unknown {
  const { location, code, status } = failure;
  const problem = known[code] ?? problemOfStatus(status) ?? (connectionFailed.test(code) ? "unreachable" : undefined);
  if (problem === undefined || error instanceof StoreError) return error;
  const remedy = { ...remedies, ...special }[problem];
  const shown = [code, status === undefined || String(status) === code ? "" : String(status)]
    .filter(Boolean)
    .join(", ");
  return new StoreError(problem, `${location}: ${remedy} (${shown})`, error);
}

function problemOfStatus(status: number | undefined): StoreProblem | undefined {
  if (status === undefined) return undefined;
  if (status === 401 || status === 403) return "denied";
  if (status === 429 || status === 503) return "throttled";
  if (status === 507) return "full";
  return status === 408 || status >= 500 ? "unreachable" : undefined;
}

/** Codes of the error and of what caused it, outermost first. */
export function codesOf(error: unknown, depth = 0): readonly string[] {
  if (!(error instanceof Error) || depth > 4) return [];
  const own = "code" in error && (typeof error.code === "string" || typeof error.code === "number") ? error.code : "";
  const inner = error instanceof AggregateError ? (error.errors[0] as unknown) : undefined;
  return [String(own), ...codesOf(inner, depth + 1), ...codesOf(error.cause, depth + 1)].filter(Boolean);
}
