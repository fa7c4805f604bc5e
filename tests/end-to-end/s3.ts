import { CreateBucketCommand, GetObjectCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import { forwardPort } from "./port-forward.ts";
import { restrictedPod } from "./restricted-pod.ts";
import type { Story } from "./chart.ts";

export const bucket = "docs";
const port = 7070;
const credentials = { accessKeyId: "docsynapse", secretAccessKey: "not-a-secret-of-anyone" };

/** An S3 server in a pod with an empty bucket, and the Secret `s3` with what lets one in. */
export async function deployS3(story: Story, namespace: string): Promise<{ readonly endpoint: string }> {
  const { kubectl, cluster } = story;
  const labels = { app: "s3" };
  const container = {
    name: "s3",
    image: cluster.images.s3,
    args: ["--port", `:${port}`, "--quiet", "posix", "/data"],
    env: [
      { name: "ROOT_ACCESS_KEY", value: credentials.accessKeyId },
      { name: "ROOT_SECRET_KEY", value: credentials.secretAccessKey },
    ],
    ports: [{ containerPort: port }],
    readinessProbe: { tcpSocket: { port }, periodSeconds: 1, timeoutSeconds: 10 },
    volumeMounts: [{ name: "data", mountPath: "/data" }],
  };
  const spec = restrictedPod(container, { volumes: [{ name: "data", emptyDir: {} }] });
  await kubectl.apply(
    namespace,
    { apiVersion: "v1", kind: "Secret", metadata: { name: "s3" }, stringData: credentials },
    { apiVersion: "v1", kind: "Service", metadata: { name: "s3" }, spec: { selector: labels, ports: [{ port }] } },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "s3" },
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
    },
  );
  await kubectl.run("rollout", "status", "-n", namespace, "deployment/s3", "--timeout=120s");
  await withClient(story, namespace, (client) => client.send(new CreateBucketCommand({ Bucket: bucket })));
  return { endpoint: `http://s3.${namespace}.svc.cluster.local:${port}` };
}

/** All objects below a prefix: name without it, and content in base64. */
export async function readBucket(story: Story, namespace: string, prefix: string): Promise<[string, string][]> {
  return await withClient(story, namespace, async (client) => {
    const files: [string, string][] = [];
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
      for (const { Key = "" } of Contents) {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
        files.push([Key.slice(prefix.length), (await Body?.transformToString("base64")) ?? ""]);
      }
    }
    return files;
  });
}

async function withClient<Result>(
  { cluster }: Story,
  namespace: string,
  use: (client: S3Client) => Promise<Result>,
): Promise<Result> {
  await using forward = await forwardPort(cluster.kubeconfigFile, namespace, "service/s3", port);
  const endpoint = `http://127.0.0.1:${forward.port}`;
  const client = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials });
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
}
