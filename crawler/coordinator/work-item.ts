import type { Entry } from "../frontier/entry.ts";
import type { Validators, WorkItem } from "../messages.ts";

/** The message that carries a permit to the workers. */
export function buildWorkItem(
  permit: Pick<WorkItem, "release" | "expiresAtMs">,
  entry: Entry,
  validators: Validators | undefined,
  {
    renderIntervalMs,
    cookies = false,
  }: { readonly renderIntervalMs?: number | undefined; readonly cookies?: boolean } = {},
): WorkItem {
  const { release, expiresAtMs } = permit;
  const task = buildTask(entry, validators, renderIntervalMs);
  const item = { release, expiresAtMs, url: entry.url, task, ...(cookies ? { cookies } : {}) };
  return entry.losses !== undefined ? { ...item, alone: true } : item;
}

function buildTask(entry: Entry, validators?: Validators, renderIntervalMs?: number): WorkItem["task"] {
  const { kind, url, format, subject, sketch, undescribed } = entry;
  switch (kind) {
    case "page":
      return {
        kind,
        ...(undescribed === undefined ? {} : { undescribed }),
        ...(renderIntervalMs === undefined ? validated(validators) : { render: { intervalMs: renderIntervalMs } }),
      };
    case "asset":
      return { kind, ...validated(validators) };
    case "api":
      if (subject === undefined) throw new Error(`an API description of no page: ${url}`);
      return { kind, pageUrl: subject };
    case "list":
      if (format === undefined) throw new Error(`a list without a format: ${url}`);
      return { kind, format };
    case "native":
      if (subject === undefined || sketch === undefined) throw new Error(`native Markdown of no page: ${url}`);
      return { kind, pageUrl: subject, sketch };
    case "robots":
      return { kind };
    default:
      return kind satisfies never;
  }
}

const validated = (validators: Validators | undefined): { validators?: Validators } =>
  validators === undefined ? {} : { validators };
