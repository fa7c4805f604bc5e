import type { Sandbox } from "./sandbox.ts";

/** What the parts of a node are started with. */
export interface NodeParts {
  readonly sandbox: Sandbox;
  /** Of certificates, settings, state and logs. */
  readonly folder: string;
  /** The binary of all of Kubernetes' parts. */
  readonly kube: string;
  readonly address: string;
  /** The API server's URL. */
  readonly server: string;
  readonly isApiReady: () => Promise<boolean>;
  /** Time for slow machines under load. */
  readonly timeoutMs: number;
}
