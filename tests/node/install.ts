import { installAddons } from "./install-addons.ts";
import { findMissing } from "./requirements.ts";

/** Fills the cache before the tests, where there can be a node at all. */
const missing = findMissing();
process.stdout.write(missing === undefined ? `coredns: ${installAddons().coreDns}\n` : `no node: ${missing}\n`);
