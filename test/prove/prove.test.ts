/** prove() finds what is wrong, and says it with the least that shows it. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { ConfigMap } from '../../imports/kubernetes/types';
import type { Value } from '../../lib/expr/expr';
import { equal } from '../../lib/expr/function';
import { text } from '../../lib/expr/vocabulary';
import { NoHelmError } from '../../lib/helm/find';
import { prove, ProofError, type ProveOptions } from '../../lib/prove/prove';
import type { ChartDefinition } from '../../lib/synth/chart';
import { Manifest } from '../../lib/synth/manifest';
import { boolean, integer, record, string } from '../../lib/values/schema';
import { withFolder } from '../support/chart-folder';
import { helm, helms } from '../support/helm';

const schema = record('Values.', {
  greeting: string({ default: 'Hello', description: 'What to say.' }),
  loud: boolean({ default: false, description: 'Shout.' }),
  times: integer({ default: 1, minimum: 1, maximum: 9, description: 'How often.' }),
});
type Definition = ChartDefinition<typeof schema.fields>;

/** It greets, if greeting and loudness do not contradict each other. */
const greeter: Definition = {
  metadata: { name: 'greeter', version: '0.1.0', appVersion: '1', description: 'Greets', kubeVersion: '>=1.27.0-0' },
  schema,
  rules: ({ greeting }) => [
    { path: 'greeting', violated: equal(greeting, ''), problem: 'is empty', remedy: 'Say something' },
  ],
  build: (scope, { greeting, times }, release) => {
    new Manifest<ConfigMap>(scope, 'settings', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'settings' },
      data: { greeting: text`${greeting}, ${release.name}`, times: text`${times}` },
    });
  },
  notes: () => [],
  readme: '',
};

const HELMS = helms().map(({ file }) => file);
const RELEASE = { name: 'hi', namespace: 'there' };
const OPTIONS: ProveOptions = { runs: 10, seed: 7, helms: HELMS.slice(1), releases: [RELEASE] };

async function failureOf(definition: Definition, options: ProveOptions = OPTIONS): Promise<ProofError> {
  const error: unknown = await prove(definition, options).catch((found: unknown) => found);
  if (error instanceof ProofError) return error;
  throw new Error('expected a ProofError', { cause: error });
}

test('says what it has proved', async () => {
  const proof = await prove(greeter, { ...OPTIONS, runs: 6, helms: HELMS, examples: [{}, { greeting: '' }] });
  expect(proof).toMatchObject({ seed: 7, helms: helms().map(({ version }) => version) });
  expect(proof.accepted).toBeGreaterThan(3);
  expect(proof.accepted + proof.refused).toBe(8);
  // The same seed makes the same values files.
  expect(await prove(greeter, { ...OPTIONS, runs: 6, helms: HELMS, examples: [{}, { greeting: '' }] })).toEqual(proof);
});

test('changes make values consistent', async () => {
  const consistent = () => ({ greeting: 'Hi' });
  expect(await prove(greeter, { ...OPTIONS, consistent })).toMatchObject({ accepted: 10, refused: 0 });
});

test('a construct that looks into a value: the smallest values file that shows it, and how to get it again', async () => {
  const peeking: Definition = {
    ...greeter,
    build: (scope, values, release) => {
      greeter.build(scope, { ...values, times: (values.times as number) > 4 ? 5 : values.times }, release);
    },
  };
  // A comparison of an expression throws at once: it has no number.
  await expect(prove(peeking, OPTIONS)).rejects.toThrow('.Values.times is known only when the chart is installed');

  const equalling: Definition = {
    ...greeter,
    build: (scope, values, release) => {
      greeter.build(scope, { ...values, times: isSix(values.times) ? 7 : values.times }, release);
    },
  };
  const { message, installation } = await failureOf(equalling, { ...OPTIONS, runs: 500 });
  expect(message).toMatch(
    /^settings \(Chart\): data\.times is "7" where the constructs run with the values themselves, and "6" in the chart\. A construct looked at times \(here 6\) .*\n\nThe release hi in there, with this values file \(seed 7, random values file \d+ of 500\):\n\n {2}times: 6\n$/,
  );
  expect(installation).toEqual({ values: { times: 6 }, release: RELEASE });
  // Without time to look for smaller ones, the one that was found first.
  const first = await failureOf(equalling, { ...OPTIONS, runs: 500, shrinkSeconds: 0 });
  expect(first.installation?.values).toMatchObject({ times: 6, loud: expect.any(Boolean) });
});

const isSix = (value: Value<number>): boolean => value === 6;

describe('a Helm that renders something else', () => {
  /** Real Helm, and what a program makes of its answer. */
  async function failureWith(program: string, options: ProveOptions = {}): Promise<string> {
    const script = `#!/bin/sh\ncase $1 in version) exec "${helm('4').file}" "$@";; esac\n${program}\n`;
    return withFolder({ helm: script.replaceAll('HELM', `"${helm('4').file}"`) }, async (folder) => {
      chmodSync(join(folder, 'helm'), 0o755);
      return (await failureOf(greeter, { ...OPTIONS, helms: [join(folder, 'helm')], ...options })).message;
    });
  }

  test('another value: the object, the field, and both', async () => {
    const program = `out=$(HELM "$@") || exit 1; printf '%s\\n' "$out" | sed 's/times: "3"/times: "4"/'`;
    const message = await failureWith(program, { runs: 0, examples: [{ times: 3 }] });
    expect(message).toContain(
      `Helm ${helm('4').version}: v1 ConfigMap settings: data.times is "3" in the model, and "4" by helm template\n`,
    );
    expect(message).toMatch(/\n\n {2}times: 3\n$/);
  });

  test('no YAML', async () => {
    expect(await failureWith('echo "a: [b"', { runs: 0, examples: [{}] })).toContain(
      `Helm ${helm('4').version}: prints what is no YAML: helm:2:1: `,
    );
  });

  test('no text', async () => {
    expect(await failureWith("printf '\\377'", { runs: 0, examples: [{}] })).toContain(
      `Helm ${helm('4').version}: what Helm printed is not UTF-8`,
    );
  });

  test('no object', async () => {
    const message = await failureWith('HELM "$@" >/dev/null', { runs: 0, examples: [{}] });
    expect(message).toContain(
      'v1 ConfigMap settings: the object is {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings"},"data":{… in ' +
        'the model, and absent by helm template\n\nThe release hi in there, with this values file (an example):\n\n  {}\n',
    );
  });

  test('an error', async () => {
    expect(await failureWith('echo "Error: no" >&2; exit 1', { runs: 0, examples: [{}] })).toContain(
      'refuses it: Error: no\n',
    );
  });

  test('no error', async () => {
    expect(await failureWith('HELM "$@" || true', { runs: 0, examples: [{ greeting: '' }] })).toContain(
      'renders what the rules refuse: greeting: is empty. Say something.\n',
    );
  });

  test('an error in other words', async () => {
    const message = await failureWith('echo "Error: no" >&2; exit 1', { runs: 0, examples: [{ greeting: '' }] });
    expect(message).toContain('does not say “greeting: is empty. Say something.”, but: Error: no\n');
  });
});

test('values of which none is accepted prove nothing', async () => {
  const { message } = await failureOf(greeter, { ...OPTIONS, consistent: () => ({ greeting: '' }) });
  expect(message).toBe(
    'none of 10 random values files was accepted (seed 7): give prove() changes that make them consistent. They were refused ' +
      'for:\n  10 × greeting: is empty. Say something.',
  );
});

test('changes, or examples, that the schema refuses are said', async () => {
  const broken = await failureOf(greeter, { ...OPTIONS, consistent: () => ({ times: 12 }) });
  expect(broken.message).toContain('the schema refuses it: times: expected an integer from 1 to 9, got 12\n');
  const misspelt = await failureOf(greeter, { ...OPTIONS, runs: 0, examples: [{ greting: 'a' }] });
  expect(misspelt.message).toContain('the schema refuses it: greting: unknown key. Did you mean greeting?\n');
});

test('what is no Helm is said', async () => {
  const attempt = prove(greeter, { helms: [process.execPath] });
  await expect(attempt).rejects.toThrow(NoHelmError);
  await expect(attempt).rejects.toThrow(`${process.execPath} is no Helm that can be run. Install Helm 3 or 4`);
});
