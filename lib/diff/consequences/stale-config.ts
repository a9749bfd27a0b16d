import { documents, workload } from '../../validate/example';
import type { Corpus } from '../../validate/corpus';
import { isRecord, type ManifestObject } from '../../validate/object';
import { manifest } from '../../validate/references/example';
import { stringsAt, textAt, valueAt, listAt } from '../../validate/references/lenient';
import { uses, type Use } from '../../validate/references/uses';
import type { Consequence, ConsequenceRule } from '../consequence';
import { strategyOf } from '../pod-counts';
import { isTemplateChanged, rollingKinds } from '../pod-template';
import { identityOf, sameOn } from '../selecting';
import { isStoredAlike } from '../stored';
import { fieldsAt, inNamespace, type Transition } from '../transition';
import { listText } from '../words';

const config = (value: string) => manifest('v1', 'ConfigMap', 'settings', `data: {level: ${value}, colour: red}`);
const byEnv = workload('envFrom: [{configMapRef: {name: settings}}]');
const byKey = (key: string) =>
  workload(`env: [{name: X, valueFrom: {configMapKeyRef: {name: settings, key: ${key}}}}]`);
const mounted = (mount: string) =>
  workload({
    pod: 'volumes: [{name: settings, configMap: {name: settings}}]',
    container: `volumeMounts: [{name: settings, ${mount}}]`,
  });
const checksum = (text: string, sum: string) =>
  text.replace('labels: {app: web}\n    spec', `labels: {app: web}\n      annotations: {checksum: ${sum}}\n    spec`);
const secret = (value: string) => manifest('v1', 'Secret', 'password', `data: {password: ${value}}`);
const reader = (name: string) =>
  workload({ name, container: 'env: [{name: X, valueFrom: {secretKeyRef: {name: password, key: password}}}]' });
const cronJob =
  'apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: tidy}\nspec: {schedule: "0 3 * * *", jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: app, image: "app:1", envFrom: [{configMapRef: {name: settings}}]}]}}}}}\n';

/** How pods read it: once, when they start; or again and again. */
type Manner = 'environment' | 'subPath' | 'volume';

export default {
  id: 'stale-config',
  about:
    'A ConfigMap or Secret that changes while the pods that read it stay: what they have from it in their environment or by subPath is as it was until they are replaced; other mounted files follow.',
  kinds: ['ConfigMap', 'Secret'],
  examples: [
    {
      title: 'settings in the environment',
      before: documents(config('low'), byEnv),
      after: documents(config('high'), byEnv),
      expected: [
        [
          'stale',
          'warning',
          /^pods of Deployment web have it in their environment, and keep what they have read until they are replaced$/,
        ],
      ],
    },
    {
      title: 'a setting that nobody reads',
      before: documents(config('low'), byKey('colour')),
      after: documents(config('high'), byKey('colour')),
      expected: [],
    },
    {
      title: 'a setting that is read',
      before: documents(config('low'), byKey('level')),
      after: documents(config('high'), byKey('level')),
      expected: [['stale', 'warning', /in their environment/]],
    },
    {
      title: 'a single file',
      before: documents(config('low'), mounted('mountPath: /etc/level, subPath: level')),
      after: documents(config('high'), mounted('mountPath: /etc/level, subPath: level')),
      expected: [['stale', 'warning', /^pods of Deployment web mount it with subPath, and keep what they have read/]],
    },
    {
      title: 'a folder of files',
      before: documents(config('low'), mounted('mountPath: /etc/settings')),
      after: documents(config('high'), mounted('mountPath: /etc/settings')),
      expected: [
        [
          'stale',
          'info',
          /^pods of Deployment web see the new files in about a minute, without a restart; whether they read them again is up to the program$/,
        ],
      ],
    },
    {
      title: 'pods that are replaced with it',
      before: documents(config('low'), checksum(byEnv, 'a')),
      after: documents(config('high'), checksum(byEnv, 'b')),
      expected: [['restart', 'info', /annotation checksum$/]],
    },
    {
      title: 'labels of the settings',
      before: documents(config('low'), byEnv),
      after: documents(config('low').replace('{name: settings}', '{name: settings, labels: {a: b}}'), byEnv),
      expected: [],
    },
    {
      title: 'a password in the environment of two',
      before: documents(secret('YQ=='), reader('web'), reader('api')),
      after: documents(secret('Yg=='), reader('web'), reader('api')),
      expected: [
        ['stale', 'warning', /^pods of Deployment web and Deployment api have it in their environment, and keep/],
      ],
    },
    {
      title: 'settings of a new Deployment',
      before: config('low'),
      after: documents(config('high'), byEnv),
      expected: [],
    },
    {
      title: 'settings of a CronJob, which reads them at its next run',
      before: documents(config('low'), cronJob),
      after: documents(config('high'), cronJob),
      expected: [],
    },
    {
      title: 'a setting that goes, and is asked for by its name',
      before: documents(config('low'), byKey('level')),
      after: documents(config('low').replace('level: low, ', ''), byKey('level')),
      expected: [
        [
          'downtime',
          'warning',
          /^pods of Deployment web ask for its key level, which goes: those that run keep what they have read, but no new one starts$/,
        ],
      ],
    },
    {
      title: 'a setting that goes, and is optional',
      before: documents(config('low'), byKey('level, optional: true')),
      after: documents(config('low').replace('level: low, ', ''), byKey('level, optional: true')),
      expected: [['stale', 'warning', /in their environment/]],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after, sides } = transition;
    if (before === undefined || after === undefined || before.value['immutable'] === true) return [];
    const [old, young] = [dataOf(before), dataOf(after)];
    const changed = [...new Set([...Object.keys(old), ...Object.keys(young)])].filter(
      (name) => !isStoredAlike('', old[name] ?? '', young[name] ?? ''),
    );
    if (changed.length === 0) return [];
    const needed = neededKeys(transition, after, old, young);
    const needing = new Set([...needed.values()].flat());
    const lost = [...needed].map(([key, workloads]) => missing(key, workloads, transition));
    const readers = new Map<Manner, Set<ManifestObject>>();
    for (const use of sides.after.derive(usesByObject).get(identityOf(after)) ?? []) {
      if (!mayRead(use, changed) || !isStaying(transition, use.object) || needing.has(use.object)) continue;
      for (const manner of mannersOf(use)) readers.set(manner, (readers.get(manner) ?? new Set()).add(use.object));
    }
    return [...lost, ...[...readers].map(([manner, workloads]) => said(manner, [...workloads], transition))];
  },
} satisfies ConsequenceRule;

function usesByObject(corpus: Corpus): ReadonlyMap<string, readonly Use[]> {
  const found = new Map<string, Use[]>();
  for (const use of corpus.derive(uses)) {
    const identity = `${use.key}\n${use.namespace}\n${use.name}`;
    const list = found.get(identity);
    if (list === undefined) found.set(identity, [use]);
    else list.push(use);
  }
  return found;
}

/** Keys that go although pods cannot start without them, and whose pods those are. */
function neededKeys(
  { sides }: Transition,
  after: ManifestObject,
  old: object,
  young: object,
): ReadonlyMap<string, readonly ManifestObject[]> {
  const gone = Object.keys(old).filter((key) => !Object.hasOwn(young, key));
  const found = new Map<string, ManifestObject[]>();
  for (const { object, items, isOptional } of sides.after.derive(usesByObject).get(identityOf(after)) ?? []) {
    if (isOptional || sides.after.podOf(object) === undefined) continue;
    for (const { anyOf } of items) {
      const [key, ...others] = anyOf.filter((name) => gone.includes(name));
      if (key === undefined || others.length > 0 || anyOf.length > 1) continue;
      const workloads = found.get(key) ?? [];
      if (!workloads.includes(object)) found.set(key, [...workloads, object]);
    }
  }
  return found;
}

function missing(key: string, workloads: readonly ManifestObject[], transition: Transition): Consequence {
  const who = `pods of ${listText(workloads.map(({ kind, name }) => `${kind} ${name}`))}`;
  const message = `${who} ask for its key ${key}, which goes: those that run keep what they have read, but no new one starts`;
  const remedy = `Keep ${key} until nothing asks for it, or mark the reference optional: true. Do not restart them before.`;
  const fields = ['data', 'binaryData', 'stringData'].flatMap((field) => fieldsAt(transition, field));
  return { effect: 'downtime', severity: 'warning', message, remedy, fields };
}

function dataOf({ value }: ManifestObject) {
  return {
    ...(isRecord(value['data']) ? value['data'] : {}),
    ...(isRecord(value['binaryData']) ? value['binaryData'] : {}),
  };
}

/** A reference without keys reads all of it. */
function mayRead({ items }: Use, changed: readonly string[]): boolean {
  return items.length === 0 || items.some(({ anyOf }) => anyOf.some((name) => changed.includes(name)));
}

/** Whether the pods of a workload are there before, and are not replaced by this change. */
function isStaying({ sides }: Transition, workload: ManifestObject): boolean {
  if (!rollingKinds.includes(workload.key)) return false;
  const before = sameOn(sides.before, workload);
  if (before === undefined) return false;
  return !isTemplateChanged(before, workload) || !['rolling', 'recreate'].includes(strategyOf(workload));
}

function mannersOf({ object, path }: Use): readonly Manner[] {
  if (path.includes('env') || path.includes('envFrom')) return ['environment'];
  const at = path.indexOf('volumes');
  if (at < 0) return [];
  const name = textAt(object.value, ...path.slice(0, at + 2), 'name');
  const spec = valueAt(object.value, ...path.slice(0, at));
  const mounts = ['containers', 'initContainers']
    .flatMap((list) => listAt(spec, list))
    .flatMap((container) => listAt(container, 'volumeMounts'))
    .filter((mount) => textAt(mount, 'name') === name);
  return mounts.map((mount) =>
    ['subPath', 'subPathExpr'].some((field) => field in stringsAt(mount)) ? 'subPath' : 'volume',
  );
}

function said(manner: Manner, workloads: readonly ManifestObject[], transition: Transition): Consequence {
  const who = `pods of ${listText(workloads.map(({ kind, name }) => `${kind} ${name}`))}`;
  const fields = ['data', 'binaryData', 'stringData'].flatMap((field) => fieldsAt(transition, field));
  if (manner === 'volume') {
    const message = `${who} see the new files in about a minute, without a restart; whether they read them again is up to the program`;
    return { effect: 'stale', severity: 'info', message, fields };
  }
  const how = manner === 'environment' ? 'have it in their environment' : 'mount it with subPath';
  const message = `${who} ${how}, and keep what they have read until they are replaced`;
  const names = workloads.map(({ kind, name }) => `${kind.toLowerCase()}/${name}`);
  const remedy = `kubectl rollout restart ${names.join(' ')}${inNamespace(transition)}; or an annotation of the pod template with a checksum of it, which does that by itself.`;
  return { effect: 'stale', severity: 'warning', message, remedy, fields };
}
