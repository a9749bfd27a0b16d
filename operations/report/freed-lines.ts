/** What deleting for good would free. */
import { cutTo } from '../../lib/text/columns';
import { sizeOf } from '../backups/report';
import type { Answer, Collected, Swept, Uploads } from './answer';
import type { Layout } from './layout';
import type { About } from './page';
import { AT_LEAST, many, number, shown, sizeIn } from './words';

/** Of experiments whose traces would go, so many are named. */
const NAMED = 5;
/** Columns of a name. */
const LONGEST = 30;

export function freedLines(answer: Answer, about: About, layout: Layout): readonly string[] {
  const lines = [...gcLines(answer, about), ...traceLines(answer, about), ...lifecycleLines(answer, about)];
  if (lines.length === 0) return [];
  return ['Would be freed:', '', ...lines.flatMap(([indent, text]) => layout.prose(indent, text))];
}

type Line = readonly [indent: number, text: string];

function gcLines({ free: { gc }, bucket }: Answer, { asked, byBackups }: About): readonly Line[] {
  if (gc === null) return [];
  const things = [
    [gc.experiments, 'experiment'],
    [gc.runs, 'run'],
    [gc.models, 'logged model'],
    [gc.jobs, 'job'],
  ] as const;
  const words = things.flatMap(([count, what]) => (count === 0 ? [] : [many(count, what)]));
  const title = `retention.gc, what was deleted more than ${asked.olderThan} ago`;
  return [
    [2, `${title}: ${amountOf(words, gc, bucket?.complete)}`],
    ...furtherLines(gc, byBackups, 'something needs them, or their folder is not theirs alone'),
  ];
}

function traceLines(answer: Answer, { asked, byBackups }: About): readonly Line[] {
  const { free, bucket, experiments } = answer;
  if (free.traces === null) return [];
  const { traces, databaseBytes, experiments: whose } = free.traces;
  const names = new Map(experiments.map(({ id, name }) => [id, name]));
  const sorted = [...whose].sort((a, b) => b.traces - a.traces || Number(a.id) - Number(b.id));
  const [first, rest] = [sorted.slice(0, NAMED), sorted.slice(NAMED)];
  const ofDatabase =
    databaseBytes === null || traces === 0 ? '' : `, and some ${sizeOf(databaseBytes)} of the database`;
  const others = asked.tracesExperiments.length;
  const title = `retention.traces, those that began more than ${asked.tracesOlderThan} ago${others === 0 ? '' : ` (${many(others, 'experiment')} by another age)`}`;
  const words = traces === 0 ? [] : [many(traces, 'trace')];
  return [
    [2, `${title}: ${amountOf(words, free.traces, bucket?.complete)}${ofDatabase}`],
    ...first.map(({ id, traces: count }): Line => [
      4,
      `${number(count)} of experiment ${shown(id)}${named(names.get(id))}`,
    ]),
    ...(rest.length === 0
      ? []
      : [
          [
            4,
            `${number(rest.reduce((total, one) => total + one.traces, 0))} of ${number(rest.length)} others`,
          ] as const,
        ]),
    ...furtherLines(
      free.traces,
      byBackups,
      'something needs them, a part of them is younger, or their artefacts are elsewhere',
    ),
  ];
}

/** Things, and what they have in the bucket: at least that, where not everything was looked at. */
function amountOf(
  words: readonly string[],
  { objects, bytes, unseen, failed }: Pick<Swept, 'objects' | 'bytes' | 'unseen' | 'failed'>,
  isWhole = true,
): string {
  const isAll = unseen === 0 && failed === 0;
  if (words.length === 0) return isAll ? 'nothing' : 'nothing of what could be looked at';
  const size =
    objects === null || bytes === null ? '' : `: ${isAll && isWhole ? '' : AT_LEAST}${sizeIn(bytes, objects)}`;
  return `${isAll ? '' : AT_LEAST}${words.join(', ')}${size}`;
}

function furtherLines({ stay }: Pick<Collected, 'stay'>, byBackups: boolean, why: string): readonly Line[] {
  return [
    ...(byBackups ? [[4, 'at most: what the newest backup has not stays'] as const] : []),
    ...(stay > 0 ? [[4, `${number(stay)} more stay: ${why}`] as const] : []),
  ];
}

function named(name: string | null | undefined): string {
  return name === null || name === undefined ? '' : `, ${cutTo(LONGEST, shown(name))}`;
}

function lifecycleLines({ free: { lifecycle }, bucket }: Answer, { asked }: About): readonly Line[] {
  if (lifecycle === null) return [];
  const { uploads, noncurrent } = lifecycle;
  const began = `retention.lifecycle, uploads that began more than ${many(asked.uploadDays, 'day')} ago`;
  const replaced = `retention.lifecycle, versions that were replaced more than ${many(asked.noncurrentDays, 'day')} ago`;
  const areKnown = bucket?.uploads?.complete !== false;
  const isPart = bucket?.complete === false;
  return [
    ...(uploads === null
      ? []
      : [[2, `${began}: ${uploads.count === 0 ? 'nothing' : uploadWords(uploads, areKnown)}`] as const]),
    ...(noncurrent === null
      ? []
      : [
          [
            2,
            `${replaced}: ${isPart ? AT_LEAST : ''}${sizeIn(noncurrent.bytes, noncurrent.objects, 'version')}`,
          ] as const,
        ]),
  ];
}

/** How many there are is always known. */
export function uploadWords({ count, bytes }: Uploads, areKnown: boolean): string {
  return `${areKnown ? '' : AT_LEAST}${sizeIn(bytes, count, 'upload')}`;
}
