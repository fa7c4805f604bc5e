import { beforeAll, expect, it } from "vitest";
import { until } from "../cluster/until.ts";
import { createNamespace, installChart } from "./chart.ts";
import { crawlLocally } from "./crawl-locally.ts";
import { deploySite, siteUrl } from "./deploy-site.ts";
import { docSite } from "./doc-site.ts";
import { Observed } from "./observed.ts";
import { readVolume } from "./read-volume.ts";
import { SeenCrawls } from "./seen-crawls.ts";
import { story } from "./story.ts";

const namespace = "schedules";
const policies = ["Forbid", "Replace"] as const;
const namesOf = (policy: string) => Array.from({ length: 5 }, (_, index) => `${policy.toLowerCase()}-${index}`);
const all = policies.flatMap(namesOf);
/** At one a second they take longer than the minute between two runs. */
const pages = 100;

/** Minutes pass in it: `make soak` has it. */
const isSoak = process.env["DOCSYNAPSE_SOAK_CRAWLS"] !== undefined;

story("ten schedules, each minute, of crawls that take longer", (told) => {
  const { kubectl, cluster } = told;
  const observed = new Observed(told, namespace);
  beforeAll(async () => {
    await installChart(told, { "crawls.scheduleSpread": "0s", "crawls.coordinatorResources.requests.cpu": "50m" });
    await createNamespace(kubectl, namespace, { "docsynapse.io/allow-private-addresses": "true" });
    await deploySite(told, namespace, ...all);
  });

  const build = (name: string, spec: object) =>
    docSite(name, siteUrl(name, namespace, `/made/${pages}/1/`), {
      politeness: { requestsPerSecond: 1 },
      workers: { min: 1, max: 1, resources: { requests: { cpu: "20m", memory: "64Mi" } } },
      ...spec,
    });
  const applyAll = async (spec: (policy: string) => object) =>
    await kubectl.apply(
      namespace,
      ...policies.flatMap((policy) => namesOf(policy).map((name) => build(name, spec(policy)))),
    );

  it.skipIf(!isSoak)(
    "Forbid lets the one that runs end, Replace puts the next in its place, and never do two of one site run",
    async () => {
      const seen = new SeenCrawls(told, namespace);
      await applyAll((concurrencyPolicy) => ({ schedule: "* * * * *", concurrencyPolicy }));

      const isFar = async (): Promise<boolean> => {
        await seen.look();
        return (
          namesOf("Replace").every((name) => seen.countCutOff(name) >= 2) &&
          namesOf("Forbid").every((name) => seen.countPublished(name) >= 1 && seen.of(name).length >= 2)
        );
      };
      await until("each Replace gave way twice, each Forbid began anew", isFar, 600_000);

      for (const name of all) expect(seen.mostPodsAtOnce(name), name).toEqual({ coordinator: 1, worker: 1 });
      for (const name of namesOf("Forbid")) expect(seen.countCutOff(name), name).toBe(0);
      for (const name of namesOf("Replace")) expect(seen.countPublished(name), name).toBe(0);

      // Without a schedule the last one comes to its end.
      await applyAll(() => ({}));
      for (const name of all) {
        await observed.untilCondition(name, "Reconciling=False Idle");
        expect(await observed.condition(name, "Ready"), name).toBe("Ready=True Published");
      }
      for (const name of ["forbid-0", "replace-0"]) {
        const files = await readVolume(told, namespace, name);
        const local = build(name, { politeness: { requestsPerSecond: 0 } });
        expect(files).toEqual((await crawlLocally(cluster, local)) ?? files);
      }
    },
    1_200_000,
  );
});
