import type { RequestOptions } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";
import { Agent, ProxyAgent, type Dispatcher } from "undici";
import { ApiClient, type ApiObserver } from "./api-client.ts";

/** Requests under way at a time; the API server's priority and fairness does the rest. */
const maxConnections = 16;
/** Projected tokens are renewed on disk an hour before they expire, exec plugins cache: reading more often is waste. */
const credentialsMaxAgeMs = 10_000;

type HttpsOptions = RequestOptions & { headers?: Record<string, string> };

interface ConnectOptions {
  readonly observe?: ApiObserver;
  readonly monotonicMs?: () => number;
}

/** The client for a kubeconfig's current context, or for the pod that this runs in. */
export async function connect(config: KubeConfig, options: ConnectOptions = {}) {
  const { observe, monotonicMs = () => performance.now() } = options;
  const cluster = config.getCurrentCluster();
  if (cluster === null)
    throw new Error("the kubeconfig has no current context: set one with kubectl config use-context");
  const first = await readOptions(config);
  let headers = toHeaders(first);
  let readAt = monotonicMs();
  return new ApiClient({
    server: cluster.server,
    dispatcher: buildDispatcher(first, cluster.proxyUrl, maxConnections),
    ...(observe && { observe }),
    watchDispatcher: buildDispatcher(first, cluster.proxyUrl, undefined),
    readHeaders: async () => {
      if (monotonicMs() - readAt > credentialsMaxAgeMs) {
        headers = toHeaders(await readOptions(config));
        readAt = monotonicMs();
      }
      return headers;
    },
  });
}

async function readOptions(config: KubeConfig): Promise<HttpsOptions> {
  const options: HttpsOptions = {};
  await config.applyToHTTPSOptions(options);
  return options;
}

function toHeaders({ headers, auth }: HttpsOptions): Record<string, string> {
  const basic = auth ? { authorization: `Basic ${Buffer.from(auth).toString("base64")}` } : {};
  const given = Object.entries(headers ?? {}).filter(([name]) => name.toLowerCase() !== "host");
  return { ...basic, ...Object.fromEntries(given) };
}

function buildDispatcher(
  options: HttpsOptions,
  proxy: string | undefined,
  connections: number | undefined,
): Dispatcher {
  const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername } = options;
  const given = { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername };
  const tls = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  // HTTP/2 would put all watches on few sockets, whose loss ends them together; and undici's is young.
  const common = { allowH2: false, ...(connections === undefined ? {} : { connections }), bodyTimeout: 0 };
  if (proxy !== undefined) return new ProxyAgent({ ...common, uri: proxy, requestTls: tls });
  return new Agent({ ...common, connect: tls });
}
