/**
 * JUnit's XML as CI servers read it: a suite for each file, a case for each object and rule that has findings. Who is
 * below --fail-on has passed, with its finding as output; what is suppressed is skipped.
 */
import { isAtLeast, objectText, type Finding, type Severity } from '../finding';
import { visibleXml } from '../../text/visible';
import { groupBy } from './group-by';
import { placeText, counts, omittedText, type Format, type Report } from './report';

export const junit: Format = (report) => {
  const suites = [...suitesOf(report)].map(([file, cases]) => suite(file, cases));
  const total = (key: 'tests' | 'failures' | 'errors' | 'skipped') =>
    suites.reduce((sum, { numbers }) => sum + numbers[key], 0);
  const attributes = { name: report.tool.name, tests: total('tests'), failures: total('failures') };
  const all = { ...attributes, errors: total('errors'), skipped: total('skipped') };
  const body = suites.map(({ xml }) => xml).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', all, body)}`;
};

interface Case {
  readonly name: string;
  readonly classname: string;
  readonly outcome: 'failure' | 'error' | 'skipped' | 'passed';
  readonly xml: string;
}

function suitesOf(report: Report): ReadonlyMap<string, readonly Case[]> {
  const suites = new Map<string, Case[]>();
  const add = (file: string, each: Case) => {
    const cases = suites.get(file);
    if (cases === undefined) suites.set(file, [each]);
    else cases.push(each);
  };
  for (const { reason, ...location } of report.unreadable) {
    const content = escape(`${placeText(location)}: ${reason}`);
    const xml = element('error', { message: reason, type: 'unreadable' }, content);
    add(location.file, { name: 'can be read', classname: location.file, outcome: 'error', xml });
  }
  for (const findings of groupBy(report.findings, keyOf).values()) {
    const [first] = findings;
    if (first !== undefined) add(first.location.file, toCase(findings, first, report.failOn));
  }
  for (const more of report.omitted ?? []) {
    const isFailure = !more.isSuppressed && isAtLeast(more.severity, report.failOn);
    const words = omittedText(more);
    const [outcome, xml] = isFailure
      ? (['failure', element('failure', { message: words, type: more.severity }, '')] as const)
      : (['passed', element('system-out', {}, escape(words))] as const);
    add('not listed', { name: `${more.rule}: ${more.severity}`, classname: report.tool.name, outcome, xml });
  }
  if (suites.size === 0) {
    add('all files', { name: 'no findings', classname: report.tool.name, outcome: 'passed', xml: '' });
  }
  return suites;
}

function toCase(findings: readonly Finding[], first: Finding, failOn: Severity): Case {
  const about = first.object === undefined ? 'file' : objectText(first.object);
  const counted = findings.filter(counts);
  const failing = counted.filter(({ severity }) => isAtLeast(severity, failOn));
  const name = { name: `${about}: ${first.rule}`, classname: first.location.file };
  const lines = (shown: readonly Finding[]) => escape(shown.map(lineOf).join('\n'));
  const [failure] = failing;
  if (failure !== undefined) {
    const attributes = { message: failure.message, type: failure.severity };
    return { ...name, outcome: 'failure', xml: element('failure', attributes, lines(failing)) };
  }
  if (counted.length === 0) {
    return { ...name, outcome: 'skipped', xml: element('skipped', { message: first.suppressed?.reason ?? '' }, '') };
  }
  return { ...name, outcome: 'passed', xml: element('system-out', {}, lines(counted)) };
}

function suite(file: string, cases: readonly Case[]) {
  const count = (outcome: Case['outcome']) => cases.filter((each) => each.outcome === outcome).length;
  const numbers = {
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  };
  const body = cases.map(({ name, classname, xml }) => element('testcase', { name, classname }, xml)).join('');
  return { numbers, xml: element('testsuite', { name: file, ...numbers }, body) };
}

function lineOf({ severity, message, location, path }: Finding): string {
  return `${placeText(location)}: ${severity}: ${path === '' ? '' : `${path}: `}${message}`;
}

function keyOf({ location, object, rule }: Finding): string {
  return [location.file, object === undefined ? '' : `${object.apiVersion} ${objectText(object)}`, rule].join('\n');
}

function element(name: string, attributes: Readonly<Record<string, string | number>>, body: string): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(String(value))}"`);
  const start = `<${name}${written.join('')}`;
  return body === '' ? `${start}/>\n` : `${start}>${body.startsWith('<') ? '\n' : ''}${body}</${name}>\n`;
}

/** What XML 1.0 cannot carry at all, even escaped. */
const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escape(text: string): string {
  const carried = text.replace(forbidden, '\uFFFD');
  return visibleXml(carried.replace(/[&<>"]/g, (character) => entities[character] ?? character));
}
