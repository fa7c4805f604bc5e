import { beforeAll, expect, it } from "vitest";
import { randomFrom } from "../site/random.ts";
import { createNamespace, systemNamespace } from "./chart.ts";
import { crawlLocally } from "./crawl-locally.ts";
import { deploySite, siteUrl } from "./deploy-site.ts";
import { docSite } from "./doc-site.ts";
import { Observed } from "./observed.ts";
import { readVolume } from "./read-volume.ts";
import { story } from "./story.ts";

const namespace = "chaos";
const pages = 150;
const small = { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "512Mi" } };

const victims = [
  { what: "the worker", where: namespace, component: "worker" },
  { what: "the coordinator", where: namespace, component: "coordinator" },
  { what: "all operators", where: systemNamespace, component: "operator" },
  { what: "NATS", where: systemNamespace, component: "nats" },
] as const;

/** `make soak` has more of them: in each the victims come in another order. */
const rounds = Number(process.env["DOCSYNAPSE_SOAK_CRAWLS"] ?? 1);
const firstSeed = Number(process.env["DOCSYNAPSE_SOAK_SEED"] || 1);

story("whatever is killed", (told) => {
  const { kubectl, cluster } = told;
  const observed = new Observed(told, namespace);
  const url = siteUrl("docs", namespace, `/made/${pages}/4/`);
  // So slow that it is not over before operators that were all killed lead again and see it.
  const spec = { politeness: { requestsPerSecond: 3 }, workers: { min: 1, max: 1, resources: small } };
  let expected: ReadonlyMap<string, string> | undefined;

  beforeAll(async () => {
    await createNamespace(kubectl, namespace, { "docsynapse.io/allow-private-addresses": "true" });
    await deploySite(told, namespace, "docs");
    expected = await crawlLocally(cluster, docSite("local", url, { politeness: { requestsPerSecond: 0 } }));
  });

  it.each(Array.from({ length: rounds }, (_, round) => firstSeed + round))(
    "pods killed one after the other, order %i: the crawl ends with the same snapshot and says so",
    async (seed) => {
      const name = `killed-${seed}`;
      await kubectl.apply(namespace, docSite(name, url, spec));

      for (const [index, { where, component }] of shuffle(victims, seed).entries()) {
        const enough = (index + 1) * 25;
        await observed.untilCrawl(name, `${enough} pages`, ({ status }) => (status?.pages?.fetched ?? 0) >= enough);
        expect(await observed.condition(name, "Reconciling")).toBe("Reconciling=True Crawling");
        // As a node that loses its power to these pods.
        const killing = ["--grace-period=0", "--force", "--wait=false"];
        await kubectl.run("delete", "pods", "-n", where, "-l", `app.kubernetes.io/component=${component}`, ...killing);
      }

      await observed.untilCondition(name, "Ready=True Published");
      expect(await observed.condition(name, "Degraded")).toBe("Degraded=False Published");
      expect((await observed.siteStatus(name)).snapshot?.pages).toBe(pages + 1);
      const files = await readVolume(told, namespace, name);
      expect(files).toEqual(expected ?? files);
    },
  );
});

/** From the seed in the test's name. */
function shuffle<Item>(items: readonly Item[], seed: number): Item[] {
  const random = randomFrom(seed);
  return items
    .map((item) => ({ item, rank: random() }))
    .sort((left, right) => left.rank - right.rank)
    .map(({ item }) => item);
}
