/**
 * Lets what is sent in one turn of the event loop leave in one write. The client writes with the next microtask, and
 * results come in bunches whose answers are many microtasks apart: each would be a system call here and a wake-up there.
 */
export class Outbox {
  #waiting: (() => void)[] = [];
  #leaving: PromiseWithResolvers<void> | undefined;

  /** Resolves once `send` has been called; rejects when any of the same turn has thrown. They are called in order. */
  add(send: () => void): Promise<void> {
    this.#waiting.push(send);
    if (this.#leaving === undefined) {
      this.#leaving = Promise.withResolvers<void>();
      setImmediate(() => this.#leave());
    }
    return this.#leaving.promise;
  }

  #leave(): void {
    const [waiting, leaving] = [this.#waiting, this.#leaving];
    this.#waiting = [];
    this.#leaving = undefined;
    let failure: unknown;
    for (const send of waiting) {
      try {
        send();
      } catch (error) {
        failure ??= error;
      }
    }
    if (failure === undefined) leaving?.resolve();
    else leaving?.reject(failure);
  }
}
