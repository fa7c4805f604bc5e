import { stringify } from "yaml";
import { beforeAll, describe, expect, it } from "vitest";
import { deploySite, siteUrl } from "./deploy-site.ts";
import { docSite } from "./doc-site.ts";
import { Observed } from "./observed.ts";
import { createNamespace, systemNamespace } from "./chart.ts";
import { story } from "./story.ts";

/** Of a namespace whose administrator allows private addresses, and of one whose administrator does not. */
const [allowed, bounded] = ["security-allowed", "security-bounded"];
const guarded = { network: { allowPrivateAddresses: false } };

/** Runs in an operator's pod: what the API server answers to its own account. */
const askForSecrets = `
const { readFileSync } = require("node:fs");
const folder = "/var/run/secrets/kubernetes.io/serviceaccount/";
const options = { host: "kubernetes.default.svc", path: "/api/v1/secrets", ca: readFileSync(folder + "ca.crt"),
  headers: { authorization: "Bearer " + readFileSync(folder + "token", "utf8") } };
require("node:https").get(options, ({ statusCode }) => {
  console.log(statusCode);
  process.exit();
});
`;

story("security", (told) => {
  const { kubectl } = told;
  const observed = new Observed(told, allowed);
  beforeAll(async () => {
    await createNamespace(kubectl, allowed, { "docsynapse.io/allow-private-addresses": "true" });
    await createNamespace(kubectl, bounded);
    await deploySite(told, allowed, "docs");
  });

  it.each([systemNamespace, allowed])("%s takes restricted pods alone, ours among them", async (namespace) => {
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "x" },
      spec: { containers: [{ name: "x", image: "x" }] },
    };

    const { status, output } = await kubectl.try(["create", "-n", namespace, "-f", "-"], stringify(pod));

    expect(status).not.toBe(0);
    expect(output).toContain('violates PodSecurity "restricted');
    expect(await kubectl.run("get", "pods", "-n", namespace, "-o", "name")).not.toBe("");
  });

  it("the operator's own token opens no Secret", async () => {
    const pod = ["-n", systemNamespace, "deployment/docsynapse", "-c", "operator"];

    const answer = await kubectl.run("exec", ...pod, "--", "node", "-e", askForSecrets);

    expect(answer.trim()).toBe("403");
  });

  const forbidden = [
    ["the API server", "https://10.96.0.1/"],
    ["the clouds' metadata", "http://169.254.169.254/latest/meta-data/"],
    ["a Service", siteUrl("docs", allowed, "/guide/")],
  ] as const;

  describe.each(forbidden)("a DocSite at %s", (what, url) => {
    it("is refused by admission", async () => {
      const { output, status } = await kubectl.try(
        ["apply", "-n", bounded, "-f", "-"],
        stringify(docSite("bad", url, guarded)),
      );

      expect(status).not.toBe(0);
      expect(output).toContain("label the namespace docsynapse.io/allow-private-addresses=true");
    });

    it("is refused by the crawler's guard where admission lets it pass", async () => {
      const name = `bad-${forbidden.findIndex(([each]) => each === what)}`;

      await kubectl.apply(allowed, docSite(name, url, guarded));

      await observed.untilCondition(name, "Stalled=True CrawlFailed");
      const { conditions = [] } = await observed.siteStatus(name);
      expect(conditions.find(({ type }) => type === "Ready")?.message).toMatch(/address/i);
    });
  });

  it("no request has reached the site meanwhile", async () => {
    const log = await kubectl.run("logs", "-n", allowed, "deployment/site");

    expect(log.split("\n").filter((line) => line.startsWith("GET /guide"))).toEqual([]);
  });
});
