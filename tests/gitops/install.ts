import { installJudge } from "./install-judge.ts";

/** Fills the cache before the tests: a build of minutes has no place in a test's time. */
process.stdout.write(`Argo CD and kstatus: ${installJudge()}\n`);
