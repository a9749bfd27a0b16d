/** A pod's volumes as folders of this machine, owned as the kubelet would have them. */
import { chmodSync, chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Container, Volume } from '../../../imports/kubernetes/types';
import type { PodContext } from './environment';

/** What one container sees of a folder or file. */
export interface Mount {
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

export interface VolumeFolders {
  /** Of this pod; gone with it. */
  readonly pod: string;
  /** Of the cluster: one folder for each claim. */
  readonly claims: string;
}

/** The folder of each volume, by name. */
export function makeVolumes(context: PodContext, folders: VolumeFolders): ReadonlyMap<string, string> {
  const { spec } = context.pod;
  const group = spec?.securityContext?.fsGroup;
  return new Map(spec?.volumes?.map((volume) => [volume.name, makeVolume(volume, context, folders, group)]));
}

/** The folder of a claim; it outlives pods. */
export function claimFolder(folders: VolumeFolders, namespace: string, claim: string): string {
  return join(folders.claims, namespace, claim);
}

function makeVolume(
  volume: Volume,
  { pod, store }: PodContext,
  folders: VolumeFolders,
  group: number | undefined,
): string {
  const { namespace } = pod.metadata;
  const folder = join(folders.pod, 'volumes', volume.name);
  if (volume.emptyDir !== undefined) return writable(folder, group);
  if (volume.persistentVolumeClaim !== undefined) {
    return writable(claimFolder(folders, namespace, volume.persistentVolumeClaim.claimName), group);
  }
  if (volume.configMap !== undefined) {
    const { defaultMode, items } = volume.configMap;
    return files(folder, pick(store.configMap(namespace, volume.configMap), items), defaultMode, group);
  }
  if (volume.secret !== undefined) {
    const { secretName = '', defaultMode, items, optional = false } = volume.secret;
    return files(folder, pick(store.secret(namespace, { name: secretName, optional }), items), defaultMode, group);
  }
  throw new Error(`nothing here makes the volume ${JSON.stringify(volume)}`);
}

function writable(folder: string, group: number | undefined): string {
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true });
    // Group-writable with setgid, and for an emptyDir everybody's.
    chmodSync(folder, group === undefined ? 0o777 : 0o2777);
    if (group !== undefined) chownSync(folder, 0, group);
  }
  return folder;
}

type Items = readonly { readonly key: string; readonly path: string }[];

function pick(data: Readonly<Record<string, string>>, items: Items | undefined): Readonly<Record<string, string>> {
  return items === undefined ? data : Object.fromEntries(items.map(({ key, path }) => [path, data[key] ?? '']));
}

function files(
  folder: string,
  data: Readonly<Record<string, string>>,
  mode = 0o644,
  group: number | undefined,
): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(data)) {
    const file = join(folder, name);
    writeFileSync(file, text);
    // With fsGroup, the group may read what the owner may.
    chmodSync(file, group === undefined ? mode : mode | ((mode & 0o400) >> 3));
    if (group !== undefined) chownSync(file, 0, group);
  }
  return folder;
}

export function mountsOf(container: Container, volumes: ReadonlyMap<string, string>): readonly Mount[] {
  return (container.volumeMounts ?? []).map(({ name, mountPath, subPath = '', readOnly = false }) => {
    const source = volumes.get(name);
    if (source === undefined) throw new Error(`${container.name} mounts ${name}, which is no volume of its pod`);
    return { source: join(source, subPath), target: mountPath, readOnly };
  });
}
