import { nearestName } from '../../../text/nearest-name';
import type { ObjectCheck } from '../../check';
import { isRecord } from '../../object';

const hooks = `pre-install post-install pre-delete post-delete pre-upgrade post-upgrade pre-rollback post-rollback test
test-success test-failure crd-install`.split(/\s+/);
const policies = ['before-hook-creation', 'hook-succeeded', 'hook-failed'];
const configMap = (annotations: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  annotations:\n    ${annotations}\n`;

export default {
  id: 'hook-invalid',
  scope: 'object',
  kinds: '*',
  severity: 'error',
  summary: 'An annotation of a Helm hook has a value that Helm does not know',
  remedy: 'Use the names and numbers of the documentation: with others the object is no hook, or is never deleted.',
  link: 'https://helm.sh/docs/topics/charts_hooks/',
  examples: {
    passes: [
      configMap('helm.sh/hook: pre-install,pre-upgrade'),
      configMap('helm.sh/hook-delete-policy: before-hook-creation, hook-succeeded'),
      configMap('helm.sh/hook-weight: "-5"'),
    ],
    fails: [
      { yaml: configMap('helm.sh/hook: preinstall'), at: 'metadata.annotations["helm.sh/hook"]' },
      configMap('helm.sh/hook-delete-policy: hook-success'),
      configMap('helm.sh/hook-weight: first'),
    ],
  },
  check({ value: { metadata } }, report) {
    const annotations = isRecord(metadata) ? metadata['annotations'] : undefined;
    if (!isRecord(annotations)) return;
    const names = (key: string, known: readonly string[]) => {
      const text = annotations[key];
      if (typeof text !== 'string') return;
      for (const name of text.split(',').map((part) => part.trim().toLowerCase())) {
        if (known.includes(name)) continue;
        const near = nearestName(name, known);
        const meant = near === undefined ? `; expected ${known.join(', ')}` : `; did you mean ${near}?`;
        report(['metadata', 'annotations', key], `${key} ${JSON.stringify(name)} is unknown to Helm${meant}`);
      }
    };
    names('helm.sh/hook', hooks);
    names('helm.sh/hook-delete-policy', policies);
    const weight = annotations['helm.sh/hook-weight'];
    if (typeof weight === 'string' && !/^[+-]?\d+$/.test(weight)) {
      const message = `helm.sh/hook-weight ${JSON.stringify(weight)}: expected a whole number; Helm takes it for 0`;
      report(['metadata', 'annotations', 'helm.sh/hook-weight'], message);
    }
  },
} satisfies ObjectCheck;
