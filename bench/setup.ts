import { execFile } from "node:child_process";
import { copyFile, readdir, readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { exists, fillOnce, shortHash } from "./cache-directory.ts";

const run = promisify(execFile);

/** Everything that the benchmark brings with it; absolute paths. */
export interface Setup {
  /** Folder with crawlee.js and its packages. */
  readonly peers: string;
  readonly corpus: Corpus;
  readonly nginx: string;
  readonly wget: string;
  /** GNU time, not the shell's word. */
  readonly time: string;
  readonly taskset: string;
}

export interface Corpus {
  readonly name: string;
  readonly root: string;
}

/** Brings the peers, the corpus and the tools into the user's cache where they are missing; needs no root. */
export async function setUp(say: (line: string) => void): Promise<Setup> {
  if (process.platform !== "linux") {
    throw new Error(
      `the benchmark needs Linux (taskset, GNU time, Debian packages), this is ${process.platform}: run it in a Debian container`,
    );
  }
  return {
    taskset: await bringTool({ command: "taskset", debian: "util-linux", path: "usr/bin/taskset" }, say),
    time: await bringTool({ command: "time", debian: "time", path: "usr/bin/time" }, say),
    wget: await bringTool({ command: "wget", debian: "wget", path: "usr/bin/wget" }, say),
    nginx: await bringTool({ command: "nginx", debian: "nginx", path: "usr/sbin/nginx" }, say),
    peers: await bringPeers(say),
    corpus: await bringCorpus(say),
  };
}

/** The peers and their packages in a folder of their own, so that the product does not depend on what it is compared with. */
export async function bringPeers(say: (line: string) => void): Promise<string> {
  const lock = join(import.meta.dirname, "package-lock.json");
  const folder = await fillOnce("peers", shortHash(await readFile(lock, "utf8")), async (fresh) => {
    say("installing the peers into the cache ...");
    for (const file of ["package.json", "package-lock.json"]) {
      await copyFile(join(import.meta.dirname, file), join(fresh, file));
    }
    await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: fresh });
  });
  for (const file of ["crawlee.js", "convert.js"]) {
    await copyFile(join(import.meta.dirname, "peers", file), join(folder, file));
  }
  return folder;
}

const CORPUS_PACKAGE = "python3.11-doc";

async function bringCorpus(say: (line: string) => void): Promise<Corpus> {
  const version = await findDebianVersion(CORPUS_PACKAGE);
  const folder = await bringDebianPackage(CORPUS_PACKAGE, version, say);
  return { name: `${CORPUS_PACKAGE} ${version}`, root: join(folder, "usr/share/doc/python3.11/html") };
}

interface Tool {
  readonly command: string;
  /** The package that carries it, and where in it. */
  readonly debian: string;
  readonly path: string;
}

/** The installed tool, else the one from its Debian package, unpacked: no root, and no service starts. */
async function bringTool({ command, debian, path }: Tool, say: (line: string) => void): Promise<string> {
  for (const directory of [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/bin"]) {
    if (directory !== "" && (await exists(join(directory, command)))) return join(directory, command);
  }
  const folder = await bringDebianPackage(debian, await findDebianVersion(debian), say);
  const binary = join(folder, path);
  const { stdout } = await run("ldd", [binary]);
  if (stdout.includes("not found")) {
    throw new Error(`${command} lacks libraries: install it (apt-get install ${debian})`);
  }
  return binary;
}

export async function findDebianVersion(name: string): Promise<string> {
  const { stdout } = await runApt("apt-cache", ["policy", name]);
  const version = /^ {2}Candidate: (\S+)$/m.exec(stdout)?.[1];
  if (version !== undefined && version !== "(none)") return version;
  throw new Error(`apt knows no package ${name}: run "apt-get update" on Debian 12, or use a Debian 12 container`);
}

export async function bringDebianPackage(name: string, version: string, say: (line: string) => void): Promise<string> {
  return await fillOnce(name, version, async (fresh) => {
    say(`fetching the Debian package ${name} ${version} into the cache ...`);
    const packed = `${fresh}.deb.d`;
    await run("mkdir", ["-p", packed]);
    try {
      await runApt("apt-get", ["download", `${name}=${version}`], packed);
      const [file] = (await readdir(packed)).filter((entry) => entry.endsWith(".deb"));
      if (file === undefined) throw new Error(`apt-get download ${name} left no .deb file`);
      await run("dpkg", ["-x", join(packed, file), fresh]);
    } finally {
      await run("rm", ["-rf", packed]);
    }
  });
}

/** @throws Error with apt's own words when it fails */
export async function runApt(
  command: string,
  args: readonly string[],
  cwd?: string,
): Promise<{ readonly stdout: string }> {
  const env = { ...process.env, LC_ALL: "C" };
  return await run(command, args, { env, ...(cwd === undefined ? {} : { cwd }) }).catch((error: unknown) => {
    const detail = error instanceof Error ? error.message : String(error);
    throw new Error(`${command} ${args.join(" ")} failed; "apt-get update" may help: ${detail}`, { cause: error });
  });
}
