import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { fillOnce } from "../cache-directory.ts";
import { findDebianVersion, runApt } from "../setup.ts";

const run = promisify(execFile);
const SOURCE = "cmark-gfm";
/** Where apt's own sources are written in the format that has a line for their type. */
const SOURCES = "/etc/apt/sources.list.d";

/** Text of the GFM specification: the Debian source package of its reference implementation carries it. */
export async function readGfmSpecification(say: (line: string) => void): Promise<string> {
  const version = await findDebianVersion(SOURCE);
  const folder = await fillOnce(`${SOURCE}-source`, version, async (fresh) => {
    say(`fetching the Debian source package ${SOURCE} ${version} into the cache ...`);
    const packed = `${fresh}.source`;
    try {
      await downloadSource(version, packed);
      const archive = (await readdir(packed)).find((file) => /\.orig\.tar\.\w+$/.test(file));
      if (archive === undefined) throw new Error(`apt-get source ${SOURCE} left no .orig.tar file`);
      await run("tar", ["-xf", join(packed, archive), "-C", fresh, "--strip-components=1"]);
    } finally {
      await rm(packed, { recursive: true, force: true });
    }
  });
  return await readFile(join(folder, "test", "spec.txt"), "utf8");
}

/** Machines list binary packages only: apt gets lists of sources of its own, in a folder that any user may write. */
async function downloadSource(version: string, folder: string): Promise<void> {
  const parts = join(folder, "parts");
  const state = [join(folder, "lists", "partial"), join(folder, "cache", "archives", "partial")];
  for (const directory of [parts, ...state]) await mkdir(directory, { recursive: true });
  for (const file of (await readdir(SOURCES)).filter((name) => name.endsWith(".sources"))) {
    const sources = await readFile(join(SOURCES, file), "utf8");
    await writeFile(join(parts, file), sources.replace(/^Types:.*$/gm, "Types: deb-src"));
  }
  const settings = [
    "Dir::Etc::sourcelist=/dev/null",
    `Dir::Etc::sourceparts=${parts}`,
    `Dir::State::lists=${join(folder, "lists")}`,
    `Dir::Cache=${join(folder, "cache")}`,
    "APT::Sandbox::User=",
  ].flatMap((setting) => ["-o", setting]);
  await runApt("apt-get", [...settings, "update"]);
  await runApt("apt-get", [...settings, "source", "--download-only", `${SOURCE}=${version}`], folder);
}
