import type { Context } from "../context.ts";
import { JsonView } from "./json-view.ts";
import { LiveView } from "./live-view.ts";
import { LogView } from "./log-view.ts";
import type { CrawlView } from "./view.ts";

export function chooseView({ json, quiet }: { json?: boolean; quiet?: boolean }, context: Context): CrawlView {
  const people = choosePeopleView(json === true, quiet === true, context);
  return json === true ? new JsonView(context, people) : people;
}

/** JSON lines and lines that are painted over do not go together on one terminal. */
function choosePeopleView(json: boolean, quiet: boolean, context: Context): CrawlView {
  if (quiet) return silentView;
  const onTerminal = context.stderr.isTTY === true && !(json && context.stdout.isTTY === true);
  return onTerminal ? new LiveView(context) : new LogView(context);
}

const silentView: CrawlView = { onEvent: () => {}, print: () => {}, finish: () => {} };
