import type { ObjectCheck } from '../../check';
import { isRecord } from '../../object';

export default {
  id: 'missing-name',
  scope: 'object',
  kinds: '*',
  severity: 'error',
  summary: 'An object has neither a name nor a generateName',
  remedy: 'Give it metadata.name.',
  link: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/',
  examples: {
    passes: [
      'apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\nnodes: [{role: worker}]\n',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: a-}\n',
    ],
    fails: [
      { yaml: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {labels: {a: b}}\n', at: 'metadata.name' },
      { yaml: 'apiVersion: v1\nkind: ConfigMap\n', at: 'metadata.name' },
    ],
  },
  check({ name, apiVersion, kind, value, status }, report) {
    // Reviews are requests, not objects: they have no name. A kind that nobody knows may be some program's configuration.
    if (name !== '' || apiVersion === '' || kind.endsWith('Review') || status === 'unknown-kind') return;
    const { metadata } = value;
    if (isRecord(metadata) && typeof metadata['generateName'] === 'string') return;
    report(['metadata', 'name'], `the ${kind} has no name`);
  },
} satisfies ObjectCheck;
