import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { startCluster, type Cluster } from "../cluster/cluster.ts";
import { installKubectl } from "../cluster/install-kubectl.ts";
import { until } from "../cluster/until.ts";
import { chart, helm, isOfKubernetes, profileFile, profiles, render } from "./render.ts";

/** Long enough to build the control plane where `make servers` did not. */
const startTimeoutMs = 1_200_000;
const samples = join(import.meta.dirname, "../../manifests/samples");

let cluster: Cluster;
beforeAll(async () => {
  // Pods need the account that its controller makes.
  cluster = await startCluster({ controllers: ["serviceaccount-controller"] });
  for (const name of ["docs", "free"]) kubectl(["create", "namespace", name]);
  await until("the namespace has its account", () => kubectl(["get", "sa", "default", "-n", "docs"]).status === 0);
  kubectl([
    "label",
    "namespace",
    "free",
    "docsynapse.io/allow-private-addresses=true",
    "docsynapse.io/allow-proxy=true",
  ]);
  const { status, output } = release("install");
  if (status !== 0) throw new Error(output);
}, startTimeoutMs);
afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

function kubectl(args: readonly string[], input = "") {
  const all = ["--kubeconfig", cluster.kubeconfigFile, ...args];
  const { status, stdout, stderr } = spawnSync(installKubectl().kubectl, all, { input, encoding: "utf8" });
  return { status, output: stdout + stderr };
}

function release(verb: "install" | "upgrade", ...flags: readonly string[]) {
  return helm(verb, "docsynapse", chart, "--kubeconfig", cluster.kubeconfigFile, "--namespace", "docs", ...flags);
}

const dryRun = ["apply", "--server-side", "--force-conflicts", "--dry-run=server", "-f", "-"] as const;

function applyDry(object: object, namespace = "docs") {
  return kubectl([...dryRun, "--namespace", namespace], stringify(object));
}

const docSite = (spec: object) => ({
  apiVersion: "docsynapse.io/v1alpha1",
  kind: "DocSite",
  metadata: { name: "guide" },
  spec: { url: "https://docs.example.org/", ...spec },
});

describe("a real API server", () => {
  it.each(["defaults", "one namespace", ...profiles])("takes every object of %s", (name) => {
    const flags = profiles.some((profile) => profile === name) ? ["-f", profileFile(name)] : [];
    const values = name === "one namespace" ? { watchNamespace: "free" } : {};
    // Not the names of what is installed: some of its fields are not to be changed.
    const fullnameOverride = name.replace(" ", "-");
    const objects = render({ fullnameOverride, ...values }, ...flags).filter(isOfKubernetes);

    const { status, output } = kubectl(dryRun, objects.map((object) => stringify(object)).join("---\n"));

    expect(output).not.toMatch(/error|invalid|warning/i);
    expect(output.match(/serverside-applied/g)).toHaveLength(objects.length);
    expect(status).toBe(0);
  });

  it("takes the manifest for kubectl, whose namespace wants restricted pods", () => {
    kubectl(["create", "namespace", "docsynapse"]);
    const file = join(import.meta.dirname, "../../manifests");

    const { status, output } = kubectl(["apply", "--server-side", "--force-conflicts", "--dry-run=server", "-k", file]);

    expect(output).not.toMatch(/error|invalid|warning/i);
    expect(output).toContain("deployment.apps/docsynapse serverside-applied");
    expect(status).toBe(0);
  });

  it("and the project's own validation agree on the samples", () => {
    const files = readdirSync(samples).map((name) => join(samples, name));
    const command = join(import.meta.dirname, "../../cli/docsynapse.js");

    const { status, stdout } = spawnSync(process.execPath, [command, "validate", ...files], { encoding: "utf8" });

    expect(stdout.match(/ is valid$/gm)).toHaveLength(files.length);
    expect(status).toBe(0);
  });

  it.each(readdirSync(samples))("takes the sample %s", (name) => {
    const { status, output } = kubectl([...dryRun.slice(0, -1), join(samples, name), "--namespace", "free"]);

    expect(output).not.toMatch(/error|invalid|warning/i);
    expect(status).toBe(0);
  });
});

describe("the admission policy", () => {
  beforeAll(async () => {
    await until("the policy is in force", () => applyDry(docSite({ url: "https://10.0.0.1/" })).status !== 0);
  });

  it.each([
    "https://docs.example.org/guide/",
    "https://8.8.8.8/",
    "https://[2606:4700::1111]/",
    "http://3com.example/",
    "https://docs.internal.example.org/",
  ])("lets %s be crawled", (url) => {
    expect(applyDry(docSite({ url }))).toMatchObject({ status: 0 });
  });

  it.each([
    "https://10.96.0.1/",
    "https://10.96.0.1./",
    "http://127.0.0.1:10250/pods",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fd00:ec2::254]/",
    "http://[::1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0x7f000001/",
    "http://127.1/",
    "http://10.0.0.010/",
    "https://kubernetes/",
    "https://kubernetes.default.svc/",
    "https://KUBERNETES.default.SVC.cluster.local./",
    "http://metadata.google.internal/",
    "http://localhost:8080/",
    "http://a.localhost/",
  ])("refuses %s, and lets it pass where the namespace is labelled", (url) => {
    const refused = applyDry(docSite({ url }));

    expect(refused.output).toContain("label the namespace docsynapse.io/allow-private-addresses=true");
    expect(refused.status).not.toBe(0);
    expect(applyDry(docSite({ url }), "free").output).not.toContain("allow-private-addresses");
  });

  it("looks at every start URL", () => {
    const { output } = applyDry(docSite({ startUrls: ["https://docs.example.org/a/", "https://192.168.1.1/"] }));

    expect(output).toContain("192.168.1.1");
  });

  it.each([
    ["AWS's own", { s3: { bucket: "docs" } }],
    ["a public service", { s3: { bucket: "docs", endpoint: "https://objects.example.org" } }],
    ["a public address", { gcs: { bucket: "docs", endpoint: "http://8.8.8.8:9000" } }],
    ["a volume", { volume: { size: "1Gi" } }],
  ])("lets a snapshot go to %s", (_, output) => {
    expect(applyDry(docSite({ output }))).toMatchObject({ status: 0 });
  });

  it.each([
    ["a Service", { s3: { bucket: "docs", endpoint: "http://minio.storage.svc:9000" } }],
    ["a pod", { s3: { bucket: "docs", endpoint: "http://10.8.0.9:9000" } }],
    ["the metadata server", { gcs: { bucket: "docs", endpoint: "http://metadata.google.internal" } }],
    ["the node", { azure: { account: "docs", container: "docs", endpoint: "http://[::ffff:127.0.0.1]:10000" } }],
    ["a number", { s3: { bucket: "docs", endpoint: "http://2130706433" } }],
  ])("lets a snapshot go to %s only where the namespace is labelled", (_, output) => {
    const refused = applyDry(docSite({ output }));

    expect(refused.output).toContain("spec.output, endpoint: ");
    expect(refused.output).toContain("admissionPolicy.storeHosts");
    expect(refused.status).not.toBe(0);
    expect(applyDry(docSite({ output }), "free")).toMatchObject({ status: 0 });
  });

  it("lets snapshots go to the private stores that the chart's values name, and crawls nowhere else", async () => {
    const named = "admissionPolicy.storeHosts={Minio.storage.svc},crawls.storeRanges={10.8.0.0/16}";
    const at = (endpoint: string) => docSite({ output: { s3: { bucket: "docs", endpoint } } });
    expect(release("upgrade", "--set", named)).toMatchObject({ status: 0 });

    await until("the policy is in force", () => applyDry(at("http://minio.storage.svc:9000")).status === 0);

    expect(applyDry(at("http://docs.MINIO.storage.svc.:9000"))).toMatchObject({ status: 0 });
    expect(applyDry(at("https://10.8.0.9"))).toMatchObject({ status: 0 });
    expect(applyDry(at("https://10.9.0.9")).output).toContain("spec.output, endpoint: 10.9.0.9");
    expect(applyDry(at("http://notminio.storage.svc")).output).toContain("spec.output, endpoint: ");
    expect(applyDry(docSite({ url: "http://minio.storage.svc:9000/" })).output).toContain("spec.url, spec.startUrls: ");
  }, 60_000);

  it("refuses to lift the guard, a proxy, and a plan of one's own", () => {
    const crawl = { apiVersion: "docsynapse.io/v1alpha1", kind: "Crawl", metadata: { name: "mine" } };
    const siteRef = { name: "guide" };
    const plan = {
      siteGeneration: 1,
      trigger: "Manual",
      scheduledAt: "2026-03-01T00:00:00Z",
      host: "example.org",
      image: "mine",
      activeDeadlineSeconds: 60,
      configuration: {},
    };
    const asOperator = ["--as", "system:serviceaccount:docs:docsynapse", "--as-group", "system:authenticated"];

    expect(applyDry(docSite({ network: { allowPrivateAddresses: true } })).output).toContain("allow-private-addresses");
    expect(applyDry(docSite({ network: { proxy: "http://proxy.example.org:3128" } })).output).toContain("allow-proxy");
    expect(applyDry({ ...crawl, spec: { siteRef, plan } }).output).toContain("spec.plan is the operator's");
    expect(applyDry({ ...crawl, spec: { siteRef } })).toMatchObject({ status: 0 });
    // With the rights of the chart's own role, too.
    expect(
      kubectl([...dryRun, "--namespace", "docs", ...asOperator], stringify({ ...crawl, spec: { siteRef, plan } })),
    ).toMatchObject({ status: 0 });
  });
});

/** Whether the chart's account may do this, anywhere. */
function can(verb: string, resource: string, namespace = "free"): string {
  const account = "system:serviceaccount:docs:docsynapse";
  return kubectl(["auth", "can-i", verb, resource, "-n", namespace, "--as", account]).output.trim();
}

describe("the operator's account", () => {
  it("may make Jobs in any namespace, and look at no Secret but its own keys", () => {
    expect(can("create", "jobs.batch")).toBe("yes");
    expect(can("patch", "crawls.docsynapse.io/status")).toBe("yes");
    for (const verb of ["get", "list", "watch"]) expect(can(verb, "secrets")).toBe("no");
    expect(can("get", "secrets/docsynapse-nats-keys", "docs")).toBe("yes");
    expect(can("get", "secrets/other", "docs")).toBe("no");
    expect(can("create", "pods")).toBe("no");
    expect(can("update", "docsites.docsynapse.io")).toBe("no");
  });
});

describe("the operator's Secrets", () => {
  const asOperator = ["--as", "system:serviceaccount:docs:docsynapse"];
  const secret = (name: string, more: object = {}) =>
    stringify({ apiVersion: "v1", kind: "Secret", metadata: { name, labels: own }, stringData: { a: "b" }, ...more });
  const own = { "app.kubernetes.io/managed-by": "docsynapse" };
  const write = (text: string, ...flags: string[]) =>
    kubectl(["apply", "--server-side", "-n", "free", "-o", "yaml", ...flags, "-f", "-", ...asOperator], text);
  const remove = (name: string) => kubectl(["delete", "secret", name, "-n", "free", "--wait=false", ...asOperator]);

  it("are all that it may write, and so it reads none by writing", async () => {
    kubectl(["create", "secret", "generic", "theirs", "-n", "free", "--from-literal=password=hidden"]);
    const takeTheirs = () => write(secret("theirs"), "--dry-run=server");
    await until("the policy is in force", () => takeTheirs().status !== 0);

    expect(takeTheirs().output).toContain("may write no Secret but its own");
    expect(takeTheirs().output).not.toContain(Buffer.from("hidden").toString("base64"));
    const annotations = { "kubernetes.io/service-account.name": "default" };
    const token = {
      metadata: { name: "token", labels: own, annotations },
      type: "kubernetes.io/service-account-token",
    };
    expect(write(secret("token", token)).output).toContain("may write no Secret but its own");
    expect(remove("theirs").output).toContain("may write no Secret but its own");
    expect(write(secret("ours"))).toMatchObject({ status: 0 });
    expect(remove("ours")).toMatchObject({ status: 0 });
  });
});

describe("a release", () => {
  const definitions = ["docsites.docsynapse.io", "crawls.docsynapse.io"];
  const isThere = () => kubectl(["get", "crd", ...definitions]).status === 0;

  it("upgrades, uninstalls and comes back without a DocSite being lost", () => {
    expect(kubectl(["apply", "-n", "docs", "-f", join(samples, "minimal.yaml")])).toMatchObject({ status: 0 });

    const upgraded = release("upgrade", "--set", "operator.replicas=3,nats.image.tag=2.15.3,commonLabels.team=docs");
    const uninstalled = helm("uninstall", "docsynapse", "--kubeconfig", cluster.kubeconfigFile, "-n", "docs");

    expect(upgraded).toMatchObject({ status: 0 });
    expect(uninstalled).toMatchObject({ status: 0 });
    expect(isThere()).toBe(true);
    expect(kubectl(["get", "deployments", "-n", "docs", "-o", "name"]).output.trim()).toBe("");
    expect(release("install")).toMatchObject({ status: 0 });
    expect(kubectl(["get", "docsites", "-n", "docs", "-o", "name"]).output).toContain("docsite.docsynapse.io/guide");
  }, 60_000);

  it("brings changed definitions with an upgrade", () => {
    kubectl(["annotate", "crd", "docsites.docsynapse.io", "helm.sh/resource-policy-"]);
    kubectl(["patch", "crd", "docsites.docsynapse.io", "--type=json", "-p", stale], "");

    const { status, output } = release("upgrade", "--force-conflicts");

    expect(output).toContain("has been upgraded");
    expect(status).toBe(0);
    const text = kubectl(["get", "crd", "docsites.docsynapse.io", "-o", "yaml"]).output;
    const { spec } = parse(text) as { spec: { names: { shortNames: string[] } } };
    const file = parse(readFileSync(join(chart, "files/crds/docsites.yaml"), "utf8")) as typeof parse & {
      spec: typeof spec;
    };
    expect(spec.names.shortNames).toEqual(file.spec.names.shortNames);
  }, 60_000);
});

const stale = JSON.stringify([{ op: "replace", path: "/spec/names/shortNames", value: ["old"] }]);
