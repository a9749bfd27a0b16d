import type { ContainerCheck } from '../../check';
import { workload } from '../../example';

export default {
  id: 'secret-as-env',
  scope: 'container',
  severity: 'info',
  optional: true,
  summary: 'A Secret becomes an environment variable: crash reports and child processes get it, and it never changes',
  remedy: 'Mount the Secret as a file, where the application can read one.',
  link: 'https://kubernetes.io/docs/concepts/security/secrets-good-practices/',
  examples: {
    passes: [workload({ pod: 'volumes:\n  - {name: db, secret: {secretName: db}}' })],
    fails: [
      {
        yaml: workload('env:\n  - {name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}'),
        at: 'spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef',
      },
      workload('envFrom:\n  - {secretRef: {name: db}}'),
    ],
  },
  check({ spec, path, name }, report) {
    for (const [index, { name: variable = '', valueFrom }] of (spec.env ?? []).entries()) {
      if (valueFrom?.secretKeyRef === undefined) continue;
      const at = [...path, 'env', index, 'valueFrom', 'secretKeyRef'];
      report(at, `${variable} of container ${name} comes from Secret ${valueFrom.secretKeyRef.name ?? ''}`);
    }
    for (const [index, { secretRef }] of (spec.envFrom ?? []).entries()) {
      if (secretRef === undefined) continue;
      const at = [...path, 'envFrom', index, 'secretRef'];
      report(at, `container ${name} gets all of Secret ${secretRef.name ?? ''} as environment variables`);
    }
  },
} satisfies ContainerCheck;
