import { Command } from "commander";
import type { Context } from "../context.ts";
import { describeExitCodes } from "../exit-codes.ts";
import { nonEmpty, timeoutMs } from "../option-values.ts";
import type { PullFlags } from "../pull/pull.ts";

const help = `
Examples:
  docsynapse pull guide -n docs
  docsynapse pull guide -n docs --out ./guide --snapshot 20260101T000000Z
  docsynapse pull guide --context staging && docsynapse diff -u docsynapse/guide/snapshots/2026… docsynapse/guide

A snapshot on a volume is read through a pod of the crawler's image, which is removed at the end, also after Ctrl-C. You
need get on docsites, list on crawls, get, create and delete on pods, and create on pods/exec. One in object storage is
read directly, with your own credentials, found as the cloud's tools find them; then the first two are enough.

Files gather beside the snapshots until all of them are there and are what the manifest says; an interrupted pull
continues.

${describeExitCodes("pull")}
`;

export function buildPullCommand(context: Context, onExitCode: (code: number) => void): Command {
  return new Command("pull")
    .summary("a snapshot from a cluster")
    .description(
      "Brings a snapshot of a DocSite in a cluster into a directory here, from its volume or object storage.",
    )
    .argument("<docsite>", "name of the DocSite")
    .option("-n, --namespace <name>", "its namespace (default: the context's)", nonEmpty)
    .option("-o, --out <dir>", "the site's directory here (default: ./docsynapse/<docsite>)", nonEmpty)
    .option("--snapshot <id>", "which snapshot (default: the published one)", nonEmpty)
    .option("--context <name>", "context of the kubeconfig (default: the current one)", nonEmpty)
    .option("--kubeconfig <file>", "kubeconfig (default: KUBECONFIG, ~/.kube/config)", nonEmpty)
    .option("-q, --quiet", "print nothing but problems")
    .optionsGroup("From a volume:")
    .option("--image <image>", "crawler image of the pod (default: that of the last crawl)", nonEmpty)
    .option("--timeout <time>", "how long the pod may take to start (default: 2m)", timeoutMs)
    .optionsGroup("From object storage:")
    .option("--store-endpoint <url>", "where the service is reached from here", nonEmpty)
    .option("--store-ca <file>", "PEM certificates to trust beside the system's", nonEmpty)
    .addHelpText("after", help)
    .action(async (site: string, flags: PullFlags) => {
      const { pull } = await import("../pull/pull.ts");
      onExitCode(await pull(site, flags, context));
    });
}
