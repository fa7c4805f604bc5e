import { expect, test } from "vitest";
import { CookieJar } from "./cookie-jar.ts";

const NOW_MS = Date.parse("2026-01-01T00:00:00Z");
const docs = new URL("https://docs.example.org/guide/start.html");

test.each<[string, string, string, string | undefined]>([
  ["of the same host, below the folder of who set it", "a=1", "https://docs.example.org/guide/next/x", "a=1"],
  ["of the same host, beside that folder", "a=1", "https://docs.example.org/guidebook/", undefined],
  ["of the whole host, by its path", "a=1; Path=/", "https://docs.example.org/api/", "a=1"],
  [
    "of a host beside it, though the cookie is said to be for all",
    "a=1; Path=/; Domain=example.org",
    "https://www.example.org/",
    undefined,
  ],
  ["of the host that said so", "a=1; Path=/; Domain=.example.org", "https://docs.example.org/", "a=1"],
  [
    "where the cookie was set for another domain",
    "a=1; Path=/; Domain=example.com",
    "https://docs.example.org/",
    undefined,
  ],
  ["without TLS where the cookie wants it", "a=1; Path=/; Secure", "http://docs.example.org/", undefined],
  ["without TLS where it does not", "a=1; Path=/", "http://docs.example.org/", "a=1"],
  ["when it has expired", "a=1; Path=/; Expires=Thu, 01 Jan 2015 00:00:00 GMT", "https://docs.example.org/", undefined],
  [
    "when its age says that it has not",
    "a=1; Path=/; Max-Age=60; Expires=Thu, 01 Jan 2015 00:00:00 GMT",
    "https://docs.example.org/",
    "a=1",
  ],
  ["when it has no name", "1; Path=/", "https://docs.example.org/", undefined],
])("a cookie goes to a page %s as it should", (_, setCookie, url, header) => {
  const jar = new CookieJar();
  jar.take(docs, setCookie, undefined, NOW_MS);

  expect(jar.headerFor(new URL(url), NOW_MS)).toBe(header);
});

test("a response brings news only where it sets what the request had not sent", () => {
  const jar = new CookieJar();

  expect(jar.take(docs, ["a=1; Path=/", "b=2"], undefined, NOW_MS)).toBe(true);
  const sent = jar.headerFor(docs, NOW_MS);
  expect(sent).toBe("b=2; a=1");
  expect(jar.take(docs, "a=3; Path=/", sent, NOW_MS)).toBe(false);
  expect(jar.headerFor(docs, NOW_MS)).toBe("b=2; a=3");
  expect(jar.take(docs, "a=; Path=/; Max-Age=0", sent, NOW_MS)).toBe(false);
  expect(jar.headerFor(docs, NOW_MS)).toBe("b=2");
  expect(jar.take(docs, undefined, sent, NOW_MS)).toBe(false);
});

test("a host that sets without end gets no more back than a header may hold, and takes no memory", () => {
  const jar = new CookieJar();

  for (let n = 0; n < 1000; n++) jar.take(docs, `n${n}=${"x".repeat(200)}; Path=/`, undefined, NOW_MS);
  jar.take(docs, `huge=${"x".repeat(5000)}; Path=/`, undefined, NOW_MS);

  const header = jar.headerFor(docs, NOW_MS) ?? "";
  expect(header.length).toBeLessThanOrEqual(8192);
  expect(header).toContain("n999=");
  expect(header).not.toMatch(/n1=|huge/);
});
