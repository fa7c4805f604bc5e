import { installEtcd } from "./install-etcd.ts";
import { installKubectl } from "./install-kubectl.ts";
import { installKubernetes } from "./install-kubernetes.ts";

/** Fills the cache before the tests: a build of minutes has no place in a test's time. */
process.stdout.write(`etcd: ${installEtcd()}\nkubernetes: ${installKubernetes()}\nhelm: ${installKubectl().helm}\n`);
