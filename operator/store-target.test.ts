import { expect, test } from "vitest";
import { readDocSites } from "./read-docsites.ts";
import { resolveReferences } from "./resolve-references.ts";
import { buildStoreTarget } from "./store-target.ts";

function read(output: string, objects = "") {
  const text = `apiVersion: docsynapse.io/v1alpha1
kind: DocSite
metadata: {name: guide, namespace: docs}
spec:
  url: https://x.org/
  output: ${output}
${objects}`;
  const resources = readDocSites(text);
  const [docSite] = resources.docSites;
  if (docSite === undefined) throw new Error(JSON.stringify(resources.problems));
  return { target: buildStoreTarget(docSite), ...resolveReferences(docSite, resources.objects) };
}

const secret = (entries: string) => `---
kind: Secret
apiVersion: v1
metadata: {name: keys, namespace: docs}
stringData: ${entries}
`;
const key = JSON.stringify({ client_email: "a@b", private_key: "k" });

test.each([
  ["{}", undefined],
  ["{volume: {}}", undefined],
  ["{s3: {bucket: b}}", { type: "s3", bucket: "b", prefix: "docs/guide", forcePathStyle: false }],
  ["{gcs: {bucket: b, prefix: p}}", { type: "gcs", bucket: "b", prefix: "p" }],
  [
    "{azure: {account: a, container: c, endpoint: 'https://a.blob.core.usgovcloudapi.net'}}",
    {
      type: "azure",
      account: "a",
      container: "c",
      prefix: "docs/guide",
      endpoint: "https://a.blob.core.usgovcloudapi.net",
    },
  ],
])("output %s goes to %j, below the DocSite's own name by default", (output, target) => {
  expect(read(output).target).toEqual(target);
});

test.each([
  ["{s3: {bucket: b, secretRef: {name: keys}}}", "{accessKeyId: a, secretAccessKey: s}", "s3"],
  ["{gcs: {bucket: b, secretRef: {name: keys}}}", `{key.json: '${key}'}`, "gcs"],
  ["{azure: {account: a, container: c, secretRef: {name: keys}}}", "{accountKey: k}", "azure"],
])("output %s is entered with the Secret %s, which is no part of the target", (output, entries, name) => {
  const { target, outputAccess, problems } = read(output, secret(entries));

  expect(problems).toEqual([]);
  expect(Object.keys(outputAccess)).toEqual([name]);
  expect(target).not.toHaveProperty("secretRef");
});

test.each([
  [
    "{s3: {bucket: b, secretRef: {name: keys}}}",
    "{accessKeyId: a}",
    "spec.output.s3.secretRef: the Secret keys has no",
  ],
  [
    "{gcs: {bucket: b, secretRef: {name: keys}}}",
    "{key.json: s3cret}",
    "spec.output.gcs.secretRef: key.json is no key",
  ],
  ["{s3: {bucket: b}, caBundle: {secretKeyRef: {name: keys, key: ca}}}", "{a: b}", "spec.output.caBundle: the Secret"],
])("output %s with the Secret %s is told, without the Secret's value", (output, entries, message) => {
  const { problems } = read(output, secret(entries));

  expect(problems.join()).toContain(message);
  expect(problems.join()).not.toContain("s3cret");
});
