/** Writes under way: how many they are, and what the first one of them failed with. */
export class Writes {
  readonly #onFailure: () => void;
  readonly #waiting: { readonly below: number; readonly resolve: () => void }[] = [];
  #underWay = 0;
  #failure: unknown;

  constructor(onFailure: () => void) {
    this.#onFailure = onFailure;
  }

  get underWay(): number {
    return this.#underWay;
  }

  add(write: Promise<void>): void {
    this.#underWay += 1;
    write.then(this.#end, this.#fail);
  }

  /** Until fewer than that are under way. */
  async fewerThan(below: number): Promise<void> {
    if (this.#underWay < below) return;
    await new Promise<void>((resolve) => this.#waiting.push({ below, resolve }));
  }

  /** Until none is under way; throws what the first failure was. */
  async end(): Promise<void> {
    await this.fewerThan(1);
    if (this.#failure !== undefined) throw this.#failure;
  }

  readonly #end = (): void => {
    this.#underWay -= 1;
    const first = this.#waiting[0];
    if (first === undefined || this.#underWay >= first.below) return;
    this.#waiting.shift();
    first.resolve();
  };

  readonly #fail = (error: unknown): void => {
    this.#failure ??= error;
    this.#onFailure();
    this.#end();
  };
}
