import { join } from "node:path";
import { goBinary } from "./go-binary.ts";
import { npmPackage } from "./npm-package.ts";
import { fakeGcsServer, natsServer, versitygw } from "./server-commands.ts";

/** Brings every server that tests start into the user's cache: before the tests, so that no test waits for a build. */
for (const command of [versitygw, fakeGcsServer, natsServer]) console.log(await goBinary(command));
console.log(await npmPackage("azurite", join(import.meta.dirname, "azurite")));
