import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ServerProcess } from "../cluster/server-process.ts";

/**
 * Runs in the node's namespaces as their first process. What Kubernetes' parts write outside of their own folders goes
 * into a layer that ends with them, and the kernel settings that a kubelet makes go into files.
 */
const init = `
set -eu
ip link set lo up
for path in /run /var/lib /var/log; do
  layer="$FOLDER/layers$path"
  mkdir -p "$layer/upper" "$layer/work"
  mount -t overlay -o "lowerdir=$path,upperdir=$layer/upper,workdir=$layer/work" node "$path"
done
for path in vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops kernel/keys/root_maxkeys kernel/keys/root_maxbytes; do
  copy="$FOLDER/sysctl/$path"
  mkdir -p "\${copy%/*}"
  cat "/proc/sys/$path" > "$copy"
  mount --bind "$copy" "/proc/sys/$path"
done
mount --bind "$FOLDER/resolv.conf" /etc/resolv.conf
echo 1 > /proc/sys/net/ipv4/ip_forward
echo ready
# Takes up what processes leave behind.
while :; do sleep 3600 & wait; done
`;

export interface SandboxNetwork {
  /** The node's address. */
  readonly address: string;
  /** The machine's, on the same wire. */
  readonly gateway: string;
  /** Name of the machine's end of the wire. */
  readonly wire: string;
}

/**
 * The namespaces of a node: processes, mounts, network. All that happens in them ends with their first process, and that
 * ends with this one, whatever ends it: nothing is left to clean up on the machine.
 */
export class Sandbox implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #network: SandboxNetwork;
  readonly #folder: string;
  /** Of the first process, as the machine sees it. */
  readonly pid: number;

  private constructor(process: ChildProcess, pid: number, network: SandboxNetwork, folder: string) {
    this.#process = process;
    this.pid = pid;
    this.#network = network;
    this.#folder = folder;
  }

  /** `folder` holds `resolv.conf`, and gets the logs of what is started. */
  static async open(folder: string, network: SandboxNetwork): Promise<Sandbox> {
    const namespaces = ["--mount", "--net", "--pid", "--ipc", "--uts", "--mount-proc", "--fork", "--kill-child=KILL"];
    const args = ["--pdeathsig", "KILL", "unshare", ...namespaces, "bash", "-c", init];
    const env = { ...process.env, FOLDER: folder };
    const child = spawn("setpriv", args, { env, stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await Promise.race([
      once(createInterface(child.stdout), "line"),
      once(child, "exit").then(() => [undefined]),
    ])) as [string | undefined];
    if (line !== "ready") throw new Error("the node's namespaces could not be made");
    const pid = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim());
    const sandbox = new Sandbox(child, pid, network, folder);
    sandbox.#connect();
    return sandbox;
  }

  /** A wire from the machine into the namespaces; it goes with them. */
  #connect(): void {
    const { address, gateway, wire } = this.#network;
    run("ip", "link", "add", wire, "type", "veth", "peer", "name", "eth0", "netns", String(this.pid));
    run("ip", "address", "add", `${gateway}/30`, "dev", wire);
    run("ip", "link", "set", wire, "up");
    this.run("ip", "address", "add", `${address}/30`, "dev", "eth0");
    this.run("ip", "link", "set", "eth0", "up");
    this.run("ip", "route", "add", "default", "via", gateway);
  }

  /** The words that run a command inside. */
  enter(...command: readonly string[]): [string, ...string[]] {
    const into = ["--mount", "--net", "--pid", "--ipc", "--uts"];
    return ["nsenter", `--target=${this.pid}`, ...into, "setpriv", "--pdeathsig", "KILL", ...command];
  }

  run(...command: readonly string[]): string {
    return run(...this.enter(...command));
  }

  start(name: string, ...command: readonly string[]): ServerProcess {
    const [file, ...args] = this.enter(...command);
    return new ServerProcess(name, file, args, join(this.#folder, `${name}.log`));
  }

  /** All that runs in it. */
  kill(): void {
    this.#process.kill("SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = once(this.#process, "exit");
      this.kill();
      await ended;
    }
    // The kernel takes its time with a network that is gone.
    spawnSync("ip", ["link", "delete", this.#network.wire], { stdio: "ignore" });
  }
}

function run(command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed: ${stderr}`, { cause: error });
  return stdout;
}
