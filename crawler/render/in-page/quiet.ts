/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

export interface QuietOptions {
  /** So long nothing has changed. */
  readonly quietMs: number;
  readonly maxMs: number;
}

/** Runs in the page: waits until its document has stopped changing, and returns whether it has begun to show something. */
export async function waitForQuiet({ quietMs, maxMs }: QuietOptions): Promise<boolean> {
  const endMs = performance.now() + maxMs;
  let changedMs = performance.now();
  const observer = new MutationObserver(() => {
    changedMs = performance.now();
  });
  observer.observe(document, { subtree: true, childList: true, characterData: true });
  while (performance.now() < endMs && performance.now() - changedMs < quietMs) {
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  observer.disconnect();
  // "Loading" is said in a few words and without a heading.
  const text = document.body === null ? "" : document.body.innerText.trim();
  return text.length >= 50 || (text !== "" && document.querySelector("h1, h2, h3") !== null);
}
