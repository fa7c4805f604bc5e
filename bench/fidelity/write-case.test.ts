import { expect, test } from "vitest";
import { withoutBulk, writeCase } from "./write-case.ts";

test("a case keeps a page's small scripts and leaves out what would fill the repository", () => {
  const html = `<script>var a = 1</script><script src=x>${"y".repeat(700)}</script><img src="data:image/png;base64,${"A".repeat(300)}">`;

  expect(withoutBulk(html)).toBe('<script>var a = 1</script><script src=x></script><img src="data:,">');
});

test("a case's name is no path", async () => {
  await expect(writeCase("../x", "<p>x")).rejects.toThrow("is no name for a test case");
});
