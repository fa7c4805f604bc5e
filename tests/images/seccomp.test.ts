import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const profile = join(import.meta.dirname, "../../manifests/seccomp/chromium.json");
const page = "data:text/html,<p id=p>no</p><script>document.getElementById('p').textContent='rendered'</script>";

let bundle: string;
beforeAll(() => {
  bundle = mkdtempSync(join(tmpdir(), "seccomp-"));
  mkdirSync(join(bundle, "rootfs"));
});
afterAll(() => {
  rmSync(bundle, { recursive: true, force: true });
});

const bind = (path: string) => ({ destination: path, type: "bind", source: path, options: ["rbind", "ro"] });

/** As a restricted pod: user 1000, no capability, no new privilege, a read-only root; this machine's own programs. */
function runRestricted(seccomp: object, args: readonly string[]) {
  const config = {
    ociVersion: "1.0.2",
    root: { path: "rootfs", readonly: true },
    process: {
      user: { uid: 1000, gid: 1000 },
      args: ["chromium-headless-shell", "--disable-gpu", ...args, "--dump-dom", page],
      env: ["PATH=/usr/bin:/bin", "HOME=/tmp"],
      cwd: "/tmp",
      noNewPrivileges: true,
      capabilities: { bounding: [], effective: [], permitted: [], inheritable: [], ambient: [] },
    },
    mounts: [
      ...["/usr", "/bin", "/lib", "/lib64", "/etc"].map(bind),
      { destination: "/proc", type: "proc", source: "proc" },
      { destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "mode=755"] },
      { destination: "/tmp", type: "tmpfs", source: "tmpfs", options: ["nosuid", "mode=1777"] },
    ],
    linux: { namespaces: ["pid", "ipc", "uts", "mount", "network"].map((type) => ({ type })), seccomp },
  };
  writeFileSync(join(bundle, "config.json"), JSON.stringify(config));
  const { status, stdout, stderr } = spawnSync("runc", ["run", "--bundle", bundle, `docsynapse-${process.pid}`], {
    encoding: "utf8",
    timeout: 60_000,
  });
  return { status, output: stdout + stderr };
}

interface Profile {
  readonly defaultAction: string;
  readonly syscalls: readonly { readonly names: readonly string[]; readonly action: string }[];
}
const readProfile = () => JSON.parse(readFileSync(profile, "utf8")) as Profile;

/** What the runtime's default has instead. */
function withoutOurs({ syscalls, ...rest }: Profile): Profile {
  const ours = ["clone", "unshare", "chroot"];
  return {
    ...rest,
    syscalls: syscalls.map((rule) => ({ ...rule, names: rule.names.filter((name) => !ours.includes(name)) })),
  };
}

describe("the seccomp profile for the browser", () => {
  it("lets Chromium have its own sandbox in a restricted container", () => {
    const { status, output } = runRestricted(readProfile(), []);

    expect(output).toContain('<p id="p">rendered</p>');
    expect(status).toBe(0);
  });

  it("is needed for that, and refuses what it does not name", () => {
    expect(runRestricted(withoutOurs(readProfile()), []).output).not.toContain("rendered");
    const allowed = readProfile().syscalls.flatMap(({ names }) => names);
    expect(readProfile().defaultAction).toBe("SCMP_ACT_ERRNO");
    for (const name of ["mount", "setns", "bpf", "kexec_load", "init_module", "open_by_handle_at", "keyctl"]) {
      expect(allowed).not.toContain(name);
    }
  });
});
