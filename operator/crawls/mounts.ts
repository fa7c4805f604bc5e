export type EnvironmentVariable =
  | { readonly name: string; readonly value: string }
  | {
      readonly name: string;
      readonly valueFrom: {
        readonly secretKeyRef: { readonly name: string; readonly key: string; readonly optional?: boolean };
      };
    };

/** What a part of the configuration adds to a pod. */
export interface Mounts {
  readonly env: readonly EnvironmentVariable[];
  readonly volumes: readonly object[];
  readonly volumeMounts: readonly object[];
}

export const noMounts: Mounts = { env: [], volumes: [], volumeMounts: [] };

export function joinMounts(parts: readonly Mounts[]): Mounts {
  return {
    env: parts.flatMap(({ env }) => env),
    volumes: parts.flatMap(({ volumes }) => volumes),
    volumeMounts: parts.flatMap(({ volumeMounts }) => volumeMounts),
  };
}
