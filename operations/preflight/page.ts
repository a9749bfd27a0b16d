/** What is printed for people. */
import { visible, withoutCommand } from '../../lib/text/visible';
import { wrap } from '../../lib/text/wrap';
import { sizeOf } from '../backups/report';
import type { Unseen } from '../doctor/read';
import { distanceInWords } from './checks/schema';
import type { Finding, Level } from './check';
import type { Facts } from './facts';
import { versionsWith } from './migrations';

const WIDTH = 100;
const TITLES: Readonly<Record<Level, string>> = { error: 'Not yet', warning: 'Know before' };

export function page(facts: Facts, findings: readonly Finding[], unseen: readonly Unseen[]): string {
  const { release, namespace } = facts.state;
  const errors = findings.filter(({ level }) => level === 'error').length;
  const rest = unseen.map(({ what, reason }) => `  ${visible(what)}: ${visible(reason)}`);
  const verdict =
    errors > 0
      ? `do not upgrade yet: ${errors === 1 ? 'one thing is' : `${String(errors)} things are`} in the way`
      : rest.length > 0
        ? 'nothing is in the way, in what could be looked at'
        : 'nothing is in the way';
  const groups = (Object.keys(TITLES) as readonly Level[]).flatMap((level) => {
    const some = findings.filter((finding) => finding.level === level);
    return some.length === 0 ? [] : ['', TITLES[level], ...some.flatMap(lines)];
  });
  return [
    `${visible(release)} in ${visible(namespace)}: ${verdict}.`,
    '',
    ...wayOf(facts).flatMap(([title, text]) => entry(`  ${title.padEnd(12)}`, text)),
    ...groups,
    ...(rest.length === 0 ? [] : ['', 'Not looked at:', ...rest]),
  ]
    .map(withoutCommand)
    .join('\n')
    .concat('\n');
}

/** From what to what. */
function wayOf(facts: Facts): readonly (readonly [title: string, text: string])[] {
  const { inside, kubernetes, target } = facts;
  const { database } = inside ?? {};
  const schema = database?.tracking.join(', ') ?? '';
  const versions = versionsWith(schema);
  return [
    ['MLflow', `${inside?.mlflow ?? 'nobody knows'} → ${target.mlflow ?? 'nobody knows'}`],
    [
      'chart',
      `mlflow-${target.chart}${target.isGiven ? '' : ', with its defaults: nothing is said of your values without --values'}`,
    ],
    ...(database === undefined
      ? []
      : ([
          [
            'schema',
            `${schema === '' ? 'none' : schema}${versions === undefined ? '' : ` (MLflow ${versions})`}; ${distanceInWords(facts) ?? 'nobody knows how far it is'}`,
          ],
          [
            'PostgreSQL',
            `${String(Math.floor(database.server / 10_000))}.${String(database.server % 10_000)}, ${sizeOf(database.bytes)}`,
          ],
        ] as const)),
    ...(kubernetes === undefined ? [] : [['Kubernetes', kubernetes.version] as const]),
  ];
}

function entry(title: string, text: string): readonly string[] {
  const [first = '', ...others] = wrap(visible(text), WIDTH - title.length);
  return [`${title}${first}`, ...others.map((line) => `${' '.repeat(title.length)}${line}`)];
}

function lines({ id, what, evidence, remedy, where }: Finding): readonly string[] {
  const part = (title: string, text: string) => entry(`    ${title.padEnd(6)}`, text);
  return ['', `  ${id}: ${what}`, ...part('seen', evidence), ...part('where', where), ...part('do', remedy)];
}
