/** docs/install.md makes every Secret that an environment's objects read, with every key. */
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { evaluateModel } from '../../lib/synth/model';
import type { JsonObject } from '../../lib/values/merge';
import { readDocuments } from '../../lib/yaml/read';
import { secretsCommand } from '../../operations/secrets';
import { manifestsOf } from '../support/dist';
import { complete, environmentNames, environmentValues, model } from '../support/platform';
import { secretsIn, secretsMadeBy, secretsNeededBy, type Secrets } from './secrets';
import { commandsIn, documents, filesIn } from './shown';

const listed = (secrets: Secrets) =>
  [...secrets].flatMap(([name, keys]) => (keys.size === 0 ? [name] : [...keys].map((key) => `${name}: ${key}`))).sort();

/** What `npm run secrets` prints for the environment, where the document has it; the passwords that it keeps are nobody's need. */
async function printedFor(environment: string, commands: readonly string[]): Promise<Secrets> {
  const shown = commands.flatMap((line) => /secrets -- (--env \S+ .*)\| kubectl create -f -$/.exec(line)?.[1] ?? []);
  const [args] = shown.filter((line) => line.startsWith(`--env ${environment} `));
  if (args === undefined) return new Map();
  let stream = '';
  const output = { write: (text: string) => (stream += text) };
  const context = { output, errors: { write: () => undefined }, environment: {}, tool: { name: '', version: '' } };
  expect(await secretsCommand([...args.trim().split(' '), '--offline'], context)).toBe(0);
  return new Map([...secretsIn(stream)].filter(([name]) => !name.endsWith('-passwords')));
}

/** Of `helm test`, which is in no manifests: values that the document shows name it. */
const TESTER = 'mlflow-tester';

test('docs/install.md makes the Secret that the pod of helm test reads, with its values', () => {
  const [file] = readDocuments(filesIn('docs/install.md').get('tester.yaml') ?? '', 'tester.yaml');
  const values = complete(environmentValues('prod'), file?.value as JsonObject);
  const pod = evaluateModel(model, { values, release: { name: 'mlflow', namespace: 'mlflow-prod' } }).get('smoke-test');
  const read = secretsNeededBy([pod as unknown as Parameters<typeof secretsNeededBy>[0][number]]);
  const made = secretsMadeBy(commandsIn('docs/install.md'), 'mlflow-prod');
  expect(listed(read)).toEqual([`${TESTER}: password`, `${TESTER}: username`]);
  expect(listed(new Map([...made].filter(([name]) => name === TESTER)))).toEqual(listed(read));
});

describe.each(environmentNames)('%s', (environment) => {
  const needed = secretsNeededBy(manifestsOf(environment));
  const commands = commandsIn('docs/install.md');
  const byHand = new Map([...secretsMadeBy(commands, `mlflow-${environment}`)].filter(([name]) => name !== TESTER));

  test(`docs/install.md makes the Secrets that the objects of values/${environment}.yaml read, and no others`, async () => {
    const made = new Map([...(await printedFor(environment, commands)), ...byHand]);
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
    expect(passwords.map(([document]) => document)).toEqual(['docs/access.md', 'docs/install.md']);
  });

  test.each(passwords)('%s: %s', (_document, line) => {
    const written = execFileSync('sh', ['-ec', line.replace(/> \S+$/, '')], { encoding: 'utf8' });
    expect(written).toMatch(/^\S{24}$/);
  });
});
