import { DOMParser, type Element } from '@xmldom/xmldom';
import { expect, test } from '@jest/globals';
import { junit } from '../../../lib/validate/report/junit';
import { accepted, everything, image, misspelt, plain, reportOf } from './sample';

/** Throws on anything that is not well-formed. */
function parse(xml: string): Element {
  const onError = (level: string, message: string): void => {
    if (level !== 'warning') throw new Error(message);
  };
  const root = new DOMParser({ onError }).parseFromString(xml, 'text/xml').documentElement;
  if (root === null) throw new Error('empty');
  return root;
}

const cases = (root: Element) =>
  [...root.getElementsByTagName('testcase')].map((each) => {
    const [outcome] = [...each.childNodes].filter(({ nodeType }) => nodeType === 1);
    return [each.getAttribute('name'), outcome?.nodeName];
  });

test('a suite for each file, a case for each object and rule', () => {
  const root = parse(junit(everything, plain));
  expect([...root.getElementsByTagName('testsuite')].map((suite) => suite.getAttribute('name'))).toEqual([
    'broken.yaml',
    'folder/a b.yaml',
    'web.yaml',
  ]);
  expect(cases(root)).toEqual([
    ['can be read', 'error'],
    ['file: unused-suppression', 'system-out'],
    ['Deployment team/web: unknown-field', 'failure'],
    ['Deployment team/web: latest-tag', 'system-out'],
  ]);
  const numbers = ['tests', 'failures', 'errors', 'skipped'].map((name) => Number(root.getAttribute(name)));
  expect(numbers).toEqual([4, 1, 1, 0]);
});

test('below the limit a case passes, above it fails, suppressed it is skipped', () => {
  const outcome = (findings: Parameters<typeof reportOf>[0], failOn: 'error' | 'warning') =>
    cases(parse(junit(reportOf(findings, { failOn }), plain)))[0]?.[1];
  expect(outcome([image], 'error')).toBe('system-out');
  expect(outcome([image], 'warning')).toBe('failure');
  expect(outcome([accepted], 'warning')).toBe('skipped');
});

test('text comes back as it was', () => {
  const [failure] = [...parse(junit(reportOf([misspelt]), plain)).getElementsByTagName('failure')];
  expect(failure?.getAttribute('message')).toBe(misspelt.message);
  expect(failure?.textContent).toBe(`web.yaml:5:1: error: spec: ${misspelt.message}`);
});

test('what XML cannot carry is replaced', () => {
  const hostile = { ...misspelt, message: 'a\u0000b\u001B\uD800]]></failure>\uFFFF' };
  const [failure] = [...parse(junit(reportOf([hostile]), plain)).getElementsByTagName('failure')];
  expect(failure?.getAttribute('message')).toBe('a\uFFFDb\uFFFD\uFFFD]]></failure>\uFFFD');
});

test('nothing found is a case that passes: CI servers refuse an empty file', () => {
  expect(cases(parse(junit(reportOf([]), plain)))).toEqual([['no findings', undefined]]);
});
