import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { couldBeCredential, credentialIn, namesCredential } from '../../security/credential';

export default {
  id: 'secret-in-args',
  scope: 'container',
  severity: 'warning',
  summary: 'A password, token or key stands in the command line of a container, where every process list shows it',
  remedy: 'Read it from a file or an environment variable that comes from a Secret.',
  link: 'https://kubernetes.io/docs/concepts/security/secrets-good-practices/',
  examples: {
    passes: [
      workload('args: [--password-file=/run/secrets/password, "--token=$(TOKEN)"]'),
      workload('args: [--password, "$(PASSWORD)"]'),
    ],
    fails: [
      { yaml: workload('args: [--user=app, --password=hunter2]'), at: 'spec.template.spec.containers[0].args[1]' },
      { yaml: workload('args: [--api-key, abcd1234]'), at: 'spec.template.spec.containers[0].args[1]' },
      workload('command: [serve, "postgresql://app:hunter2@db/app"]'),
    ],
  },
  check({ spec, path, name }, report) {
    for (const field of ['command', 'args'] as const) {
      const words = spec[field] ?? [];
      for (const [index, word] of words.entries()) {
        const kind = credentialIn(word);
        if (kind !== undefined) {
          report([...path, field, index], `the command line of container ${name} holds ${kind}`);
          continue;
        }
        const [, flag = '', value] = /^--?([\w.-]+)(?:=(.*))?$/s.exec(word) ?? [];
        if (!namesCredential(flag)) continue;
        const next = words[index + 1];
        const [text, at] =
          value === undefined ? [next?.startsWith('-') === true ? '' : (next ?? ''), index + 1] : [value, index];
        if (couldBeCredential(text)) report([...path, field, at], `the value of --${flag} is written out`);
      }
    }
  },
} satisfies ContainerCheck;
