import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { startCluster } from "../cluster/cluster.ts";
import { findFreePort } from "../cluster/free-port.ts";
import { installCrds } from "../cluster/install-crds.ts";
import { until } from "../cluster/until.ts";
import { ensureBaseImage } from "./base-image.ts";
import { MountedImage } from "./buildah.ts";
import { buildImage, images } from "./build-images.ts";
import { startInImage } from "./run-image.ts";

beforeAll(() => {
  ensureBaseImage();
  buildImage(images.operator);
});

it("the operator of the image becomes ready, leads, and ends with 0 when told to", async () => {
  await using cluster = await startCluster();
  await installCrds(cluster.client);
  using image = new MountedImage(images.operator.name);
  mkdirSync(join(image.root, "etc/kubernetes"));
  writeFileSync(join(image.root, "etc/kubernetes/config"), inlineAuthority(cluster.kubeconfigFile));
  const port = String(await findFreePort());
  const startedAtMs = performance.now();

  const operator = startInImage(image.root, ["/usr/local/bin/node", "/app/main.js"], {
    KUBECONFIG: "/etc/kubernetes/config",
    DOCSYNAPSE_HEALTH_HOST: "127.0.0.1",
    DOCSYNAPSE_HEALTH_PORT: port,
  });
  const ended = once(operator, "exit");
  await until(
    "/readyz answers",
    async () => (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.ok === true,
  );
  process.stdout.write(`operator: ready ${(performance.now() - startedAtMs).toFixed(0)} ms after its start\n`);
  await until("it leads", async () => {
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return /^leader_election_master_status\{[^}]*\} 1$/m.test(metrics);
  });
  operator.kill("SIGTERM");

  expect(await ended).toEqual([0, null]);
});

/** The image cannot see the file with the API server's certificate. */
function inlineAuthority(file: string): string {
  interface KubeConfig {
    clusters: { cluster: Record<string, string> }[];
  }
  const config = parse(readFileSync(file, "utf8")) as KubeConfig;
  for (const { cluster } of config.clusters) {
    const { "certificate-authority": authority = "", ...rest } = cluster;
    const data = readFileSync(authority).toString("base64");
    Object.assign(cluster, { ...rest, "certificate-authority-data": data });
    delete cluster["certificate-authority"];
  }
  return stringify(config);
}
