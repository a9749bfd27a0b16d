import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { couldBeCredential, credentialIn, namesCredential } from '../../security/credential';

export default {
  id: 'secret-in-env',
  scope: 'container',
  severity: 'warning',
  summary: 'A password, token or key is written into an environment variable of the manifest',
  remedy: 'Put it into a Secret that is created outside of the manifests, and refer to it with secretKeyRef.',
  link: 'https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-environment-variables',
  examples: {
    passes: [
      workload('env:\n  - {name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}'),
      workload('env:\n  - {name: DB_PASSWORD_FILE, value: /run/secrets/db}\n  - {name: TOKEN_TTL, value: "3600"}'),
      workload('env:\n  - {name: API_TOKEN, value: $(OTHER)}\n  - {name: TOKEN, value: ""}'),
    ],
    fails: [
      {
        yaml: workload('env:\n  - {name: LOG, value: debug}\n  - {name: DB_PASSWORD, value: hunter2}'),
        at: 'spec.template.spec.containers[0].env[1].value',
      },
      workload('env:\n  - {name: DATABASE_URL, value: "postgresql://app:hunter2@db:5432/app"}'),
      workload(`env:\n  - {name: ID, value: AKIA${'A'.repeat(16)}}`),
    ],
  },
  check({ spec, path }, report) {
    for (const [index, { name = '', value }] of (spec.env ?? []).entries()) {
      if (value === undefined) continue;
      const at = [...path, 'env', index, 'value'];
      const kind = credentialIn(value);
      if (kind !== undefined) report(at, `${name} holds ${kind}`);
      else if (namesCredential(name) && couldBeCredential(value)) report(at, `${name} has its value in the manifest`);
    }
  },
} satisfies ContainerCheck;
