/** A file with the findings of one day, so that only new ones count: how to begin with a code base that has many. */
import { visibleJson } from '../../text/visible';
import { fingerprintOf, portable } from '../fingerprint';
import { objectText, type Finding } from '../finding';
import { SettingsError } from './settings-error';
import type { SuppressionEntry } from './suppression';

interface BaselineEntry {
  readonly fingerprint: string;
  readonly rule: string;
  readonly file: string;
  /** For people, as are rule and file: what counts is the fingerprint. */
  readonly about: string;
}

/** JSON, one line for each finding, sorted: it can be reviewed and merged. Suppressed findings need no entry. */
export function writeBaseline(findings: readonly Finding[]): string {
  const entries = new Map<string, BaselineEntry>();
  for (const finding of findings) {
    if (finding.suppressed !== undefined && finding.suppressed.source !== 'baseline') continue;
    const fingerprint = fingerprintOf(finding);
    const { rule, location, object, path, message } = finding;
    const about = object === undefined ? message : [objectText(object), path].filter((part) => part !== '').join(' ');
    entries.set(fingerprint, { fingerprint, rule, file: portable(location.file), about });
  }
  const sortKey = ({ file, rule, about, fingerprint }: BaselineEntry) => [file, rule, about, fingerprint].join('\n');
  const sorted = [...entries.values()].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  const lines = sorted.map((entry) => `    ${visibleJson(entry, 0)}`).join(',\n');
  return `{\n  "version": 1,\n  "findings": [${lines === '' ? '' : `\n${lines}\n  `}]\n}\n`;
}

/** @throws SettingsError if it is not what writeBaseline writes */
export function readBaseline(text: string, file: string): readonly SuppressionEntry[] {
  const fail = (reason: string): never => {
    throw new SettingsError(`${file}: ${reason}; write it with --write-baseline`);
  };
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    fail('a baseline is JSON, and this is not');
  }
  const { version, findings } = (parsed ?? {}) as { readonly version?: unknown; readonly findings?: unknown };
  if (version !== 1 || !Array.isArray(findings)) return fail('expected a baseline of version 1');
  const lineOf = lineFinder(text);
  return findings.map((each: unknown) => {
    const entry = each as Partial<BaselineEntry> | null;
    const { fingerprint, rule, file: about } = entry ?? {};
    if (typeof fingerprint !== 'string' || typeof rule !== 'string' || typeof about !== 'string') {
      return fail('every finding needs a fingerprint, a rule and a file');
    }
    return {
      source: 'baseline',
      rule,
      reason: 'known since the baseline',
      location: () => ({ file, line: lineOf(fingerprint), column: 1 }),
      fingerprint,
      covers: (finding) => finding.rule === rule,
      isAbout: (files) => files.has(about),
    };
  });
}

/** By fingerprint; read as lines only when the first one is wanted. */
function lineFinder(text: string): (fingerprint: string) => number {
  let lines: ReadonlyMap<string, number> | undefined;
  return (fingerprint) => {
    lines ??= new Map(text.split('\n').map((line, index) => [/[0-9a-f]{32}/.exec(line)?.[0] ?? '', index + 1]));
    return lines.get(fingerprint) ?? 1;
  };
}
