import { ExitCode } from "../crawler/contract.ts";

/** Every exit code of the command line; those of a crawl are the pod protocol too. */
export const CliExit = {
  ...ExitCode,
  ok: 0,
  /** `diff`: the snapshots differ; `convert`: a page held no content. */
  different: 1,
  internal: 70,
  killed: 130,
} as const;

const meanings = {
  crawl: [
    [CliExit.published, "the snapshot is published"],
    [CliExit.failed, "the crawl failed for good; what was published before is untouched"],
    [CliExit.interrupted, "interrupted with work left; the same command continues"],
    [CliExit.badConfiguration, "wrong flags, wrong resource, or a place that cannot be written"],
    [CliExit.killed, "a second Ctrl-C; the same command continues"],
  ],
  convert: [
    [CliExit.ok, "everything is converted"],
    [CliExit.different, "a page held no content; the others are converted"],
    [CliExit.badConfiguration, "wrong flags, or a file that cannot be read; the others are converted"],
  ],
  diff: [
    [CliExit.ok, "the snapshots hold the same"],
    [CliExit.different, "the snapshots differ"],
    [CliExit.badConfiguration, "wrong flags, or no snapshot there"],
  ],
  worker: [
    [CliExit.ok, "the crawl has ended"],
    [CliExit.interrupted, "stopped; what was under way is finished or handed back"],
    [CliExit.badConfiguration, "wrong flags, wrong plan, or NATS does not let us in"],
  ],
  pull: [
    [CliExit.ok, "the snapshot is there"],
    [CliExit.interrupted, "interrupted; the same command continues"],
    [CliExit.badConfiguration, "wrong flags, no such DocSite or snapshot, or no permission"],
  ],
  validate: [
    [CliExit.ok, "no problem"],
    [CliExit.badConfiguration, "a problem, or a file that cannot be read"],
  ],
} as const;

/** The part of a command's help that says what its exit codes mean. */
export function describeExitCodes(command: keyof typeof meanings): string {
  const lines = meanings[command].map(([code, meaning]) => `  ${String(code).padEnd(4)}${meaning}`);
  return ["Exit codes:", ...lines].join("\n");
}

export const allExitCodes = `Exit codes:
  0   done; for crawl and run: published; for diff: the same
  1   diff: the snapshots differ; convert: a page held no content
  69  the crawl failed for good; what was published before is untouched
  70  a bug in docsynapse (DOCSYNAPSE_DEBUG=1 shows where)
  75  interrupted with work left; the same command continues
  78  bad input or configuration
  130 a second Ctrl-C; the same command continues`;
