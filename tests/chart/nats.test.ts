import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jetstreamManager } from "@nats-io/jetstream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ensureStreams } from "../../crawler/nats/streams.ts";
import { planFor } from "../../crawler/testing/plan.ts";
import { connectNats } from "../../crawler/nats/connect.ts";
import { inboxPrefixFor, nameCrawl, permissionsFor } from "../../crawler/nats-names.ts";
import { connectControl } from "../../operator/nats/connect-control.ts";
import { LoginSigner } from "../../operator/nats/login-signer.ts";
import { makeKeys, type NatsKeys } from "../../operator/nats/make-keys.ts";
import { goBinary } from "../servers/go-binary.ts";
import { until } from "../cluster/until.ts";
import { freePort, startNats } from "../servers/nats.ts";
import { natsServer } from "../servers/server-commands.ts";
import { find, render, type KubernetesObject } from "./render.ts";

let folder: string;
let keys: NatsKeys;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "chart-nats-"));
  keys = await makeKeys();
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

/** The files of the server's pod below the folder; only the path of its volume and the monitor's port differ. */
async function layOut(values: Readonly<Record<string, string>>): Promise<string> {
  const { data } = find(render(values), "ConfigMap", "-nats") as KubernetesObject & { data: { "nats.conf": string } };
  const text = data["nats.conf"].replace("/data", join(folder, "data")).replace("8222", String(await freePort()));
  await writeFile(join(folder, "nats.conf"), text);
  if (text.includes("accounts.conf")) await writeFile(join(folder, "accounts.conf"), keys["accounts.conf"]);
  return join(folder, "nats.conf");
}

const signal = new AbortController().signal;
const control = (url: string) => ({
  url,
  signer: new LoginSigner(keys["signing.nk"], keys["account.pub"]),
  lifetimeMs: 60_000,
});

describe("the chart's nats.conf", () => {
  it.each([
    ["with logins", {}],
    ["without", { "nats.auth.enabled": "false" }],
  ])(
    "is what nats-server takes, %s",
    async (_, values) => {
      const config = await layOut(values);
      const env = { ...process.env, POD_NAME: "docsynapse-nats-0" };

      const { status, stderr } = spawnSync(await goBinary(natsServer), ["-t", "-c", config], { encoding: "utf8", env });

      expect(stderr).toContain("is valid");
      expect(status).toBe(0);
    },
    900_000,
  );

  it("lets in the operator and whom it signs, nobody else, and knows them after a restart", async () => {
    process.env["POD_NAME"] = "docsynapse-nats-0";
    const config = await layOut({});
    await using server = await startNats({ jetStream: false, args: ["-c", config] });
    const plan = planFor("http://127.0.0.1:9/");
    const names = nameCrawl(plan);
    const permissions = permissionsFor("coordinator", names);
    const facts = { name: "coordinator", permissions, expiresAt: new Date(Date.now() + 60_000) };
    const credentialsFile = join(folder, "nats.creds");
    await writeFile(credentialsFile, await control(server.url).signer.sign(facts));
    const settings = { servers: [server.url], credentialsFile, inboxPrefix: inboxPrefixFor("coordinator", names) };
    {
      await using coordinator = await connectNats(settings, { signal, name: "test", onNote: () => undefined });
      await ensureStreams(coordinator.jsm, plan);
    }

    await server.kill();
    await server.start();

    const operator = await connectControl(control(server.url), signal);
    const jsm = await jetstreamManager(operator, { checkAPI: false });
    const listed = (await jsm.streams.list().next()).map(({ config: { name } }) => name);
    expect(listed.toSorted()).toEqual(Object.values(names.streams).toSorted());
    await operator.close();
    await expect(connectControl({ url: server.url, lifetimeMs: 60_000 }, signal)).rejects.toThrow("Authorization");
  }, 60_000);
});

describe("three servers with the same keys", () => {
  it("take the same logins, and keep a crawl's streams three times", async () => {
    await writeFile(join(folder, "accounts.conf"), keys["accounts.conf"]);
    const ports = await Promise.all([0, 1, 2].map(() => freePort()));
    const routes = ports.map((port) => `nats://127.0.0.1:${port}`).join(", ");
    await using servers = new AsyncDisposableStack();
    const urls = await Promise.all(
      ports.map(async (port, index) => {
        const config = join(folder, `nats-${index}.conf`);
        const cluster = `cluster { name: docsynapse, listen: "127.0.0.1:${port}", routes: [${routes}] }`;
        await writeFile(config, `include ./accounts.conf\nserver_name: nats-${index}\n${cluster}\n`);
        return servers.use(await startNats({ args: ["-c", config] })).url;
      }),
    );
    const plan = planFor("http://127.0.0.1:9/", { streams: { replicas: 3 } });
    const permissions = { publish: [">"], subscribe: [">"] };
    const facts = { name: "all", permissions, expiresAt: new Date(Date.now() + 60_000) };
    const credentialsFile = join(folder, "nats.creds");
    await writeFile(credentialsFile, await control("").signer.sign(facts));

    for (const url of urls) {
      const settings = { servers: [url], credentialsFile };
      await using nats = await connectNats(settings, { signal, name: "test", onNote: () => undefined });
      await until("a leader", () =>
        ensureStreams(nats.jsm, plan).then(
          () => true,
          () => false,
        ),
      );
      const { cluster } = await nats.jsm.streams.info(nameCrawl(plan).streams.journal);
      expect(cluster?.replicas).toHaveLength(2);
    }
  }, 90_000);
});
