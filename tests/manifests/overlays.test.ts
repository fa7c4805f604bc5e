import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { chooseOutput, describeOutput } from "../../operator/choose-output.ts";
import { readConfig } from "../../operator/config.ts";
import { Output } from "../../operator/docsite-result-fields.ts";
import { startCluster, type Cluster } from "../cluster/cluster.ts";
import { installKubectl } from "../cluster/install-kubectl.ts";

const overlays = join(import.meta.dirname, "../../manifests/overlays");
const site = { metadata: { namespace: "docs", name: "guide" }, spec: { output: Output.parse({}) } };
/** Long enough to build the control plane where `make servers` did not. */
const startTimeoutMs = 1_200_000;

interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: {
    readonly storageClassName?: string;
    readonly template?: { readonly spec: { readonly containers: readonly { readonly env: Variable[] }[] } };
  };
}
interface Variable {
  readonly name: string;
  readonly value: string;
}

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
  for (const name of ["docs", "docsynapse", "docsynapse-nodes"]) kubectl("create", "namespace", name);
}, startTimeoutMs);
afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

function kubectl(...args: readonly string[]) {
  const all = ["--kubeconfig", cluster.kubeconfigFile, ...args];
  const { status, stdout, stderr } = spawnSync(installKubectl().kubectl, all, { encoding: "utf8", maxBuffer: 2 ** 24 });
  return { status, stdout, output: stdout + stderr };
}

function build(name: string): readonly Rendered[] {
  const { status, stdout, output } = kubectl("kustomize", join(overlays, name));
  if (status !== 0) throw new Error(output);
  return parseAllDocuments(stdout).map((document) => document.toJS() as Rendered);
}

describe.each([
  ["eks", "s3://team-docs/markdown/docs/guide", "docsynapse-gp3", true],
  ["gke", "gs://team-docs/markdown/docs/guide", "standard-rwo", true],
  ["aks", "az://teamdocs/markdown/docs/guide", "managed-csi", true],
  ["digitalocean", "s3://team-docs/markdown/docs/guide", "do-block-storage", false],
])("the overlay for %s", (name, location, storageClass, hasIdentity) => {
  test("is taken by a real API server, every object of it", () => {
    const { status, output } = kubectl(
      "apply",
      "--server-side",
      "--force-conflicts",
      "--dry-run=server",
      "-k",
      join(overlays, name),
    );

    expect(output).not.toMatch(/error|invalid|warning/i);
    expect(output.match(/serverside-applied/g)).toHaveLength(build(name).length);
    expect(status).toBe(0);
  });

  test("has the operator write there, as an account that the namespace has", () => {
    const objects = build(name);
    const deployment = objects.find(({ kind }) => kind === "Deployment");
    const env = deployment?.spec?.template?.spec.containers[0]?.env ?? [];

    const { crawls } = readConfig(Object.fromEntries(env.map((each) => [each.name, each.value]))).settings;

    expect(describeOutput(site, chooseOutput(site, crawls.output))).toEqual({ from: "Default", location });
    const accounts = objects.filter(({ kind, metadata }) => kind === "ServiceAccount" && metadata.namespace === "docs");
    expect(accounts.map(({ metadata }) => metadata.name)).toEqual(hasIdentity ? [crawls.serviceAccountName] : []);
    const claims = objects.filter(({ kind }) => kind === "PersistentVolumeClaim");
    expect(claims.map(({ spec }) => spec?.storageClassName)).toEqual([storageClass]);
  });
});

test("the seccomp profile's DaemonSet is taken by a real API server, with the profile that is tested", () => {
  const folder = join(overlays, "../seccomp");

  const { output } = kubectl("apply", "--server-side", "--force-conflicts", "--dry-run=server", "-k", folder);

  expect(output).not.toMatch(/error|invalid|warning/i);
  expect(output).toContain("daemonset.apps/seccomp-profile serverside-applied");
  const [profile] = parseAllDocuments(kubectl("kustomize", folder).stdout)
    .map((document) => document.toJS() as { kind: string; data: Record<string, string> })
    .filter(({ kind }) => kind === "ConfigMap");
  expect(profile?.data["chromium.json"]).toBe(readFileSync(join(folder, "chromium.json"), "utf8"));
});
