import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";

const module = new URL("stop-signals.ts", import.meta.url).href;
const script = `
  import { listenForStop } from ${JSON.stringify(module)};
  const stop = listenForStop(() => console.log("first"), () => process.exit(130));
  stop.signal.addEventListener("abort", () => console.log("aborted"));
  setTimeout(() => process.exit(0), 20_000);
  console.log("ready");
`;

test("the first signal asks for a clean stop, its echo is nothing new, and a later one ends the process", async () => {
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line === "ready") child.kill("SIGINT");
    if (line !== "aborted") continue;
    child.kill("SIGINT");
    await sleep(600);
    lines.push(child.exitCode === null ? "still there" : "gone");
    child.kill("SIGTERM");
  }

  expect(lines).toEqual(["ready", "first", "aborted", "still there"]);
  expect((await exited)[0]).toBe(130);
});
