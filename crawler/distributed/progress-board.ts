import { Kvm, type KV } from "@nats-io/kv";
import { CrawlRequest, Progress, type Plan } from "../contract.ts";
import { nameCrawl, progressBucket } from "../nats-names.ts";
import { isNotFound } from "../nats/not-found.ts";
import type { Nats } from "../nats/nats.ts";
import { createProgressBucket } from "../nats/progress-bucket.ts";

const EVERY_MS = 500;

/**
 * What others see of the crawl and ask of it, in the key-value bucket. A crawl never fails by it: what cannot be
 * written now is written with the next change.
 */
export class ProgressBoard implements AsyncDisposable {
  readonly #bucket: KV;
  readonly #key: string;
  readonly #timer: NodeJS.Timeout;
  #next: Progress | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isSuspended = false;

  private constructor(bucket: KV, plan: Plan) {
    this.#bucket = bucket;
    const { id, requestKey } = nameCrawl(plan);
    this.#key = id;
    this.#timer = setInterval(() => {
      this.#writing = this.#flush().then(() => this.#readRequest(requestKey));
    }, EVERY_MS);
  }

  static async open({ js }: Nats, plan: Plan): Promise<ProgressBoard> {
    const kvm = new Kvm(js);
    // Its own keys alone, by subjects that name them: the login may allow no others.
    const opened = await kvm.open(progressBucket, { allow_direct: true });
    if (plan.streams?.areProvided === true) return new ProgressBoard(opened, plan);
    // Opening does not look whether it is there; creating would ask for permissions that only the first one needs.
    const isThere = await opened.status().then(
      () => true,
      (error: unknown) => {
        if (isNotFound(error)) return false;
        throw error;
      },
    );
    return new ProgressBoard(isThere ? opened : await createProgressBucket(kvm, plan), plan);
  }

  /** Whether somebody has asked the crawl to rest. */
  get isSuspended(): boolean {
    return this.#isSuspended;
  }

  /** Written within half a second, together with what follows until then. */
  tell(progress: Progress): void {
    this.#next = progress;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#writing;
    await this.#flush();
  }

  async #flush(): Promise<void> {
    const progress = this.#next;
    this.#next = undefined;
    if (progress === undefined) return;
    await this.#bucket.put(this.#key, JSON.stringify(progress)).catch(() => {
      this.#next ??= progress;
    });
  }

  async #readRequest(key: string): Promise<void> {
    const entry = await this.#bucket.get(key).catch(() => undefined);
    // Not reached: what was asked before still holds.
    if (entry === undefined) return;
    const request = entry === null ? undefined : CrawlRequest.safeParse(parseJson(entry.string())).data;
    this.#isSuspended = request?.suspend === true;
  }
}

/** What the coordinator of the crawl told last; undefined when nothing is known. */
export async function readProgress({ js }: Nats, plan: Plan): Promise<Progress | undefined> {
  const bucket = await new Kvm(js).open(progressBucket);
  const entry = await bucket.get(nameCrawl(plan).id);
  return entry === null ? undefined : Progress.safeParse(parseJson(entry.string())).data;
}

/** Asks a running crawl to rest, or to go on. */
export async function requestSuspension({ js }: Nats, plan: Plan, suspend: boolean): Promise<void> {
  const bucket = await new Kvm(js).open(progressBucket);
  await bucket.put(nameCrawl(plan).requestKey, JSON.stringify({ suspend } satisfies CrawlRequest));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
