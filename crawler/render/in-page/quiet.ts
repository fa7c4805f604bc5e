/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

export interface QuietOptions {
  /** So long nothing has changed. */
  readonly quietMs: number;
  readonly maxMs: number;
}

/** Runs in the page: waits until its document has stopped changing, and returns how much text it shows. */
export async function waitForQuiet({ quietMs, maxMs }: QuietOptions): Promise<number> {
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
  return document.body === null ? 0 : document.body.innerText.trim().length;
}
