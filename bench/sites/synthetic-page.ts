import type { Random } from "./random.ts";

export interface PageLink {
  readonly href: string;
  /** The page's number, which its name comes from. */
  readonly number: number;
}

export interface PageLinks {
  readonly navigation: readonly PageLink[];
  readonly content: readonly PageLink[];
}

const WORDS = [
  ..."a queue holds items until the worker that asked for them answers or its lease ends".split(" "),
  ..."every request has one deadline and each retry waits longer than before".split(" "),
  ..."configure size in bytes with this option when memory is short on small machines".split(" "),
  ..."see also notes about versions defaults errors limits names and formats".split(" "),
] as [string, ...string[]];

const LANGUAGES = ["python", "json", "shell", "typescript", "yaml"] as const;

/** One page as a documentation generator would write it: navigation, headings, prose, code, a table, a list, links. */
export function buildPage(number: number, links: PageLinks, random: Random): string {
  const sections = Array.from({ length: random.between(2, 4) }, (_, index) => buildSection(index, random));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${titleOf(number)} - Synthetic documentation</title>
<meta name="description" content="${buildSentence(random)}">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><a href="/index.html">Synthetic documentation</a></header>
<nav aria-label="Site"><ul>
${links.navigation.map(buildListedLink).join("\n")}
</ul></nav>
<main>
<h1 id="top">${titleOf(number)}<a class="headerlink" href="#top">¶</a></h1>
${buildParagraph(random)}
${sections.join("\n")}
<h2 id="related">Related pages</h2>
<ul>
${links.content.map(buildListedLink).join("\n")}
</ul>
</main>
<footer><p>Written by a program.</p></footer>
</body>
</html>
`;
}

function titleOf(number: number): string {
  return `Topic ${number}`;
}

function buildListedLink({ href, number }: PageLink): string {
  return `<li><a href="${href}">${titleOf(number)}</a></li>`;
}

function buildSection(index: number, random: Random): string {
  const name = `${random.pick(WORDS)} ${random.pick(WORDS)}`;
  return `<section id="part-${index}">
<h2>Using ${name}<a class="headerlink" href="#part-${index}">¶</a></h2>
${buildParagraph(random)}
${buildCode(random)}
${buildParagraph(random)}
${random.below(2) === 0 ? buildTable(random) : buildList(random)}
</section>`;
}

function buildParagraph(random: Random): string {
  const sentences = Array.from({ length: random.between(2, 5) }, () => buildSentence(random));
  return `<p>${sentences.join(" ")} Set <code>${random.pick(WORDS)}_${random.pick(WORDS)}</code> <em>once</em>.</p>`;
}

function buildSentence(random: Random): string {
  const words = Array.from({ length: random.between(6, 16) }, () => random.pick(WORDS)).join(" ");
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;
}

function buildCode(random: Random): string {
  const lines = Array.from(
    { length: random.between(3, 9) },
    () =>
      `<span class="n">${random.pick(WORDS)}</span><span class="o">=</span><span class="s">&quot;${random.pick(WORDS)}&quot;</span>`,
  );
  return `<pre><code class="language-${random.pick(LANGUAGES)}">${lines.join("\n")}\n</code></pre>`;
}

function buildTable(random: Random): string {
  const rows = Array.from(
    { length: random.between(3, 7) },
    () =>
      `<tr><td><code>${random.pick(WORDS)}</code></td><td>${random.below(1000)}</td><td>${buildSentence(random)}</td></tr>`,
  );
  return `<table><thead><tr><th>Option</th><th>Default</th><th>Meaning</th></tr></thead><tbody>
${rows.join("\n")}
</tbody></table>`;
}

function buildList(random: Random): string {
  const items = Array.from({ length: random.between(3, 6) }, () => `<li>${buildSentence(random)}</li>`);
  return `<ul>\n${items.join("\n")}\n</ul>`;
}
