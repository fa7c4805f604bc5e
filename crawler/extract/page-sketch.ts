import type { PageSketch } from "../messages.ts";

const MAX_WORDS = 200;
/** A page's start says enough; a very long one is not split whole. */
const MAX_TEXT = 400_000;

/** What is remembered of a page to recognize its native Markdown: title, number of code blocks, words from all over it. */
export function sketchPage(title: string, markdown: string): PageSketch {
  return { title: title.slice(0, 1024), codeBlocks: countFences(markdown), words: spread([...contentWords(markdown)]) };
}

/** Distinct words of the text, lower case, without those of link destinations. */
export function contentWords(markdown: string): Set<string> {
  const text = markdown.slice(0, MAX_TEXT).replace(/\]\([^()\s]{0,2000}\)/g, "] ");
  return new Set((text.toLowerCase().match(/\p{L}[\p{L}\p{N}]{2,40}/gu) ?? []).filter((word) => word.length <= 40));
}

export function countFences(markdown: string): number {
  let count = 0;
  let fence = "";
  for (const line of markdown.split("\n")) {
    const run = /^[ >\d.*+-]{0,40}(`{3,}|~{3,})/.exec(line)?.[1];
    if (run === undefined) continue;
    if (fence === "") {
      fence = run;
      count += 1;
    } else if (run[0] === fence[0] && run.length >= fence.length) fence = "";
  }
  return count;
}

function spread(words: readonly string[]): string[] {
  const step = Math.max(1, words.length / MAX_WORDS);
  const chosen: string[] = [];
  for (let at = 0; at < words.length && chosen.length < MAX_WORDS; at += step) chosen.push(words[Math.floor(at)] ?? "");
  return chosen;
}
