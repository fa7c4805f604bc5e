import { CrawlReport } from "../../crawler/contract.ts";

/** The report in a termination message; undefined for anything else. */
export function parseReport(text: string | undefined): CrawlReport | undefined {
  try {
    return CrawlReport.safeParse(JSON.parse(text ?? "")).data;
  } catch {
    return undefined;
  }
}
