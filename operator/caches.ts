import { isDeepStrictEqual } from "node:util";
import type { ApiClient } from "./controller/api-client.ts";
import { joinKey, type KubeObject, type ObjectKey, type Resource } from "./controller/kube-object.ts";
import type { Metrics } from "./controller/metrics.ts";
import { ObjectIndex } from "./controller/object-index.ts";
import { Reflector, type ReflectorOptions } from "./controller/reflector.ts";
import { kinds, labels, managedSelector } from "./kinds.ts";

export type KindName = keyof typeof kinds;

export interface CacheChange {
  readonly kind: KindName;
  readonly key: ObjectKey;
  readonly object: KubeObject;
  readonly isGone: boolean;
  /** It was found by the first list, or only what the operator itself writes is new in it. */
  readonly isOldNews: boolean;
}

export interface CacheListener {
  readonly changed: (change: CacheChange) => void;
  readonly problem: ReflectorOptions["onProblem"];
}

/** What the operator follows: its own kinds whole, of common kinds only what it made. */
export class Caches {
  readonly #reflectors: Readonly<Record<KindName, Reflector>>;
  /** Crawls by `namespace/site`. */
  readonly crawlsOfSite = new ObjectIndex((crawl) => {
    const { siteRef } = (crawl as { spec?: { siteRef?: { name?: string } } }).spec ?? {};
    return siteRef?.name === undefined ? undefined : joinKey(crawl.metadata.namespace, siteRef.name);
  });
  /** Pods by `namespace/site`. */
  readonly podsOfSite = new ObjectIndex((pod) => labelled(pod, labels.site));
  /** Pods by `namespace/crawl`. */
  readonly podsOfCrawl = new ObjectIndex((pod) => labelled(pod, labels.crawl));
  /** Jobs and the like by `namespace/crawl`. */
  readonly childrenOfCrawl: Readonly<Partial<Record<KindName, ObjectIndex>>> = {
    job: new ObjectIndex((child) => labelled(child, labels.crawl)),
    configMap: new ObjectIndex((child) => labelled(child, labels.crawl)),
    autoscaler: new ObjectIndex((child) => labelled(child, labels.crawl)),
    networkPolicy: new ObjectIndex((child) => labelled(child, labels.crawl)),
  };

  constructor(client: ApiClient, namespace: string | undefined, metrics: Metrics, listener: CacheListener) {
    const reflect = (kind: KindName) => {
      const resource: Resource = kinds[kind];
      const isOurs = kind === "docSite" || kind === "crawl";
      const reflector: Reflector = new Reflector({
        client,
        resource,
        ...(namespace === undefined ? {} : { namespace }),
        ...(isOurs ? {} : { labelSelector: managedSelector }),
        onChange: (key, object, before) => {
          const isGone = reflector.get(key) === undefined;
          this.#index(kind, key, before, isGone ? undefined : object);
          const isOldNews = !isGone && (!reflector.isSynced || isWantedAsBefore(object, before));
          listener.changed({ kind, key, object, isGone, isOldNews });
        },
        onProblem: (problem) => {
          metrics.watchProblem(resource.kind, problem.step);
          listener.problem(problem);
        },
      });
      metrics.watchSilence(resource.kind, () => reflector.readSilenceMs());
      return [kind, reflector] as const;
    };
    const names = Object.keys(kinds) as KindName[];
    this.#reflectors = Object.fromEntries(names.map(reflect)) as Record<KindName, Reflector>;
  }

  get(kind: KindName, key: ObjectKey): KubeObject | undefined {
    return this.#reflectors[kind].get(key);
  }

  values(kind: KindName): IterableIterator<KubeObject> {
    return this.#reflectors[kind].values();
  }

  async run(signal: AbortSignal): Promise<void> {
    await Promise.all(Object.values(this.#reflectors).map((reflector) => reflector.run(signal)));
  }

  /** Kinds that were not listed yet. */
  findUnsynced(): readonly string[] {
    return this.#names().filter((kind) => !this.#reflectors[kind].isSynced);
  }

  /** Kinds of which nothing was heard for so long. */
  findSilent(maxSilenceMs: number): readonly string[] {
    return this.#names().filter((kind) => this.#reflectors[kind].readSilenceMs() > maxSilenceMs);
  }

  #names(): readonly KindName[] {
    return Object.keys(this.#reflectors) as KindName[];
  }

  #index(kind: KindName, key: ObjectKey, before: KubeObject | undefined, after: KubeObject | undefined): void {
    if (kind === "crawl") this.crawlsOfSite.update(key, before, after);
    if (kind === "pod") {
      this.podsOfSite.update(key, before, after);
      this.podsOfCrawl.update(key, before, after);
    }
    this.childrenOfCrawl[kind]?.update(key, before, after);
  }
}

/** Whoever wants something changes the spec, which counts the generation up, an annotation, or deletes. */
function isWantedAsBefore({ metadata }: KubeObject, before: KubeObject | undefined): boolean {
  return (
    before !== undefined &&
    metadata.uid === before.metadata.uid &&
    metadata.generation === before.metadata.generation &&
    metadata.deletionTimestamp === before.metadata.deletionTimestamp &&
    isDeepStrictEqual(metadata.annotations, before.metadata.annotations)
  );
}

export function labelled({ metadata }: KubeObject, label: string): string | undefined {
  const name = metadata.labels?.[label];
  return name === undefined ? undefined : joinKey(metadata.namespace, name);
}
