import type { FailReason, RobotsRules } from "../messages.ts";
import { compileRobots } from "../discover/robots-match.ts";
import type { Entry } from "./entry.ts";

/** Why robots.txt could not be had. */
export interface RobotsFailure {
  readonly reason: FailReason;
  readonly detail: string;
}

/** What robots.txt says of an origin, and who waits to hear it. */
interface Origin {
  isAllowed: ((url: URL) => boolean) | undefined;
  /** robots.txt could not be had: RFC 9309 2.3.1.4 forbids everything then. */
  failure: RobotsFailure | undefined;
  readonly blocked: Entry[];
}

export type RobotsVerdict =
  | { readonly type: "unknown" }
  | { readonly type: "allowed" }
  | { readonly type: "disallowed" }
  | ({ readonly type: "unreadable" } & RobotsFailure);

export class Origins {
  readonly #origins = new Map<string, Origin>();
  readonly #respects: boolean;

  constructor(respects: boolean) {
    this.#respects = respects;
  }

  /** Whether robots.txt of the URL's origin still has to be asked for. */
  isNew(origin: string): boolean {
    return this.#respects && !this.#origins.has(origin);
  }

  judge(href: string): RobotsVerdict {
    if (!this.#respects) return { type: "allowed" };
    const url = new URL(href);
    const origin = this.#origins.get(url.origin);
    if (origin?.failure !== undefined) return { type: "unreadable", ...origin.failure };
    if (origin?.isAllowed === undefined) return { type: "unknown" };
    return { type: origin.isAllowed(url) ? "allowed" : "disallowed" };
  }

  block(origin: string, entry: Entry): void {
    this.#of(origin).blocked.push(entry);
  }

  /** Learns the rules (or that there are none to be had) and returns who waited for them. */
  settle(origin: string, robots: RobotsRules | RobotsFailure): readonly Entry[] {
    const state = this.#of(origin);
    if ("rules" in robots) state.isAllowed = compileRobots(robots);
    else state.failure = robots;
    return state.blocked.splice(0);
  }

  announce(origin: string): void {
    this.#of(origin);
  }

  #of(name: string): Origin {
    let origin = this.#origins.get(name);
    if (origin === undefined) {
      origin = { isAllowed: undefined, failure: undefined, blocked: [] };
      this.#origins.set(name, origin);
    }
    return origin;
  }
}
