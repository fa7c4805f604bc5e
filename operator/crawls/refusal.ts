import { ApiError } from "../controller/api-error.ts";
import type { Reason } from "../reasons.ts";

/** The API server does not let an object be made that a crawl needs. */
export interface Refusal {
  readonly reason: Extract<Reason, "QuotaExceeded" | "CreationRefused">;
  readonly message: string;
  /** The object itself is wrong: no later try can succeed, because the plan is frozen. */
  readonly isFinal: boolean;
}

const maxDetailLength = 400;

/** Undefined for what is no refusal, or none that anybody could mend. `what` is the object, as `Job guide-1-workers`. */
export function toRefusal(error: unknown, what: string): Refusal | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const { status, message } = error;
  const quota = describeQuota(message);
  const range = describeRange(message);
  if (status === 403 && quota !== undefined) {
    return { reason: "QuotaExceeded", message: `${what} is refused: ${quota}`, isFinal: false };
  }
  const isPassing = message.includes("being terminated");
  if ((status !== 403 && status !== 422) || isPassing) return undefined;
  if (status === 403 && range !== undefined) {
    return { reason: "CreationRefused", message: `${what} is refused: ${range}`, isFinal: false };
  }
  // About an object that the operator built from the spec: no text of a site is in it.
  const detail = Array.from(message).slice(0, maxDetailLength).join("");
  if (status === 422) {
    return { reason: "CreationRefused", message: `${what} is not valid; edit the DocSite: ${detail}`, isFinal: true };
  }
  return { reason: "CreationRefused", message: `${what} is refused: ${detail}`, isFinal: false };
}

/** The quota's name and what it lacks, out of the words of the API server and of the Job controller's events. */
export function describeQuota(message: string): string | undefined {
  const [, name, figures] = /exceeded quota: ([a-z0-9.-]+)(, requested: [^"\n]{1,300})?/.exec(message) ?? [];
  if (name === undefined) return undefined;
  return `ResourceQuota ${name} of the namespace is used up${figures ?? ""}; raise it, or ask for less in spec.workers`;
}

const rangeWords =
  /(?:(?:maximum|minimum) [\w./-]+ usage|[\w./-]+ max limit to request ratio) per \w+ is [^\]"\n]{1,160}/;

/** What a LimitRange of the namespace asks for, in the API server's words, which do not name it. */
export function describeRange(message: string): string | undefined {
  const [bound] = rangeWords.exec(message) ?? [];
  if (bound === undefined) return undefined;
  const field = bound.includes("PersistentVolumeClaim") ? "spec.output.volume.size" : "spec.workers.resources";
  return `a LimitRange of the namespace says: ${bound}; change it, or ${field}`;
}
