import { nameCrawl, permissionsFor, type CrawlRole } from "../../crawler/nats-names.ts";
import type { ApiClient } from "../controller/api-client.ts";
import { apply } from "../controller/apply.ts";
import type { Clock } from "../controller/clock.ts";
import { joinKey, type ObjectKey } from "../controller/kube-object.ts";
import type { CrawlPlan } from "../crawl.ts";
import { secretResource } from "../kinds.ts";
import type { LoginFiles } from "../nats/login-files.ts";
import type { LoginSigner } from "../nats/login-signer.ts";
import { buildLogin } from "./build-login.ts";
import type { CrawlIdentity } from "./child-metadata.ts";
import { areStreamsProvided, readCrawlKey } from "./crawl-key.ts";

export interface CrawlLoginsOptions {
  readonly client: ApiClient;
  readonly clock: Clock;
  /** Absent: all crawls log in with what `readShared` gives. */
  readonly signer?: LoginSigner | undefined;
  /** Of a signed login. */
  readonly lifetimeMs: number;
  /** What pods get beside the signed login, or as the one that all share; asked each time, since files are replaced. */
  readonly readShared: () => LoginFiles;
}

const roles = ["coordinator", "worker"] as const;
/** A node tries a pod that lacks a Secret again each minute or two. */
const againMs = 60_000;

/**
 * The Secrets by which pods log in to NATS. Nothing may read them back, so what was written when is only in memory: an
 * operator that comes anew writes those of the running crawls anew.
 */
export class CrawlLogins {
  readonly #options: CrawlLoginsOptions;
  readonly #written = new Map<ObjectKey, { readonly uid: string; readonly atMs: number }>();

  constructor(options: CrawlLoginsOptions) {
    this.#options = options;
  }

  /** Writes both when they are not there yet, may be lost, or half of their time is over. */
  async keep(crawl: CrawlIdentity, plan: CrawlPlan, { mayBeLost }: { readonly mayBeLost: boolean }): Promise<void> {
    const { clock, lifetimeMs } = this.#options;
    const nowMs = clock.now().getTime();
    const key = joinKey(crawl.namespace, crawl.name);
    const written = this.#written.get(key);
    const goodMs = mayBeLost ? Math.min(againMs, lifetimeMs / 2) : lifetimeMs / 2;
    if (written?.uid === crawl.uid && nowMs < written.atMs + goodMs) return;
    for (const role of roles) await this.#write(crawl, role, plan, new Date(nowMs + lifetimeMs));
    this.#written.set(key, { uid: crawl.uid, atMs: nowMs });
  }

  /** The crawl has ended or is gone. */
  forget(crawl: ObjectKey): void {
    this.#written.delete(crawl);
  }

  async #write(crawl: CrawlIdentity, role: CrawlRole, plan: CrawlPlan, expiresAt: Date): Promise<void> {
    const { client, signer, readShared } = this.#options;
    const key = readCrawlKey(plan);
    if (key === undefined) return;
    const names = nameCrawl(key);
    const permissions = permissionsFor(role, names, { areStreamsProvided: areStreamsProvided(plan) });
    const facts = { name: `${role} ${names.id}`, permissions, expiresAt };
    const signed = signer === undefined ? {} : { "nats.creds": await signer.sign(facts) };
    await apply(client, secretResource, buildLogin(crawl, role, { ...readShared(), ...signed }));
  }
}
