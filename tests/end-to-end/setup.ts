import type { TestProject } from "vitest/node";
import { openCluster } from "./open-cluster.ts";
import type { ProvidedCluster } from "./provided-cluster.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Null where there is none: all is skipped then. */
    readonly cluster: ProvidedCluster | null;
  }
}

const tell = (step: string): void => void process.stdout.write(`end-to-end: ${step}\n`);

/** One cluster for all stories. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const opened = await openCluster(tell);
  if (typeof opened === "string") {
    tell(`skipped: ${opened}`);
    project.provide("cluster", null);
    return async () => undefined;
  }
  project.provide("cluster", opened.provided);
  return async () => {
    await opened[Symbol.asyncDispose]();
    tell("the cluster is gone");
  };
}
