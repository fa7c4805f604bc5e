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

  const MAX_BANNER_TEXT = 3000;
  const MAX_BANNER_LINKS = 10;
  /** Most languages use the word itself. */
  const isOfConsent = /cookie|クッキー|\bconsent\b|\bGDPR\b/i;
  const partOfPage = "main, article, nav, [role=main], [role=navigation], h1";

  const liesOver = (element: Element): boolean => {
    const { position } = getComputedStyle(element);
    return position === "fixed" || position === "sticky" || element.matches("dialog[open]");
  };
  /** It lies over the page, talks of cookies, and is no part of what the page is made of. */
  const isBanner = (element: Element): boolean => {
    const text = element.textContent ?? "";
    return (
      text.length <= MAX_BANNER_TEXT &&
      isOfConsent.test(text) &&
      !element.matches(partOfPage) &&
      element.querySelector(partOfPage) === null &&
      element.querySelectorAll("a[href]").length <= MAX_BANNER_LINKS &&
      liesOver(element)
    );
  };
  const looked = new Set<Element>();
  /** Wherever an application puts it, a banner has something to press: what is pressed tells where it is. */
  const removeBanners = (root: Document | ShadowRoot): void => {
    for (const button of root.querySelectorAll("button, [role=button], input[type=button], input[type=submit], a")) {
      for (let around: Element | null = button.parentElement; around !== null; around = around.parentElement) {
        // What is around it was looked at from another button.
        if (around === document.body || looked.has(around)) break;
        looked.add(around);
        if (!isBanner(around)) continue;
        around.remove();
        break;
      }
    }
    for (const { shadowRoot } of root.querySelectorAll("*")) if (shadowRoot !== null) removeBanners(shadowRoot);
  };
  removeBanners(document);

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
