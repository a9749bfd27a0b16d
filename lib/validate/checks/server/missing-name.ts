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
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: a-}\n',
    ],
    fails: [
      { yaml: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {labels: {a: b}}\n', at: 'metadata.name' },
      { yaml: 'apiVersion: v1\nkind: ConfigMap\n', at: 'metadata.name' },
    ],
  },
  check({ name, apiVersion, kind, value }, report) {
    // Reviews are requests, not objects: they have no name. What is no object at all is the schema's to say.
    if (name !== '' || apiVersion === '' || kind.endsWith('Review') || kind === 'Kustomization') return;
    const { metadata } = value;
    if (isRecord(metadata) && typeof metadata['generateName'] === 'string') return;
    report(['metadata', 'name'], `the ${kind} has no name`);
  },
} satisfies ObjectCheck;
