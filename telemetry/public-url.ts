/** What may be told of a URL: no user, password, query or fragment, which may hold secrets; empty for what is none. */
export function publicUrl(url: string): string {
  const parsed = URL.parse(url);
  return parsed === null ? "" : `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
}

const inText = /\b(https?|wss?|nats|tls):\/\/(?:[^\s"\\/@]{0,4096}@)?([^\s"\\?#]{0,8192})(?:[?#][^\s"\\]{0,8192})?/gi;

/** The same for every URL in a text, such as a line of a log. */
export const withoutUrlSecrets = (text: string): string =>
  text.includes("://") ? text.replace(inText, (_, scheme: string, rest: string) => `${scheme}://${rest}`) : text;
