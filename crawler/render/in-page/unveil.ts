/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/** Runs in the page: takes consent banners away and scrolls through, so that what loads when it is seen is loaded. */
export async function unveil(maxMs: number): Promise<void> {
  const banners = [
    "#onetrust-consent-sdk",
    "#CybotCookiebotDialog",
    "#usercentrics-root",
    "#didomi-host",
    "#truste-consent-track",
    "#cookie-banner",
    "#cookie-consent",
    "#cookie-notice",
    "#cookieConsent",
    ".cc-window",
    ".cookie-banner",
    ".cookie-consent",
    ".cookie-notice",
    ".cookieconsent",
    ".osano-cm-window",
    ".qc-cmp2-container",
  ];
  for (const banner of document.querySelectorAll(banners.join(","))) banner.remove();
  // Any other that lies over the page, talks of cookies and has something to press.
  for (const element of document.querySelectorAll<HTMLElement>("body > *, [role=dialog], [role=alertdialog]")) {
    const text = element.textContent ?? "";
    if (text.length > 3000 || !/\bcookies?\b/i.test(text) || element.querySelector("button, a") === null) continue;
    const { position } = getComputedStyle(element);
    if (position === "fixed" || position === "sticky") element.remove();
  }
  const endMs = performance.now() + maxMs;
  const step = Math.max(400, window.innerHeight);
  const scrollable = [...document.querySelectorAll<HTMLElement>("main, article, [role=main]")]
    .flatMap((element) => [element, element.parentElement ?? element])
    .filter((element) => element.scrollHeight > element.clientHeight + step && element.clientHeight > 0)
    .slice(0, 4);
  for (const element of [document.scrollingElement ?? document.documentElement, ...scrollable]) {
    for (let top = 0; top < element.scrollHeight && performance.now() < endMs; top += step) {
      element.scrollTo({ top, behavior: "instant" });
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 10)));
    }
    element.scrollTo({ top: 0, behavior: "instant" });
  }
}
