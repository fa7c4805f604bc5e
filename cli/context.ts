import type { Readable } from "node:stream";
import type { Browser } from "./choose-browser.ts";
import type { runLocalCrawl } from "../crawler/local/run-local-crawl.ts";
import type { StoreAccess } from "../crawler/store/target.ts";

/** A stream of the process, or a test's stand-in. */
interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** The world as a command sees it. */
export interface Context {
  readonly stdin: Readable;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Directory for the work of crawls into object storage. */
  readonly stateRoot: string;
  /** What the environment holds to enter object storage with. */
  readonly storeAccess: StoreAccess;
  /** Wall clock, for names of snapshots. */
  now(): Date;
  /** Milliseconds that only grow, for rates. */
  elapsedMs(): number;
  /** Loaded when a crawl starts: help and the small commands need not wait for the engine. */
  loadEngine(): Promise<{ runLocalCrawl: typeof runLocalCrawl }>;
  /** Looks for one each time, and starts nothing; a world without it has none. */
  locateBrowser?(): Browser | undefined;
  /** From here on Ctrl-C and SIGTERM abort the signal, and a second one ends the process at once. */
  listenForStop(onFirst: () => void): StopListener;
}

export interface StopListener extends Disposable {
  readonly signal: AbortSignal;
}

export const printError = ({ stderr }: Context, message: string): void => void stderr.write(`error: ${message}\n`);
export const printNote = ({ stderr }: Context, message: string): void => void stderr.write(`note: ${message}\n`);
