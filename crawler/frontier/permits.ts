import type { Entry } from "./entry.ts";

/** Leave for one request. */
export interface Permit {
  readonly entry: Entry;
  readonly atMs: number;
  readonly expiresAtMs: number;
  isStarted: boolean;
  /** Its page is one for a browser, which makes requests of its own. */
  readonly isRendered: boolean;
}

/** Permits that are out, by the number of their release. */
export class Permits {
  readonly #out = new Map<number, Permit>();
  /** None runs out before; known again exactly once it has passed, so that nothing is searched for each result. */
  #noneBeforeMs = Number.POSITIVE_INFINITY;

  add(release: number, permit: Permit): void {
    this.#out.set(release, permit);
    this.#noneBeforeMs = Math.min(this.#noneBeforeMs, permit.expiresAtMs);
  }

  get(release: number): Permit | undefined {
    return this.#out.get(release);
  }

  remove(release: number): void {
    this.#out.delete(release);
  }

  releases(): readonly number[] {
    return [...this.#out.keys()];
  }

  expired(nowMs: number): readonly number[] {
    if (nowMs < this.#noneBeforeMs) return [];
    const expired: number[] = [];
    this.#noneBeforeMs = Number.POSITIVE_INFINITY;
    for (const [release, { expiresAtMs }] of this.#out) {
      if (expiresAtMs <= nowMs) expired.push(release);
      else this.#noneBeforeMs = Math.min(this.#noneBeforeMs, expiresAtMs);
    }
    return expired;
  }

  /** When it is worth asking for expired ones; undefined while none is out. */
  nextExpiryMs(): number | undefined {
    return this.#out.size === 0 ? undefined : this.#noneBeforeMs;
  }
}
