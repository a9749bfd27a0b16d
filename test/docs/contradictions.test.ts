/** The table of docs/scaling.md: each rule about scale is in it, with the rule's own words, and no other. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { root } from '../support/root';
import { artifacts } from '../values/rules/artifacts';
import { autoscaling } from '../values/rules/autoscaling';
import { cloudnativePg } from '../values/rules/cloudnative-pg';
import { database } from '../values/rules/database';
import { jobs } from '../values/rules/jobs';
import { pooler } from '../values/rules/pooler';
import type { RuleRow } from '../values/rules/row';
import { server } from '../values/rules/server';

const HEADING = '## Values that contradict each other\n';
const page = readFileSync(join(root, 'docs/scaling.md'), 'utf8');
const [section = ''] = (page.split(HEADING)[1] ?? '').split('\n## ');

interface Row {
  readonly words: string;
  readonly pattern: RegExp;
}

/** Cells of Markdown, in which an escaped bar is a bar. */
const ROWS: readonly Row[] = section
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => {
    const [path = '', problem = '', remedy = '', level = ''] = line
      .split('|')
      .slice(1)
      .map((cell) => cell.trim());
    const words = `${level === 'warned' ? 'warning: ' : ''}${path.replaceAll('`', '')}: ${problem}. ${remedy}.`;
    const pattern = words.replace(/[.*+?^${}()[\]\\|]/g, '\\$&').replaceAll('…', '.+');
    return { words, pattern: new RegExp(`^${pattern}$`) };
  });

const said = (...tables: readonly (readonly RuleRow[])[]) => [
  ...new Set(tables.flatMap((rows) => rows.flatMap(([, ...messages]) => messages))),
];
/** About nothing else. */
const OF_SCALE = said(autoscaling, jobs, artifacts);
/** About this among others: what counts pods and their connections, and how long a pod has to end. */
const SOME_OF_SCALE = said(server, database, cloudnativePg, pooler).filter((message) =>
  /connections can be open|keep (\d+ connections )?open|replicas|SecondsS?\b.*cut off|standby to read from/.test(
    message,
  ),
);

describe('docs/scaling.md', () => {
  test.each([...OF_SCALE, ...SOME_OF_SCALE])('has: %s', (message) => {
    expect(ROWS.filter(({ pattern }) => pattern.test(message)).map(({ words }) => words)).toHaveLength(1);
  });

  test.each(ROWS.map(({ words, pattern }) => [words, pattern] as const))('is right: %s', (_, pattern) => {
    expect([...OF_SCALE, ...SOME_OF_SCALE].some((message) => pattern.test(message))).toBe(true);
  });
});
