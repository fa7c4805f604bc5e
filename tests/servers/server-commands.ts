import type { GoCommand } from "./go-binary.ts";

/** The one place for the versions of the servers that tests build. */
export const versitygw = {
  name: "versitygw",
  package: "github.com/versity/versitygw/cmd/versitygw",
  version: "v1.8.0",
} as const satisfies GoCommand;

export const fakeGcsServer = {
  name: "fake-gcs-server",
  package: "github.com/fsouza/fake-gcs-server",
  version: "v1.56.1",
} as const satisfies GoCommand;

export const natsServer = {
  name: "nats-server",
  package: "github.com/nats-io/nats-server/v2",
  version: "v2.15.2",
} as const satisfies GoCommand;
