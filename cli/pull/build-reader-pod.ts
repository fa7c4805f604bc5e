import { pod } from "../../operator/crawls/pod-contract.ts";
import { group } from "../../operator/docsite.ts";
import { labels } from "../../operator/kinds.ts";

export interface ReaderFacts {
  readonly name: string;
  readonly namespace: string;
  readonly site: string;
  readonly claim: string;
  readonly image: string;
  readonly imagePullSecrets: readonly { readonly name: string }[];
  readonly nodeSelector?: Readonly<Record<string, string>> | undefined;
  readonly tolerations: readonly object[];
}

export const readerContainer = "reader";
/** What a reader that nobody removed has at most; the longest pull, too. */
const deadlineSeconds = 3600;

/**
 * A pod that only waits, with the volume mounted to read. Its labels are not those of the operator's pods: a crawl must
 * not wait for it. Where a coordinator has the volume, it goes to the same node, since most volumes are for one.
 */
export function buildReaderPod(facts: ReaderFacts) {
  const { name, namespace, site, claim, image, imagePullSecrets, nodeSelector, tolerations } = facts;
  const coordinators = { matchLabels: { [labels.component]: "coordinator", [labels.site]: site } };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace,
      labels: { [labels.managedBy]: "docsynapse-pull", [labels.component]: "reader", [`${group}/pull`]: site },
    },
    spec: {
      restartPolicy: "Never",
      activeDeadlineSeconds: deadlineSeconds,
      terminationGracePeriodSeconds: 5,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      ...(imagePullSecrets.length > 0 && { imagePullSecrets }),
      ...(nodeSelector && { nodeSelector }),
      ...(tolerations.length > 0 && { tolerations }),
      affinity: {
        podAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            {
              weight: 100,
              podAffinityTerm: { topologyKey: "kubernetes.io/hostname", labelSelector: coordinators },
            },
          ],
        },
      },
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 1000,
        fsGroup: 1000,
        fsGroupChangePolicy: "OnRootMismatch",
        seccompProfile: { type: "RuntimeDefault" },
      },
      containers: [
        {
          name: readerContainer,
          image,
          args: ["reader", "wait"],
          env: [{ name: "HOME", value: "/tmp" }],
          resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "256Mi" } },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
          volumeMounts: [{ name: "out", mountPath: pod.outMount, readOnly: true }],
        },
      ],
      volumes: [{ name: "out", persistentVolumeClaim: { claimName: claim } }],
    },
  };
}
