/** A fault of ours, or a text that is too much for us, is said where it is met; the rest is checked all the same. */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { SchemaSet } from '../../lib/schema/schema-set';
import valuesSchemaInvalid from '../../lib/validate/checks/chart/values-schema-invalid';
import serviceSelectsNothing from '../../lib/validate/checks/references/service-selects-nothing';
import latestTag from '../../lib/validate/checks/supply-chain/latest-tag';
import type { Source } from '../../lib/validate/read/source';
import { validate, type Validation } from '../../lib/validate/validate';
import { validateInput } from '../../lib/validate/validate-input';
import { CHART_YAML, withFolder } from '../support/chart-folder';
import { helm } from '../support/helm';

const environment = { ...process.env };

beforeAll(() => {
  delete process.env['DEBUG'];
});
afterEach(() => {
  jest.restoreAllMocks();
  process.env = { ...environment };
});

const words =
  'not checked because of an internal error: please report it, with this file: TypeError: no such thing; DEBUG=1 shows where it happened';

function fault(): never {
  throw new TypeError('no such thing');
}

const pod = (name: string) => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec: {containers: [{name: app, image: "registry.example/app:latest"}]}
`;
const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.org}
spec:
  group: example.org
  scope: Namespaced
  names: {kind: Thing, plural: things}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
`;
const service = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
`;

const source = (name: string, ...documents: readonly string[]): Source => ({
  name,
  text: () => documents.join('---\n'),
});

/** What could not be read, and where the rule about tags has found something. */
function outcome({ findings, unreadable }: Validation) {
  return {
    unreadable: unreadable.map(({ file, line, reason }) => `${file}:${line}: ${reason}`),
    found: findings.filter(({ rule }) => rule === latestTag.id).map(({ object }) => object?.name),
  };
}

describe('a fault', () => {
  test('in one document', () => {
    jest.spyOn(latestTag, 'check').mockImplementationOnce(fault);
    expect(outcome(validate([source('pods.yaml', service, pod('one'), pod('two'))]))).toEqual({
      unreadable: [`pods.yaml:6: ${words}`],
      found: ['two'],
    });
  });

  test('in one file', () => {
    expect(outcome(validate([{ name: 'one.yaml', text: fault }, source('two.yaml', pod('two'))]))).toEqual({
      unreadable: [`one.yaml:1: ${words}`],
      found: ['two'],
    });
  });

  test('in a definition', () => {
    jest.spyOn(SchemaSet.prototype, 'learn').mockImplementationOnce(fault);
    expect(outcome(validate([source('crd.yaml', definition), source('two.yaml', pod('two'))]))).toEqual({
      unreadable: [`crd.yaml:1: a CustomResourceDefinition in it was ${words}`],
      found: ['two'],
    });
  });

  test('in a check of all files', () => {
    jest.spyOn(serviceSelectsNothing, 'check').mockImplementationOnce(fault);
    expect(outcome(validate([source('one.yaml', service), source('two.yaml', pod('two'))]))).toEqual({
      unreadable: [`one.yaml:1: service-selects-nothing, which looks at all files together, was ${words}`],
      found: ['two'],
    });
  });

  test('in one chart: nothing is left behind', async () => {
    jest.spyOn(valuesSchemaInvalid, 'check').mockImplementationOnce(fault);
    const chart = { 'Chart.yaml': CHART_YAML, 'templates/pod.yaml': pod('web') };
    const files = ['one', 'two'].flatMap((name) =>
      Object.entries(chart).map(([path, text]) => [`${name}/${path}`, text]),
    );
    await withFolder(Object.fromEntries(files) as Readonly<Record<string, string>>, async (folder) => {
      const temporary = join(folder, 'tmp');
      mkdirSync(temporary);
      Object.assign(process.env, { TMPDIR: temporary, HELM: helm('4').file });
      const charts = ['one', 'two'].map((name) => join(folder, name));
      const result = await validateInput({ sources: [], charts, skipped: [], unreadable: [] });
      expect(outcome(result)).toEqual({ unreadable: [`${folder}/one:1: ${words}`], found: ['web'] });
      expect(readdirSync(temporary)).toEqual([]);
    });
  });

  test('with DEBUG, where it happened', () => {
    process.env['DEBUG'] = '1';
    const { unreadable } = validate([{ name: 'one.yaml', text: fault }]);
    expect(unreadable[0]?.reason).toMatch(/TypeError: no such thing\n +at .*faults\.test\.ts/);
  });

  test('at the end of the stack', () => {
    const endless = (): never => endless();
    expect(outcome(validate([{ name: 'one.yaml', text: endless }, source('two.yaml', pod('two'))]))).toEqual({
      unreadable: ['one.yaml:1: not checked: it is nested too deeply for our stack'],
      found: ['two'],
    });
  });
});

describe('more than anybody has', () => {
  test('objects in a List', () => {
    const list = `apiVersion: v1\nkind: List\nitems: [${'{},'.repeat(100_001)}]\n`;
    expect(outcome(validate([source('list.yaml', list, pod('two'))]))).toEqual({
      unreadable: ['list.yaml:1: more than 100,000 objects in one document: split it into several'],
      found: ['two'],
    });
  });

  test('documents in a file', () => {
    const result = validate([source('many.yaml', '---\n'.repeat(250_001)), source('two.yaml', pod('two'))]);
    expect(outcome(result)).toEqual({
      unreadable: ['many.yaml:250001: more than 250,000 documents: split it into several files'],
      found: ['two'],
    });
  });
});
