/** docs/install.md makes every Secret that an environment's objects read, with every key. */
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { manifestsOf } from '../support/dist';
import { environmentNames } from '../support/platform';
import { secretsMadeBy, secretsNeededBy, type Secrets } from './secrets';
import { commandsIn, documents } from './shown';

const listed = (secrets: Secrets) =>
  [...secrets].flatMap(([name, keys]) => (keys.size === 0 ? [name] : [...keys].map((key) => `${name}: ${key}`))).sort();

describe.each(environmentNames)('%s', (environment) => {
  const needed = secretsNeededBy(manifestsOf(environment));
  const made = secretsMadeBy(commandsIn('docs/install.md'), `mlflow-${environment}`);

  test(`docs/install.md makes the Secrets that the objects of values/${environment}.yaml read, and no others`, () => {
    expect({ madeInItsNamespace: listed(made) }).toEqual({ madeInItsNamespace: listed(needed) });
  });
});

test('what is needed is found wherever an object may name it', () => {
  const pod = {
    kind: 'Pod',
    metadata: { name: 'pod' },
    spec: {
      imagePullSecrets: [{ name: 'registry' }],
      volumes: [
        { secret: { secretName: 'volume', items: [{ key: 'ca.crt' }] } },
        { projected: { sources: [{ secret: { name: 'projected' } }] } },
      ],
      containers: [
        {
          env: [{ valueFrom: { secretKeyRef: { name: 'env', key: 'a', optional: true } } }],
          envFrom: [{ secretRef: { name: 'whole' } }],
        },
      ],
    },
  };
  const ingress = { kind: 'Ingress', metadata: { name: 'ingress' }, spec: { tls: [{ secretName: 'certificate' }] } };
  const own = { kind: 'Secret', metadata: { name: 'whole' } };
  expect(listed(secretsNeededBy([pod, ingress, own]))).toEqual([
    'certificate: tls.crt',
    'certificate: tls.key',
    'env: a',
    'projected',
    'registry',
    'volume: ca.crt',
  ]);
});

describe('a password that a document writes into a file is what a person types: no line break ends it', () => {
  const passwords = documents().flatMap((document) =>
    commandsIn(document)
      .filter((line) => /^openssl rand .*> \w+[.]txt$/.test(line))
      .map((line) => [document, line] as const),
  );

  test('there are some', () => {
    expect(passwords.map(([document]) => document)).toEqual(['docs/access.md', 'docs/install.md', 'docs/install.md']);
  });

  test.each(passwords)('%s: %s', (_document, line) => {
    const written = execFileSync('sh', ['-ec', line.replace(/> \S+$/, '')], { encoding: 'utf8' });
    expect(written).toMatch(/^\S{24}$/);
  });
});
