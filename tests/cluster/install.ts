import { installEtcd } from "./install-etcd.ts";
import { installKubectl } from "./install-kubectl.ts";
import { installKubernetes } from "./install-kubernetes.ts";
import { installPromtool } from "./install-promtool.ts";

/** Fills the cache before the tests: a build of minutes has no place in a test's time. */
const found = {
  etcd: installEtcd(),
  kubernetes: installKubernetes(),
  helm: installKubectl().helm,
  promtool: installPromtool(),
};
for (const [name, path] of Object.entries(found)) process.stdout.write(`${name}: ${path}\n`);
