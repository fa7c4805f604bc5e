/** Same host, `www.` or not, whatever the scheme. */
export function isSameSite(one: string, other: string): boolean {
  const name = (url: string): string => new URL(url).host.replace(/^www\./, "");
  return name(one) === name(other);
}
