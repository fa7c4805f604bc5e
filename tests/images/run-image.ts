import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

export interface Finished {
  readonly exitCode: number | null;
  readonly output: string;
}

/**
 * Starts a program in a mounted image as a restricted pod would: its root read-only but for /tmp, uid 1000, no
 * capability, no new privileges. It dies with this process.
 */
export function startInImage(
  root: string,
  command: readonly string[],
  env: Readonly<Record<string, string>>,
): ChildProcess {
  const script = [
    `/bin/mount --bind "$ROOT" "$ROOT"`,
    // What a container's runtime adds.
    `/bin/mkdir -p "$ROOT/proc" "$ROOT/dev"`,
    `/bin/mount --rbind /proc "$ROOT/proc"`,
    `/bin/mount --rbind /dev "$ROOT/dev"`,
    `/bin/mount -o remount,ro,bind "$ROOT"`,
    `/bin/mount -t tmpfs -o mode=1777 tmpfs "$ROOT/tmp"`,
    `cd "$ROOT"`,
    `exec /usr/bin/setpriv --pdeathsig KILL --no-new-privs /usr/sbin/chroot --userspec=1000:1000 "$ROOT" "$@"`,
  ].join("\n");
  return spawn("/usr/bin/unshare", ["--mount", "--", "/bin/sh", "-euc", script, "sh", ...command], {
    // The PATH is the image's: what is called on the way has its whole path.
    env: { ...env, ROOT: root },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Runs it to its end. */
export async function runInImage(
  root: string,
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const child = startInImage(root, command, env);
  const pieces: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (piece: string) => pieces.push(piece));
  }
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { exitCode, output: pieces.join("") };
}
