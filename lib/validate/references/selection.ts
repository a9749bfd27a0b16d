/** Whom a selector means, and whether it may mean pods that the input does not show. */
import type { LabelSelector } from '../../../imports/kubernetes/types';
import type { Corpus } from '../corpus';
import type { Loose, ManifestObject } from '../object';
import { podKinds } from '../pod';
import { selects } from '../selector';
import { isInDoubt } from './doubt';
import { isRuntimeLabel } from './runtime-labels';
import { stringsAt, valueAt } from './lenient';

/** Custom resources whose operators make pods, labelled with the resource's name. */
const operated = new Set([
  'Alertmanager.monitoring.coreos.com',
  'Prometheus.monitoring.coreos.com',
  'PrometheusAgent.monitoring.coreos.com',
  'ThanosRuler.monitoring.coreos.com',
  'Cluster.postgresql.cnpg.io',
  'Pooler.postgresql.cnpg.io',
  'Gateway.gateway.networking.k8s.io',
]);

/** `Kind.group` of what a selector may mean. */
export const selectableKinds: readonly string[] = [...podKinds, ...operated, 'ScaledJob.keda.sh'];

/** Where custom resources (Argo Rollouts, KEDA's ScaledJob, …) and misspelt kinds have the metadata of their pods. */
const templates = [
  ['spec', 'template', 'metadata'],
  ['spec', 'jobTemplate', 'spec', 'template', 'metadata'],
  ['spec', 'jobTargetRef', 'template', 'metadata'],
  ['spec', 'podMetadata'],
  ['spec', 'podTemplate', 'metadata'],
  ['template', 'metadata'],
] as const;

/**
 * True if pods that the input describes in another way, or not legibly, may be meant: of custom resources, or of
 * workloads whose labels the schema refuses.
 */
export function maySelectOthers(corpus: Corpus, namespace: string, selector: Loose<LabelSelector>): boolean {
  if (!corpus.complete || keysOf(selector).some(isRuntimeLabel)) return true;
  const { isDoubtful, templates: others, names } = corpus.derive(otherPods).get(namespace) ?? nothing;
  if (isDoubtful || !corpus.mayCompare(selector, others.length) || others.some((labels) => selects(selector, labels)))
    return true;
  const wanted = [
    ...Object.values(selector.matchLabels ?? {}).map(String),
    ...(selector.matchExpressions ?? []).flatMap(({ values = [] }) => values),
  ];
  return wanted.some((value) => names.has(value));
}

function keysOf({ matchLabels = {}, matchExpressions = [] }: Loose<LabelSelector>): readonly string[] {
  return [...Object.keys(matchLabels), ...matchExpressions.map(({ key = '' }) => key)];
}

interface OtherPods {
  /** A workload without a legible template. */
  isDoubtful: boolean;
  readonly templates: Readonly<Record<string, string>>[];
  /** Of objects that make pods in ways of their own. */
  readonly names: Set<string>;
}

const nothing: OtherPods = { isDoubtful: false, templates: [], names: new Set() };

function otherPods(corpus: Corpus): ReadonlyMap<string, OtherPods> {
  const found = new Map<string, OtherPods>();
  const of = (namespace: string) => {
    const known = found.get(namespace) ?? { isDoubtful: false, templates: [], names: new Set() };
    found.set(namespace, known);
    return known;
  };
  for (const object of corpus.objects) {
    const { key, namespace, name } = object;
    if (podKinds.includes(key) && object.status !== 'unknown-kind') {
      if (hasDoubtfulLabels(corpus, object)) of(namespace).isDoubtful = true;
      continue;
    }
    if (isBuiltIn(object)) continue;
    for (const path of templates) {
      if (valueAt(object.value, ...path) !== undefined) {
        of(namespace).templates.push(stringsAt(object.value, ...path, 'labels'));
      }
    }
    if (operated.has(key) || object.status === 'unknown-kind') of(namespace).names.add(name);
  }
  return found;
}

function isBuiltIn({ status, apiVersion }: ManifestObject): boolean {
  return status !== 'unknown-kind' && !/\.(?!k8s\.io)[^/]+\//.test(apiVersion);
}

function hasDoubtfulLabels(corpus: Corpus, object: ManifestObject): boolean {
  const pod = corpus.podOf(object);
  return pod === undefined || isInDoubt(object, [...pod.metadataPath, 'labels']);
}
