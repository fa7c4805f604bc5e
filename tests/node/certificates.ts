import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";

export interface ApiServerNames {
  readonly address: string;
  readonly serviceAddress: string;
}

const clients = {
  admin: "/O=system:masters/CN=admin",
  "controller-manager": "/CN=system:kube-controller-manager",
  scheduler: "/CN=system:kube-scheduler",
  kubelet: "/O=system:nodes/CN=system:node:node1",
  proxy: "/CN=system:kube-proxy",
  "front-proxy": "/CN=front-proxy-client",
} as const;

export type Client = keyof typeof clients;

const days = "30";

/** The cluster's authority, and a certificate for each of its parts: `<name>.crt` and `<name>.key` in the folder. */
export function writeCertificates(folder: string, { address, serviceAddress }: ApiServerNames): void {
  const names = ["kubernetes", "kubernetes.default", "kubernetes.default.svc", "localhost"].map(
    (name) => `DNS:${name}`,
  );
  const addresses = ["127.0.0.1", serviceAddress, address].map((each) => `IP:${each}`);
  writeFileSync(
    join(folder, "openssl.conf"),
    [
      "[req]\ndistinguished_name=name\n[name]",
      "[authority]\nbasicConstraints=CA:TRUE",
      `[server]\nextendedKeyUsage=serverAuth\nsubjectAltName=${[...names, ...addresses].join(",")}`,
      "[client]\nextendedKeyUsage=clientAuth",
    ].join("\n"),
  );
  makeKey(folder, "ca");
  openssl(
    folder,
    "req",
    "-x509",
    "-new",
    "-key=ca.key",
    "-subj=/CN=node",
    `-days=${days}`,
    "-out=ca.crt",
    ...config("authority"),
  );
  sign(folder, "api-server", "/CN=kube-apiserver", "server");
  for (const [name, subject] of Object.entries(clients)) sign(folder, name, subject, "client");
  openssl(folder, "genrsa", "-out", "service-account.key", "2048");
  openssl(folder, "rsa", "-in", "service-account.key", "-pubout", "-out", "service-account.pub");
}

const config = (section: string) => ["-config", "openssl.conf", "-extensions", section];

function makeKey(folder: string, name: string): void {
  openssl(folder, "ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", `${name}.key`);
}

function sign(folder: string, name: string, subject: string, section: "server" | "client"): void {
  makeKey(folder, name);
  openssl(
    folder,
    "req",
    "-new",
    "-key",
    `${name}.key`,
    "-subj",
    subject,
    "-config",
    "openssl.conf",
    "-out",
    `${name}.csr`,
  );
  const by = ["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", days];
  const extensions = ["-extfile", "openssl.conf", "-extensions", section];
  openssl(folder, "x509", "-req", "-in", `${name}.csr`, ...by, ...extensions, "-out", `${name}.crt`);
}

function openssl(cwd: string, ...args: readonly string[]): void {
  execFileSync("openssl", args, { cwd, stdio: ["ignore", "ignore", "pipe"] });
}

/** Path of a file with which a part of the cluster, or a person, gets in. */
export function writeKubeConfig(folder: string, client: Client, server: string): string {
  const file = join(folder, `${client}.kubeconfig`);
  const cluster = { server, "certificate-authority": join(folder, "ca.crt") };
  const user = { "client-certificate": join(folder, `${client}.crt`), "client-key": join(folder, `${client}.key`) };
  const kubeconfig = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "node", cluster }],
    users: [{ name: client, user }],
    contexts: [{ name: "node", context: { cluster: "node", user: client } }],
    "current-context": "node",
  };
  writeFileSync(file, stringify(kubeconfig), { mode: 0o600 });
  return file;
}
