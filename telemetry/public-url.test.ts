import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { publicUrl, withoutUrlSecrets } from "./public-url.ts";

describe("what is told of a URL", () => {
  it.each([
    ["https://me:secret@docs.example.org:8443/a/b?token=secret#secret", "https://docs.example.org:8443/a/b"],
    ["http://docs.example.org", "http://docs.example.org/"],
    ["no URL with a secret", ""],
  ])("of %s is %j", (url, told) => {
    expect(publicUrl(url)).toBe(told);
  });

  it.each([
    ['{"msg":"GET https://a.example/x?k=secret failed"}', '{"msg":"GET https://a.example/x failed"}'],
    ['{"url":"nats://user:secret@nats:4222","n":1}', '{"url":"nats://nats:4222","n":1}'],
    ['{"msg":"\\"http://a.example/#secret\\" is wrong"}', '{"msg":"\\"http://a.example/\\" is wrong"}'],
    ["is it here? no: there", "is it here? no: there"],
  ])("in the line %s", (line, told) => {
    expect(withoutUrlSecrets(line)).toBe(told);
  });

  it("is never its user, password, query or fragment, wherever in a line of JSON it stands", () => {
    const secret = fc.stringMatching(/^S3CR3T[a-z0-9%=&;.+~!$'()*-]{0,20}$/);
    const place = fc.constantFrom(
      (text: string) => `https://${encodeURIComponent(text)}@a.example/p`,
      (text: string) => `http://me:${encodeURIComponent(text)}@a.example/p`,
      (text: string) => `https://a.example/p?${text}`,
      (text: string) => `https://a.example/p?a=1&b=${text}#x`,
      (text: string) => `https://a.example/p#${text}`,
    );
    fc.assert(
      fc.property(secret, place, fc.string(), fc.string(), (text, build, before, after) => {
        const message = `${before.replaceAll("S3CR3T", "")} ${build(text)} ${after.replaceAll("S3CR3T", "")}`;
        const line = JSON.stringify({ msg: message, url: build(text) });

        const told = withoutUrlSecrets(line);

        expect(told).not.toContain("S3CR3T");
        expect(JSON.parse(told)).toHaveProperty("url");
      }),
    );
  });
});
