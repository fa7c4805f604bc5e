/** Same host, `www.` or not, whatever the scheme. */
export const isSameSite = (one: string, other: string): boolean => siteName(one) === siteName(other);

const siteName = (url: string): string => new URL(url).host.replace(/^www\./, "");
