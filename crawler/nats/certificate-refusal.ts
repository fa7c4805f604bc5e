import { readFile } from "node:fs/promises";
import { connect as openSocket, isIP, type Socket } from "node:net";
import { connect as shakeHands, type ConnectionOptions as TlsConnection, type TLSSocket } from "node:tls";
import type { ConnectionOptions, TlsOptions } from "@nats-io/transport-node";

type Tls = TlsOptions & Pick<TlsConnection, "checkServerIdentity">;

const PATIENCE_MS = 3000;
/** A server's first line is some hundred bytes. */
const MAX_GREETING_BYTES = 64 * 1024;
const ASKS_FOR_CERTIFICATE = /"tls_verify":\s*true/;
const MISSING =
  "it demands a client certificate: name its file and its key's " +
  "(DOCSYNAPSE_NATS_CERT_FILE and DOCSYNAPSE_NATS_KEY_FILE, --nats-cert and --nats-key)";
const CERTIFICATE_ALERT = /ALERT_\w*(CERTIFICATE|UNKNOWN_CA)/;

/**
 * Why no server takes our certificate; undefined when one may. In TLS 1.3 a server says it after the handshake, when
 * the client library does not listen any more and only sees that time runs out: so this shakes hands by itself.
 */
export async function findCertificateRefusal(options: ConnectionOptions): Promise<string | undefined> {
  const servers = [options.servers ?? []].flat();
  const tls: Tls = options.tls ?? {};
  const codes = await Promise.all(servers.map((server) => findAlert(server, tls).catch(() => undefined)));
  const [code] = codes;
  if (code === undefined || codes.includes(undefined)) return undefined;
  if (tls.certFile === undefined) return MISSING;
  return `it refuses the client certificate in ${tls.certFile} (${code}): check who has signed it, and whether it has expired`;
}

/** The code of the alert by which the server ends a handshake with our certificate. */
async function findAlert(server: string, tls: Tls): Promise<string | undefined> {
  const { hostname, port } = new URL(`nats://${server}`);
  const host = hostname.replace(/^\[|\]$/g, "");
  const socket = openSocket(Number(port), host);
  socket.setTimeout(PATIENCE_MS, () => socket.destroy());
  try {
    if (!ASKS_FOR_CERTIFICATE.test(await readGreeting(socket))) return undefined;
    const { certFile, keyFile, caFile, checkServerIdentity } = tls;
    const [cert, key, ca] = await Promise.all([certFile, keyFile, caFile].map(readIfNamed));
    const named = isIP(host) > 0 ? {} : { servername: host };
    const checked = checkServerIdentity === undefined ? {} : { checkServerIdentity };
    return await endOf(shakeHands({ socket, ...named, ...checked, cert, key, ca }));
  } finally {
    socket.destroy();
  }
}

const readIfNamed = async (file: string | undefined): Promise<Buffer | undefined> =>
  file === undefined ? undefined : await readFile(file);

/** The line before which no handshake begins. */
function readGreeting(socket: Socket): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let greeting = "";
  const read = (bytes: Buffer): void => {
    greeting += bytes.toString("latin1");
    if (!greeting.includes("\n") && greeting.length < MAX_GREETING_BYTES) return;
    socket.off("data", read).pause();
    resolve(greeting);
  };
  socket
    .on("data", read)
    .once("error", reject)
    .once("close", () => reject(new Error("no greeting")));
  return promise;
}

/** Resolves when the connection has ended, with the alert that ended it, if it was one. */
function endOf(socket: TLSSocket): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  socket.on("error", ({ code = "" }: NodeJS.ErrnoException) =>
    resolve(CERTIFICATE_ALERT.test(code) ? code : undefined),
  );
  socket.once("close", () => resolve(undefined)).resume();
  return promise;
}
