import type { Command } from "commander";
import { nonEmpty } from "../option-values.ts";

/** Of object storage that `--out` names. */
export function addStoreOptions(command: Command): void {
  command
    .optionsGroup("With --out s3://, gs:// or az://:")
    .option("--store-endpoint <url>", "service other than the cloud's own: S3-compatible, private, emulator", nonEmpty)
    .option("--store-region <region>", "region of an S3 bucket (default: AWS_REGION or the profile's)", nonEmpty)
    .option("--store-path-style", "the S3 bucket in the path, not in the host name")
    .option("--store-ca <file>", "PEM certificates to trust beside the system's", nonEmpty);
}
