import { deploySite, siteUrl } from "../deploy-site.ts";
import { docSite } from "../doc-site.ts";
import { Observed } from "../observed.ts";
import { readVolume } from "../read-volume.ts";
import { createNamespace, installChart, systemNamespace, type Story } from "../chart.ts";

const namespace = "demo";

/** What a new user does, step by step, with what kubectl shows of it. */
export async function playDemo(story: Story, tell: (line: string) => void): Promise<void> {
  const { kubectl } = story;
  tell("installing the chart");
  await createNamespace(kubectl, systemNamespace);
  await installChart(story);
  tell("deploying a documentation site");
  await createNamespace(kubectl, namespace, { "docsynapse.io/allow-private-addresses": "true" });
  await deploySite(story, namespace, "docs");
  tell("applying a DocSite");
  const politeness = { requestsPerSecond: 5 };
  await kubectl.apply(namespace, docSite("guide", siteUrl("docs", namespace, "/guide/"), { politeness }));
  await followCrawl(new Observed(story, namespace), tell);
  tell(`\n${await kubectl.run("get", "docsites,crawls", "-n", namespace)}`);
  await showResult(story, tell);
}

async function followCrawl(observed: Observed, tell: (line: string) => void): Promise<void> {
  let said = "";
  await observed.untilCrawl("guide", "ended", ({ status }) => {
    const { phase = "Pending", pages } = status ?? {};
    const line = pages === undefined ? phase : `${phase}: ${pages.fetched} of ${pages.discovered} found are stored`;
    if (line !== said) tell(`  ${line}`);
    said = line;
    return phase === "Succeeded" || phase === "Failed";
  });
  await observed.untilCondition("guide", "Ready=True Published");
}

async function showResult(story: Story, tell: (line: string) => void): Promise<void> {
  const files = await readVolume(story, namespace, "guide");
  tell(`on the volume of claim guide-docsynapse: ${files.size} files, such as`);
  const pages = [...files.keys()].filter((name) => name.endsWith(".md"));
  for (const name of pages.slice(0, 5)) tell(`  ${name}`);
  const [page = ""] = pages.filter((name) => name.includes("mkdocs"));
  const text = Buffer.from(files.get(page) ?? "", "base64").toString();
  tell(`\n${page}:\n\n${text.split("\n").slice(0, 25).join("\n")}\n…\n`);
}
