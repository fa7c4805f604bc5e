import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";

const items = z.array(z.strictObject({ key: z.string(), path: z.string() })).optional();
const Volume = z.strictObject({
  name: z.string(),
  emptyDir: z.strictObject({}).optional(),
  persistentVolumeClaim: z.strictObject({ claimName: z.string() }).optional(),
  configMap: z.strictObject({ name: z.string(), items }).optional(),
  secret: z.strictObject({ secretName: z.string(), items }).optional(),
  projected: z
    .strictObject({ sources: z.array(z.strictObject({ secret: z.strictObject({ name: z.string(), items }) })) })
    .optional(),
});
const SecretKeyRef = z.strictObject({ secretKeyRef: z.strictObject({ name: z.string(), key: z.string() }) });
const Pod = z.object({
  containers: z.tuple([
    z.object({
      args: z.array(z.string()),
      env: z.array(
        z.strictObject({ name: z.string(), value: z.string().optional(), valueFrom: SecretKeyRef.optional() }),
      ),
      volumeMounts: z.array(
        z.strictObject({ name: z.string(), mountPath: z.string(), readOnly: z.boolean().optional() }),
      ),
      terminationMessagePath: z.string(),
    }),
  ]),
  volumes: z.array(Volume),
});

/** Entries of a namespace's ConfigMaps and Secrets, by `ConfigMap/name` and `Secret/name`. */
export type Objects = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface LaidOutPod {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly terminationMessageFile: string;
  /** Where a path of the container is here. */
  place(path: string): string;
}

/** Does a kubelet's work below a folder: files where volumes are mounted, Secrets in variables, paths put below it. */
export async function layOutPod(spec: unknown, objects: Objects, folder: string): Promise<LaidOutPod> {
  const { containers, volumes } = Pod.parse(spec);
  const [{ args, env, volumeMounts, terminationMessagePath }] = containers;
  const place = (path: string): string => join(folder, path);
  for (const { name, mountPath } of volumeMounts) {
    const volume = volumes.find((each) => each.name === name);
    if (volume === undefined) throw new Error(`no volume ${name}`);
    await mkdir(place(mountPath), { recursive: true });
    for (const [path, text] of filesOf(volume, objects)) await writeFile(join(place(mountPath), path), text);
  }
  await mkdir(dirname(place(terminationMessagePath)), { recursive: true });
  await writeFile(place(terminationMessagePath), "");
  const own = [...volumeMounts.map(({ mountPath }) => mountPath), terminationMessagePath];
  const isOwn = (value: string): boolean => own.some((path) => value === path || value.startsWith(`${path}/`));
  const values = env.map(({ name, value = "", valueFrom }): [string, string] => {
    if (valueFrom === undefined) return [name, isOwn(value) ? place(value) : value];
    return [name, entryOf(objects, `Secret/${valueFrom.secretKeyRef.name}`, valueFrom.secretKeyRef.key)];
  });
  return { args, env: Object.fromEntries(values), terminationMessageFile: place(terminationMessagePath), place };
}

function filesOf({ configMap, secret, projected }: z.infer<typeof Volume>, objects: Objects): [string, string][] {
  if (configMap !== undefined) return pick(objects, `ConfigMap/${configMap.name}`, configMap.items);
  if (secret !== undefined) return pick(objects, `Secret/${secret.secretName}`, secret.items);
  return (projected?.sources ?? []).flatMap((source) =>
    pick(objects, `Secret/${source.secret.name}`, source.secret.items),
  );
}

function pick(objects: Objects, object: string, wanted: z.infer<typeof items>): [string, string][] {
  const all = Object.keys(objects[object] ?? {}).map((key) => ({ key, path: key }));
  return (wanted ?? all).map(({ key, path }) => [path, entryOf(objects, object, key)]);
}

function entryOf(objects: Objects, object: string, key: string): string {
  const value = objects[object]?.[key];
  if (value === undefined) throw new Error(`a pod that needs ${key} of ${object} would never start`);
  return value;
}
