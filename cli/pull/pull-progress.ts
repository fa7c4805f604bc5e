import type { Context } from "../context.ts";
import { clearToEnd, plain } from "../views/ansi.ts";
import { formatBytes, formatTime } from "../views/amounts.ts";

const repaintMs = 200;
const lineEveryMs = 5000;

/** One line that is painted over on a terminal; elsewhere a line every few seconds. */
export class PullProgress {
  readonly #context: Context;
  readonly #isQuiet: boolean;
  readonly #startedAtMs: number;
  #paintedAtMs: number;
  #files = 0;
  #bytes = 0;
  #total: { readonly files?: number; readonly bytes?: number } = {};

  constructor(context: Context, isQuiet: boolean) {
    this.#context = context;
    this.#isQuiet = isQuiet;
    this.#startedAtMs = context.elapsedMs();
    this.#paintedAtMs = this.#startedAtMs;
  }

  expect(total: { readonly files?: number; readonly bytes?: number }): void {
    this.#total = total;
  }

  readonly arrived = (bytes: number, isWhole: boolean): void => {
    this.#bytes += bytes;
    if (isWhole) this.#files += 1;
    const nowMs = this.#context.elapsedMs();
    if (nowMs - this.#paintedAtMs < (this.#isLive ? repaintMs : lineEveryMs)) return;
    this.#paintedAtMs = nowMs;
    this.#write(this.#isLive ? `\r${this.describe()}${clearToEnd}` : `${this.describe()}\n`);
  };

  print(line: string): void {
    this.#write(`${this.#isLive ? `\r${clearToEnd}` : ""}${plain(line)}\n`);
  }

  describe(): string {
    const { files, bytes } = this.#total;
    const seconds = Math.max(0.001, (this.#context.elapsedMs() - this.#startedAtMs) / 1000);
    return (
      `${this.#files}${of(files?.toString())} files, ` +
      `${formatBytes(this.#bytes)}${of(bytes === undefined ? undefined : formatBytes(bytes))}, ` +
      `${formatBytes(this.#bytes / seconds)}/s, ${formatTime(seconds * 1000)}`
    );
  }

  get #isLive(): boolean {
    return this.#context.stderr.isTTY === true;
  }

  #write(text: string): void {
    if (!this.#isQuiet) this.#context.stderr.write(text);
  }
}

const of = (total: string | undefined): string => (total === undefined ? "" : ` of ${total}`);
