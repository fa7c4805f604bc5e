interface Waiting {
  readonly alone: boolean;
  admit(turn: Disposable): void;
}

/** Lets items in side by side, and one that must be alone by itself; in the order in which they came. */
export class Turns {
  readonly #waiting: Waiting[] = [];
  #inside = 0;
  #isOneAlone = false;

  enter(alone: boolean): Promise<Disposable> {
    return new Promise((admit) => {
      this.#waiting.push({ alone, admit });
      this.#admit();
    });
  }

  #admit(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (this.#isOneAlone || (next.alone && this.#inside > 0)) return;
      this.#waiting.shift();
      this.#inside += 1;
      this.#isOneAlone = next.alone;
      next.admit({ [Symbol.dispose]: () => this.#leave() });
    }
  }

  #leave(): void {
    this.#inside -= 1;
    this.#isOneAlone = false;
    this.#admit();
  }
}
