import { randomBytes } from "node:crypto";
import { PassThrough, type Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { extract } from "tar-stream";
import { z } from "zod";
import { LatestFile } from "../../crawler/snapshot/site-file.ts";
import { folderOnVolume } from "../../operator/crawls/build-store-mounts.ts";
import { UsageError } from "../usage-error.ts";
import { readerContainer, type ReaderFacts } from "./build-reader-pod.ts";
import type { ExecInPod } from "./pod-exec.ts";
import { startReaderPod, type ReaderPodOptions } from "./reader-pod.ts";
import { PullInterrupted, type Receiver, type SnapshotSource } from "./snapshot-source.ts";

export interface VolumeOptions extends Omit<ReaderPodOptions, "facts"> {
  readonly facts: Omit<ReaderFacts, "name">;
  readonly exec: ExecInPod;
}

const Found = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/),
  latest: LatestFile.optional(),
  files: z.number().int(),
  bytes: z.number(),
});

/** The bundle's place in the crawler's image; its pods have no shell. */
const program = ["node", "/app/main.js", "reader"] as const;
const maxAnswerBytes = 64 * 1024;
/** A connection that breaks without having brought a file is tried again so often. */
const maxFutileTries = 3;

/** A volume, through a pod of the crawler's image that lives as long as the source. */
export async function openVolumeSource({ exec, ...options }: VolumeOptions): Promise<SnapshotSource> {
  const { namespace, site, claim } = options.facts;
  const name = `${site.slice(0, 40).replace(/[^a-z0-9]+$/, "")}-pull-${randomBytes(4).toString("hex")}`;
  const started = await startReaderPod({ ...options, facts: { ...options.facts, name } });
  const folder = folderOnVolume({ namespace, site });
  const run = async (args: readonly string[], stdout: PassThrough): Promise<void> => {
    const pod = { namespace, name, container: readerContainer };
    const { exitCode, stderr } = await exec(pod, [...program, ...args], stdout, options.signal);
    if (exitCode === 0) return;
    const why = stderr.trim() === "" ? `the reader ended with exit code ${exitCode}` : stderr.trim();
    throw new UsageError(`claim ${namespace}/${claim}: ${why}`);
  };
  return {
    name: `claim ${namespace}/${claim}`,
    find: async (wanted) => {
      const stdout = new PassThrough();
      const [answer] = await together([
        readAnswer(stdout),
        run(["find", folder, ...(wanted === undefined ? [] : [wanted])], stdout),
      ]);
      return toFound(Found.parse(JSON.parse(answer)));
    },
    copy: async (snapshot, receiver) => {
      for (let futile = 0; ;) {
        const before = receiver.last;
        try {
          const stdout = new PassThrough();
          await together([
            receive(stdout, receiver),
            run(["send", folder, snapshot, ...(before === "" ? [] : [before])], stdout),
          ]);
          return;
        } catch (error) {
          futile = receiver.last === before ? futile + 1 : 0;
          const mayGoOn = error instanceof PullInterrupted && !options.signal.aborted && futile < maxFutileTries;
          if (!mayGoOn) throw options.signal.aborted ? new PullInterrupted("stopped; the same command goes on") : error;
        }
      }
    },
    [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
  };
}

const toFound = ({ latest, ...found }: z.infer<typeof Found>) => ({ ...found, ...(latest && { latest }) });

/** What the command says of its failure goes before what the reader of its output makes of that. */
async function together<T>([read, ran]: readonly [Promise<T>, Promise<void>]): Promise<[T]> {
  const [first, second] = await Promise.allSettled([read, ran]);
  if (second.status === "rejected" && (first.status === "fulfilled" || isTold(second.reason))) throw second.reason;
  if (first.status === "rejected") throw first.reason;
  return [first.value];
}

const isTold = (error: unknown): boolean => error instanceof UsageError || error instanceof PullInterrupted;

async function readAnswer(stdout: Readable): Promise<string> {
  const answer = await text(stdout);
  if (answer.length > maxAnswerBytes) throw new UsageError("the reader answers too much: is its image another one?");
  return answer;
}

/** Plain files only; a path that would leave the directory is refused by where it is put. */
async function receive(stdout: Readable, receiver: Receiver): Promise<void> {
  const archive = extract();
  const fed = pipeline(stdout, archive);
  const taken = (async () => {
    for await (const entry of archive) {
      if (entry.header.type === "file") await receiver.put(entry.header.name, entry as AsyncIterable<Buffer>);
      else entry.resume();
    }
  })();
  const [stream, files] = await Promise.allSettled([fed, taken]);
  // The other only says that it was cut short.
  if (files.status === "rejected") throw files.reason;
  if (stream.status === "rejected") throw stream.reason;
}
