/** How objects are named, and the forms that the API server demands of names, labels and keys. */
import { describe, expect, test } from '@jest/globals';
import { nameForm } from '../../lib/schema/name-rules';
import { shown } from '../../lib/schema/shown';
import {
  dataKey,
  dns1035Label,
  dnsLabel,
  dnsSubdomain,
  labelKey,
  labelValue,
  pathSegment,
  type TextForm,
} from '../../lib/schema/text-form';
import { problemsOf } from './problems-of';

describe('names', () => {
  const named = (apiVersion: string, kind: string, name: string) => ({ apiVersion, kind, metadata: { name } });
  test.each([
    ['v1', 'ConfigMap', 'a.b-c.1', 36],
    ['v1', 'Namespace', 'a-1', 36],
    ['v1', 'Service', '1a', 36],
    ['rbac.authorization.k8s.io/v1', 'ClusterRole', 'system:a.B_c', 36],
  ])('%s %s %s is accepted', (apiVersion, kind, name, minor) => {
    expect(problemsOf(named(apiVersion, kind, name), minor)).not.toContain('wrong-format metadata.name');
  });
  test.each([
    ['v1', 'ConfigMap', 'a_b', 36],
    ['v1', 'ConfigMap', 'a..b', 36],
    ['v1', 'ConfigMap', 'a'.repeat(254), 36],
    ['v1', 'ConfigMap', '-a', 36],
    ['v1', 'Namespace', 'a.b', 36],
    ['v1', 'Service', '1a', 35],
    ['v1', 'Service', 'a'.repeat(64), 36],
    ['apps/v1', 'StatefulSet', 'a.b', 36],
    ['rbac.authorization.k8s.io/v1', 'ClusterRole', 'a/b', 36],
    ['cert-manager.io/v1', 'Issuer', 'A', 36],
  ])('%s %s %s is refused', (apiVersion, kind, name, minor) => {
    expect(problemsOf(named(apiVersion, kind, name), minor)).toContain('wrong-format metadata.name');
  });
  test.each([
    [{ generateName: 'web-' }, []],
    [{ generateName: 'web--' }, []],
    [{ generateName: '-' }, ['wrong-format metadata.generateName']],
    [{ generateName: 'web-_-' }, ['wrong-format metadata.generateName']],
    [{ name: '', generateName: '', namespace: '' }, []],
    [{ name: '', generateName: 'A' }, ['wrong-format metadata.generateName']],
    [{ name: 'a', namespace: 'b' }, []],
    [[1], ['wrong-type metadata']],
    [{ generateName: 'Web-' }, ['wrong-format metadata.generateName']],
    [{ generateName: 'web.' }, ['wrong-format metadata.generateName']],
    [{ name: 'a', namespace: 'b.c' }, ['wrong-format metadata.namespace']],
  ])('%j', (metadata, problems) => {
    expect(problemsOf({ apiVersion: 'v1', kind: 'ConfigMap', metadata })).toEqual(problems);
  });
});

test('names of some kinds are free: they are made of others', () => {
  const free = [
    ...['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'].map((kind) => `${kind}.rbac.authorization.k8s.io`),
    ...['CertificateSigningRequest', 'ClusterTrustBundle'].map((kind) => `${kind}.certificates.k8s.io`),
    'IPAddress.networking.k8s.io',
    'ComponentStatus',
  ];
  expect(free.filter((key) => nameForm(key, 36) !== pathSegment)).toEqual([]);
  expect(nameForm('Role.example.com', 36)).toBe(dnsSubdomain);
});

describe('forms of texts, at both sides of each bound', () => {
  const letters = (count: number) => 'a'.repeat(count);
  const prefix = (count: number) => `${'a.'.repeat(count / 2)}a`.slice(-count);
  test.each<[name: string, form: TextForm, fits: readonly string[], not: readonly string[]]>([
    ['dnsLabel', dnsLabel, ['a', letters(63), '1-a'], [letters(64), 'a_b', '-a', '']],
    ['dns1035Label', dns1035Label, ['a', 'z', letters(63)], [letters(64), '1a', 'a_b', 'a-']],
    ['dnsSubdomain', dnsSubdomain, [prefix(253)], [prefix(255), 'a..b']],
    [
      'labelKey',
      labelKey,
      [letters(63), `${prefix(253)}/${letters(63)}`],
      [letters(64), `a${prefix(253)}/a`, `a/${letters(64)}`, '/a', 'a/'],
    ],
    ['dataKey', dataKey, ['.a', letters(253)], ['.', '..', '..a', letters(254), '']],
  ])('%s', (_, form, fits, not) => {
    const isRefused = (text: string) => form.refusal(text) !== undefined;
    expect([fits.filter(isRefused), not.filter(isRefused)]).toEqual([[], not]);
  });
});

describe('what is said of a text in a wrong form', () => {
  const key =
    'a key such as app or example.com/app: at most 63 letters, digits, "-", "_" and "." after an optional DNS name';
  const name = `${'a'.repeat(253)}/${'b'.repeat(63)}`;
  test.each<[form: TextForm, text: string, refusal: string | undefined]>([
    [dnsLabel, 'A', 'expected a DNS label: at most 63 lower-case letters, digits and dashes, got "A"'],
    [
      dns1035Label,
      '1',
      'expected a DNS label that starts with a letter: at most 63 lower-case letters, digits and dashes, got "1"',
    ],
    [
      dnsSubdomain,
      'A',
      'expected a DNS name: at most 253 lower-case letters, digits, dashes and dots, each part with a letter or digit at both ends, got "A"',
    ],
    [pathSegment, '..', 'expected a name without "/" and "%", other than "." and "..", got ".."'],
    [labelKey, '/', `expected ${key}, got "/"`],
    [labelKey, name, undefined],
    [labelKey, `${name}b`, `expected ${key}, got 318 characters: ${shown(`${name}b`)}`],
    [
      labelValue,
      '-',
      'expected a label value: at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends, got "-"',
    ],
    [
      dataKey,
      '..a',
      'expected a key of at most 253 letters, digits, "-", "_" and ".", not starting with "..", got "..a"',
    ],
  ])('%#', (form, text, refusal) => {
    expect(form.refusal(text)).toBe(refusal);
  });
});
