import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findFreePort } from "./free-port.ts";

export interface Site extends AsyncDisposable {
  /** Ends with a slash. */
  readonly url: string;
}

export interface NginxOptions {
  readonly nginx: string;
  readonly taskset: string;
  /** Folder that is served. */
  readonly root: string;
  /** CPU that nginx is bound to. */
  readonly core: number;
}

const START_TIMEOUT_MS = 10_000;

/** Serves a folder by one nginx worker on a loopback port until it is disposed of, or this process ends. */
export async function startNginx({ nginx, taskset, root, core }: NginxOptions): Promise<Site> {
  const directory = await mkdtemp(join(tmpdir(), "docsynapse-nginx-"));
  const port = await findFreePort();
  const config = join(directory, "nginx.conf");
  await writeFile(config, buildConfig(root, port, directory));
  const args = ["-c", String(core), nginx, "-p", directory, "-e", join(directory, "error.log"), "-c", config];
  const child = spawn(taskset, args, { stdio: ["ignore", "ignore", "inherit"] });
  const stop = (): void => {
    child.kill("SIGTERM");
    rmSync(directory, { recursive: true, force: true });
  };
  process.once("exit", stop);
  const site = {
    url: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose](): Promise<void> {
      process.off("exit", stop);
      await end(child);
      await rm(directory, { recursive: true, force: true });
    },
  };
  try {
    await waitUntilUp(site.url, child);
  } catch (error) {
    await site[Symbol.asyncDispose]();
    throw error;
  }
  return site;
}

/** gzip stays off, for all alike: what is measured is the crawler, and nginx shares its cores. */
function buildConfig(root: string, port: number, directory: string): string {
  // As root, nginx would hand its worker to an account that may not read the user's cache.
  const user = process.getuid?.() === 0 ? `user ${userInfo().username};\n` : "";
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `  ${kind}_temp_path ${JSON.stringify(join(directory, kind))};`,
  );
  return `${user}daemon off;
worker_processes 1;
pid ${JSON.stringify(join(directory, "nginx.pid"))};
events { worker_connections 1024; }
http {
  access_log off;
  gzip off;
  sendfile on;
  keepalive_requests 1000000;
  charset utf-8;
  default_type application/octet-stream;
  types {
    text/html html;
    text/css css;
    text/plain txt;
    text/xml xml;
    application/javascript js;
    application/json json;
    image/png png;
    image/svg+xml svg;
  }
${temporary.join("\n")}
  server {
    listen 127.0.0.1:${port};
    root ${JSON.stringify(root)};
    index index.html;
  }
}
`;
}

async function waitUntilUp(url: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < deadline) {
    if (hasEnded(child)) throw new Error("nginx ended at once; its message stands above");
    const response = await fetch(url, { signal: AbortSignal.timeout(1000) }).catch(() => undefined);
    await response?.body?.cancel();
    if (response !== undefined) return;
    await sleep(50);
  }
  throw new Error(`nginx did not answer on ${url} within ${START_TIMEOUT_MS / 1000} s`);
}

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
