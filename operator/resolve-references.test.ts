import { expect, test } from "vitest";
import { readDocSites } from "./read-docsites.ts";
import { credentialHosts, resolveReferences } from "./resolve-references.ts";

const docSite = `apiVersion: docsynapse.io/v1alpha1
kind: DocSite
metadata: {name: guide, namespace: docs}
spec:
  url: https://X.org:8443/
  auth:
    headers: [{name: X-Token, secretKeyRef: {name: login, key: token}}]
    basic: {secretRef: {name: login}}
    cookies: [{name: session, secretKeyRef: {name: login, key: cookie}}]
  network: {caBundle: {configMapKeyRef: {name: ca, key: ca.crt}}}
`;
const login = `---
kind: Secret
apiVersion: v1
metadata: {name: login, namespace: docs}
data: {token: ${btoa("t0k\n")}}
stringData: {username: me, password: pass, cookie: abc}
`;
const ca = "---\nkind: ConfigMap\napiVersion: v1\nmetadata: {name: ca, namespace: docs}\ndata: {ca.crt: PEM}\n";

function resolve(text: string) {
  const { docSites, objects, problems } = readDocSites(text);
  const [first] = docSites;
  if (first === undefined) throw new Error(JSON.stringify(problems));
  return resolveReferences(first, objects);
}

test("Secrets and ConfigMaps of the file become headers for the URL's own host", () => {
  const { credentials, caBundle, problems } = resolve(docSite + login + ca);

  expect(problems).toEqual([]);
  expect(caBundle).toBe("PEM");
  expect(credentials).toEqual({
    hosts: ["x.org:8443"],
    headers: [
      { name: "X-Token", value: "t0k" },
      { name: "Authorization", value: `Basic ${btoa("me:pass")}` },
      { name: "Cookie", value: "session=abc" },
    ],
  });
});

test("a missing object is told with the command that prints it", () => {
  const { problems } = resolve(docSite + login);

  expect(problems).toEqual([
    "spec.network.caBundle: the ConfigMap ca is not in this file; add it after a --- line (kubectl get configmap ca -n docs -o yaml prints it)",
  ]);
});

test("a missing entry and a foreign namespace are told apart", () => {
  const withoutToken = login.replace(/data: .*\nstring/, "string");

  expect(resolve(docSite + withoutToken + ca).problems[0]).toContain(
    "has no entry token; it has username, password, cookie",
  );
  expect(resolve(docSite + login + ca.replace("docs", "other")).problems[0]).toContain("is in namespace other");
});

test("a value that would break out of its header is refused and not repeated", () => {
  const { problems } = resolve(docSite + login.replace(btoa("t0k\n"), btoa("a\r\nX-Evil: 1")) + ca);

  expect(problems.join()).toContain("spec.auth.headers[0]");
  expect(problems.join()).not.toContain("Evil");
});

test.each([
  ["https://x.org/a", ["x.org:443"]],
  ["http://x.org/", ["x.org:80", "x.org:443"]],
  ["https://x.org:8443/", ["x.org:8443"]],
  ["http://[::1]:81/", ["[::1]:81"]],
])("credentials for %s go to %j, never in the clear where the URL is not", (url, expected) => {
  expect(credentialHosts(new URL(url))).toEqual(expected);
});
