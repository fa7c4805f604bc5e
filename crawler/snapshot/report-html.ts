import { Html, html, linkTo } from "./html-text.ts";
import type { Bounded, ReasonGroup, Report } from "./report.ts";
import { buildSpeedChart } from "./report-speed.ts";
import { reportStyle } from "./report-style.ts";
import { buildPageTree } from "./report-tree.ts";

/** `report.html`: the report for a person, in one file that loads nothing. */
export function buildReportHtml(report: Report, paths: readonly string[]): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>Crawl of ${report.url}</title>
        <style>
          ${new Html(reportStyle)}
        </style>
      </head>
      <body>
        <main>
          <h1>${report.site}</h1>
          <div class="soft">${linkTo(report.url)} · snapshot ${report.snapshot} · ${duration(report)}</div>
          ${tiles(report)} ${section("What became of the pages", buckets(report))}
          <div class="two">
            ${section("How they were found", foundTable(report))}${section("Changes", changes(report))}
          </div>
          ${section("Pages per second", buildSpeedChart(report.samples))}
          ${optional("Failed", report.failed.length, report.failed.map(reasonGroup))}
          ${optional("Skipped", report.skipped.length, report.skipped.map(reasonGroup))}
          ${optional("Assets and lists that failed", report.failedAssets.length, report.failedAssets.map(reasonGroup))}
          ${optional("Folded into another page", report.folded.total, [foldedList(report)])}
          ${optional("Incomplete pages", report.incomplete.total, [incompleteList(report)])}
          <div class="two">
            ${section("Biggest pages", biggestTable(report))}${section("Robots and lists", robots(report))}
          </div>
          ${section("Pages", buildPageTree(paths))}
        </main>
      </body>
    </html> `;
  return page.text;
}

const section = (title: string, body: Html): Html =>
  html`<section>
    <h2>${title}</h2>
    ${body}
  </section>`;

const optional = (title: string, count: number, body: readonly Html[]): Html =>
  count === 0 ? html`` : section(title, html`${body}`);

function tiles({ counts, requests, transferredBytes }: Report): Html {
  const values: readonly (readonly [string, string])[] = [
    [count(counts.pages), "pages"],
    [count(counts.assets), "assets"],
    [size(counts.bytes), "in the snapshot"],
    [count(requests), "requests"],
    [size(transferredBytes), "transferred"],
    [`+${count(counts.added)} ~${count(counts.changed)} −${count(counts.removed)}`, "added, changed, removed"],
  ];
  return html`<div class="tiles">
    ${values.map(([value, label]) => html`<div class="tile"><b>${value}</b><span>${label}</span></div>`)}
  </div>`;
}

function buckets({ pages }: Report): Html {
  const names = ["stored", "unchanged", "skipped", "failed"] as const;
  const filled = names.filter((name) => pages[name] > 0);
  const bars = filled.map((name) => html`<i class="${name}" style="flex:${pages[name]}"></i>`);
  const legend = names.map((name) => html`<li><i class="${name}"></i>${name} <b>${count(pages[name])}</b></li>`);
  return html`<div class="bar">${bars}</div>
    <ul class="legend">
      ${legend}
      <li>discovered <b>${count(pages.discovered)}</b></li>
    </ul>`;
}

function foundTable({ found }: Report): Html {
  const rows = found.map(
    ({ via, pages, stored }) =>
      html`<tr>
        <td>${via}</td>
        <td class="n">${count(pages)}</td>
        <td class="n">${count(stored)}</td>
      </tr>`,
  );
  return html`<table>
    <tr>
      <th>By</th>
      <th class="n">found</th>
      <th class="n">in the snapshot</th>
    </tr>
    ${rows}
  </table>`;
}

function changes({ changes: { added, changed, removed }, previous }: Report): Html {
  if (previous === undefined) return html`<p class="soft">This is the first snapshot.</p>`;
  return html`<div class="soft">since ${previous}</div>
    ${pathList("Added", added)}${pathList("Changed", changed)}${pathList("Removed", removed)}`;
}

function pathList(name: string, { total, first }: Bounded<{ readonly path: string }>): Html {
  const items = first.map(({ path }) => html`<li>${path}</li>`);
  return html`<details>
    <summary>${name} <span class="badge">${count(total)}</span></summary>
    <ul>
      ${items}
    </ul>
    ${more(total, first)}
  </details>`;
}

function reasonGroup({ reason, total, first }: ReasonGroup): Html {
  const items = first.map(({ url, detail, from }) => {
    const why = detail === undefined ? html`` : html` <span class="soft">${detail}</span>`;
    const where = from === undefined ? html`` : html` <span class="soft">linked from ${linkTo(from)}</span>`;
    return html`<li>${linkTo(url)}${why}${where}</li>`;
  });
  return html`<details>
    <summary><b>${reason}</b> <span class="badge">${count(total)}</span></summary>
    <ul>
      ${items}
    </ul>
    ${more(total, first)}
  </details>`;
}

function foldedList({ folded: { total, first } }: Report): Html {
  const items = first.map(
    ({ url, into, reason }) => html`<li>${linkTo(url)} → ${linkTo(into)} <span class="soft">${reason}</span></li>`,
  );
  return html`<details>
    <summary>${count(total)} URLs</summary>
    <ul>
      ${items}
    </ul>
    ${more(total, first)}
  </details>`;
}

function incompleteList({ incomplete: { total, first } }: Report): Html {
  const items = first.map(
    ({ path, missing }) => html`<li>${path} <span class="soft">${missing.join(", ")}</span></li>`,
  );
  return html`<ul>
      ${items}
    </ul>
    ${more(total, first)}`;
}

function biggestTable({ biggest }: Report): Html {
  const rows = biggest.map(
    ({ path, bytes }) =>
      html`<tr>
        <td>${path}</td>
        <td class="n">${size(bytes)}</td>
      </tr>`,
  );
  return html`<table>
    ${rows}
  </table>`;
}

function robots({ robots: hosts, lists }: Report): Html {
  const hostRows = hosts.map(({ host, found, crawlDelaySeconds }) => {
    const delay = crawlDelaySeconds === undefined ? "" : `, delay ${crawlDelaySeconds} s`;
    return html`<tr>
      <td>${host}</td>
      <td class="n">${found ? "robots.txt" : "no robots.txt"}${delay}</td>
    </tr>`;
  });
  const listRows = lists.map(
    ({ url, format, urls }) =>
      html`<tr>
        <td>${linkTo(url)}</td>
        <td class="n">${format}: ${count(urls)}</td>
      </tr>`,
  );
  return html`<table>
    ${hostRows}${listRows}
  </table>`;
}

const more = (total: number, first: readonly unknown[]): Html =>
  total > first.length ? html`<p class="soft">and ${count(total - first.length)} more</p>` : html``;

const count = (value: number): string => value.toLocaleString("en-US");

function size(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  const value = bytes / 1000 ** step;
  return `${value >= 100 || step === 0 ? Math.round(value) : value.toFixed(1)} ${units[step]}`;
}

function duration({ startedAt, finishedAt }: Report): string {
  const seconds = Math.max(0, Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000));
  if (seconds < 60) return `${seconds} s`;
  return seconds < 3600
    ? `${Math.floor(seconds / 60)} min ${seconds % 60} s`
    : `${Math.floor(seconds / 3600)} h ${Math.floor(seconds / 60) % 60} min`;
}
