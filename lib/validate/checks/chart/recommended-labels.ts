import type { ObjectCheck } from '../../check';
import { workload } from '../../example';
import { isRecord } from '../../object';

const labels = ['app.kubernetes.io/name', 'app.kubernetes.io/instance', 'app.kubernetes.io/managed-by'];
const labelled = workload('').replace(
  'metadata:\n  name: web\n',
  `metadata:\n  name: web\n  labels:\n${labels.map((label) => `    ${label}: web\n`).join('')}`,
);

export default {
  id: 'recommended-labels',
  scope: 'object',
  kinds: ['Deployment.apps', 'StatefulSet.apps', 'DaemonSet.apps', 'Job.batch', 'CronJob.batch', 'Service'],
  severity: 'info',
  summary: 'An object lacks the labels by which tools find what belongs together',
  remedy: 'Give it app.kubernetes.io/name, app.kubernetes.io/instance and app.kubernetes.io/managed-by.',
  link: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/',
  optional: true,
  examples: {
    passes: [labelled],
    fails: [{ yaml: workload(''), at: 'metadata.labels["app.kubernetes.io/name"]' }],
  },
  check({ value: { metadata } }, report) {
    const found = isRecord(metadata) ? metadata['labels'] : undefined;
    const missing = labels.filter((label) => !isRecord(found) || found[label] === undefined);
    const [first] = missing;
    if (first !== undefined) report(['metadata', 'labels', first], `no label ${missing.join(', ')}`);
  },
} satisfies ObjectCheck;
