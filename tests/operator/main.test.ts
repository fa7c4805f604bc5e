import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { connect, credsAuthenticator } from "@nats-io/transport-node";
import { describe, expect, test } from "vitest";
import { findFreePort } from "../cluster/free-port.ts";
import { until } from "../cluster/until.ts";
import { useCluster } from "../cluster/use-cluster.ts";
import { startNats } from "../servers/nats.ts";
import { World } from "./world.ts";

const cluster = useCluster();
const main = resolve(import.meta.dirname, "../../operator/main.ts");

function start(environment: Record<string, string>, args: readonly string[] = []) {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH, HOME, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit").then(([code]) => code as number | null);
  return { child, ended, out: text(child.stdout), error: text(child.stderr) };
}

const stop = (child: ChildProcess) => child.exitCode === null && child.kill("SIGKILL");

describe("the operator's process", () => {
  test("tells every problem of its configuration and ends with 78", async () => {
    const { ended, error } = start({ DOCSYNAPSE_CONCURRENCY: "0", DOCSYNAPSE_NATS_URL: "ftp://x" });

    expect(await ended).toBe(78);
    expect(await error).toMatch(/DOCSYNAPSE_NATS_URL: must be nats.*\n.*DOCSYNAPSE_CONCURRENCY/);
  });

  test.each([
    ["--feature-gates=OwnProfile=true", "no feature gate OwnProfile, did you mean OwnProfiles?"],
    ["--feature-gate=OwnProfiles=true", "the one flag is --feature-gates"],
  ])("refuses %s with what there is", async (flag, message) => {
    const { ended, error } = start({}, [flag]);

    expect(await ended).toBe(78);
    expect(await error).toContain(message);
  });

  test("leads, reports its health, and releases the lease at SIGTERM", async () => {
    const world = await World.create(cluster.client, "process");
    const port = await findFreePort();
    const { child, ended, out } = start({
      KUBECONFIG: cluster.cluster.kubeconfigFile,
      DOCSYNAPSE_HEALTH_HOST: "127.0.0.1",
      DOCSYNAPSE_HEALTH_PORT: String(port),
    });
    try {
      await world.apply("guide", { suspend: true });
      await world.untilCondition("guide", "Ready", "False", "Suspended");
      const [ready, live, metrics] = await Promise.all(
        ["readyz", "livez", "metrics"].map((path) => fetch(`http://127.0.0.1:${port}/${path}`)),
      );
      expect([ready?.status, live?.status]).toEqual([200, 200]);
      const figures = await metrics?.text();
      expect(figures).toContain('leader_election_master_status{name="docsynapse-operator"} 1');
      expect(figures).toMatch(/controller_runtime_reconcile_total\{controller="docsite",result="success"\} [1-9]/);

      child.kill("SIGTERM");
      await until("the end", () => child.exitCode !== null, 10_000);
    } finally {
      stop(child);
    }

    const lease = await cluster.client.request<{ spec: { holderIdentity: string } }>({
      method: "GET",
      path: "/apis/coordination.k8s.io/v1/namespaces/default/leases/docsynapse-operator",
    });
    expect(await ended).toBe(0);
    expect(lease.spec.holderIdentity).toBe("");
    expect(await out).toContain('"outcome":"stopped"');
  });

  test("makes the keys of its NATS, logs in there, and signs a crawl a login that is let in", async () => {
    const world = await World.create(cluster.client, "signed");
    const folder = await mkdtemp(join(tmpdir(), "operator-nats-"));
    await using servers = new AsyncDisposableStack();
    const [port, monitor] = [await findFreePort(), await findFreePort()];
    const { child, ended } = start({
      KUBECONFIG: cluster.cluster.kubeconfigFile,
      DOCSYNAPSE_HEALTH_HOST: "127.0.0.1",
      DOCSYNAPSE_HEALTH_PORT: "0",
      DOCSYNAPSE_NAMESPACE: "signed",
      DOCSYNAPSE_NATS_URL: `nats://127.0.0.1:${port}`,
      DOCSYNAPSE_NATS_KEYS_SECRET: "nats-keys",
    });
    const readSecret = async (name: string, entry: string) => {
      const path = `/api/v1/namespaces/signed/secrets/${name}`;
      const reading = cluster.client.request<{ data: Record<string, string> }>({ method: "GET", path });
      const data = await reading.then(
        (secret) => secret.data,
        () => undefined,
      );
      return data?.[entry] === undefined ? "" : Buffer.from(data[entry], "base64").toString("utf8");
    };
    try {
      // The server starts when its configuration is there, as its pod does.
      await until("the keys", async () => (await readSecret("nats-keys", "accounts.conf")) !== "", 60_000);
      const config = join(folder, "nats.conf");
      await writeFile(config, await readSecret("nats-keys", "accounts.conf"));
      servers.use(await startNats({ port, args: ["-c", config, "-m", String(monitor)] }));
      await until("the operator's connection", async () => {
        const answer = await fetch(`http://127.0.0.1:${monitor}/connz`);
        return (await answer.text()).includes('"name": "docsynapse operator"');
      });

      await world.apply("guide", {});
      let credentials = "";
      await until("the login", async () => {
        const name = (await world.crawls())[0]?.metadata.name ?? "none";
        credentials = await readSecret(`${name}-worker-nats`, "nats.creds");
        return credentials !== "";
      });
      const address = { servers: `127.0.0.1:${port}` };
      const worker = await connect({ ...address, authenticator: credsAuthenticator(Buffer.from(credentials)) });
      await worker.close();

      await expect(connect(address)).rejects.toThrow("Authorization");
      child.kill("SIGTERM");
      expect(await ended).toBe(0);
    } finally {
      stop(child);
      await rm(folder, { recursive: true, force: true });
    }
  }, 120_000);
});
