/** Where the parts of a snapshot are in the store, whose root is the site's own folder. */

export const latestPath = "latest.json";
export const latestLink = "latest";
export const snapshotsFolder = "snapshots";
export const workRoot = "work";

export const snapshotFolder = (snapshot: string): string => `${snapshotsFolder}/${snapshot}`;

export const snapshotFiles = {
  site: "site.json",
  manifest: "manifest.jsonl",
  changes: "changes.json",
  report: "report.json",
  reportHtml: "report.html",
  llms: "llms.txt",
  llmsFull: "llms-full.txt",
  chunks: "chunks.jsonl",
} as const;

export const fileIn = (snapshot: string, name: string): string => `${snapshotFolder(snapshot)}/${name}`;

export const pageFile = (path: string): string => `pages/${path}`;
export const assetFile = (path: string): string => `assets/${path}`;
