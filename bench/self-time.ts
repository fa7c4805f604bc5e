import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** What we read of a .cpuprofile: one thread's call tree, and which of its nodes each sample hit. */
export const CpuProfile = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.number() }),
    }),
  ),
  samples: z.array(z.number()),
  /** Microseconds since the sample before. */
  timeDeltas: z.array(z.number()),
});
export type CpuProfile = z.infer<typeof CpuProfile>;

export interface SelfTime {
  readonly name: string;
  readonly ms: number;
}

export interface ProfileSummary {
  readonly threads: readonly { readonly busyMs: number; readonly idleMs: number }[];
  /** Most first; without idle time. */
  readonly functions: readonly SelfTime[];
  readonly files: readonly SelfTime[];
}

/** Time spent in each function itself, not in what it calls, summed over all threads. */
export function summariseProfiles(profiles: readonly CpuProfile[]): ProfileSummary {
  const functions = new Map<string, number>();
  const files = new Map<string, number>();
  const threads = profiles.map((profile) => {
    let busyMs = 0;
    let idleMs = 0;
    for (const { callFrame, ms } of sumByNode(profile)) {
      if (callFrame.functionName === "(idle)") {
        idleMs += ms;
        continue;
      }
      busyMs += ms;
      const file = nameFile(callFrame.url);
      const place = file === "" ? "" : ` ${file}:${callFrame.lineNumber + 1}`;
      add(functions, `${callFrame.functionName || "(anonymous)"}${place}`, ms);
      add(files, file === "" ? callFrame.functionName : file, ms);
    }
    return { busyMs, idleMs };
  });
  return { threads, functions: mostFirst(functions), files: mostFirst(files) };
}

type Node = CpuProfile["nodes"][number];

function sumByNode({ nodes, samples, timeDeltas }: CpuProfile): readonly (Node & { readonly ms: number })[] {
  const micros = new Map<number, number>();
  for (const [index, id] of samples.entries()) micros.set(id, (micros.get(id) ?? 0) + (timeDeltas[index] ?? 0));
  return nodes.map((node) => ({ ...node, ms: (micros.get(node.id) ?? 0) / 1000 }));
}

const CHECKOUT = resolve(import.meta.dirname, "..");

/** Relative to the checkout, and a package's file without the way to it. */
function nameFile(url: string): string {
  const path = url.startsWith("file:") ? relative(CHECKOUT, fileURLToPath(url)) : url;
  return path.replace(/^(?:.*\/)?node_modules\//, "");
}

function add(sums: Map<string, number>, name: string, ms: number): void {
  sums.set(name, (sums.get(name) ?? 0) + ms);
}

function mostFirst(sums: ReadonlyMap<string, number>): readonly SelfTime[] {
  return [...sums].map(([name, ms]) => ({ name, ms })).sort((left, right) => right.ms - left.ms);
}

export function formatProfile({ threads, functions, files }: ProfileSummary, top: number): string {
  const busy = threads.reduce((sum, { busyMs }) => sum + busyMs, 0);
  const line = ({ name, ms }: SelfTime): string =>
    `${ms.toFixed(0).padStart(8)} ms ${((ms / busy) * 100).toFixed(1).padStart(5)} %  ${name}`;
  return [
    "Sampled on the wall clock: a thread that waits for a core counts as busy.",
    ...threads.map(
      ({ busyMs, idleMs }, index) => `thread ${index}: ${busyMs.toFixed(0)} ms busy, ${idleMs.toFixed(0)} ms idle`,
    ),
    "",
    `Self time by function (top ${top}), all threads:`,
    ...functions.slice(0, top).map(line),
    "",
    `Self time by file (top ${top}), all threads:`,
    ...files.slice(0, top).map(line),
    "",
  ].join("\n");
}
