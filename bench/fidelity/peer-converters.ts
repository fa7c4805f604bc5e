import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { bringPeers } from "../setup.ts";
import type { Convert } from "./score-spec.ts";

const PeerModule = z.object({
  converters: z.record(
    z.string(),
    z.custom<Convert>((value) => typeof value === "function"),
  ),
});

/** What others convert HTML to Markdown with, by name. */
export async function loadPeerConverters(say: (line: string) => void): Promise<Readonly<Record<string, Convert>>> {
  const folder = await bringPeers(say);
  const module: unknown = await import(pathToFileURL(join(folder, "convert.js")).href);
  return PeerModule.parse(module).converters;
}
