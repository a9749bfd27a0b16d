import type { CronJob } from '../../../imports/kubernetes/types';
import { typed, type Loose } from '../../validate/object';
import type { Consequence, ConsequenceRule } from '../consequence';
import { isTemplateChanged, templateFields } from '../pod-template';
import { fieldsAt, type Transition } from '../transition';

const job = (tag: string, more = '') =>
  `apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: backup}\nspec:\n  schedule: "0 3 * * *"\n${more}  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: app, image: "ghcr.io/example/app:${tag}"}]}}}}\n`;

export default {
  id: 'next-run',
  about: 'A CronJob that runs otherwise, at other times, or no more: what runs already goes on as it is.',
  kinds: ['CronJob.batch'],
  examples: [
    {
      title: 'another image of a CronJob',
      before: job('1'),
      after: job('2'),
      expected: [
        ['restart', 'info', /^from the next run on \(schedule 0 3 \* \* \*\); one that runs already goes on as it is$/],
      ],
    },
    {
      title: 'a CronJob that is suspended',
      before: job('1'),
      after: job('1', '  suspend: true\n'),
      expected: [['downtime', 'warning', /^it is suspended: it starts no more runs$/]],
    },
    {
      title: 'a CronJob at another time',
      before: job('1'),
      after: job('1').replace('0 3', '30 4'),
      expected: [['restart', 'info', /^it runs at 30 4 \* \* \* from now on, no longer at 0 3 \* \* \*$/]],
    },
    {
      title: 'a CronJob of another time zone',
      before: job('1'),
      after: job('1', '  timeZone: Etc/UTC\n'),
      expected: [['restart', 'info', /^it runs at 0 3 \* \* \* \(Etc\/UTC\) from now on, no longer at 0 3 \* \* \*$/]],
    },
    {
      title: 'more of the past of a CronJob',
      before: job('1'),
      after: job('1', '  successfulJobsHistoryLimit: 5\n'),
      expected: [],
    },
    {
      title: 'a suspended CronJob',
      before: job('1', '  suspend: true\n'),
      after: job('2', '  suspend: true\n'),
      expected: [],
    },
  ],
  consequencesOf(transition): readonly Consequence[] {
    const { before, after } = transition;
    if (before === undefined || after === undefined) return [];
    const [old, young] = [before, after].map((object) => typed<CronJob>(object).spec ?? {});
    if (young?.suspend === true) {
      if (old?.suspend === true) return [];
      const message = 'it is suspended: it starts no more runs';
      return [{ effect: 'downtime', severity: 'warning', message, fields: fieldsAt(transition, 'spec', 'suspend') }];
    }
    const timed = otherTimes(transition, timeText(old), timeText(young));
    if (!isTemplateChanged(before, after)) return timed;
    const message = `from the next run on (schedule ${young?.schedule ?? ''}); one that runs already goes on as it is`;
    return [...timed, { effect: 'restart', severity: 'info', message, fields: templateFields(transition) }];
  },
} satisfies ConsequenceRule;

type Times = Loose<NonNullable<CronJob['spec']>> | undefined;

function timeText(spec: Times): string {
  const { schedule = '', timeZone } = spec ?? {};
  return timeZone === undefined ? schedule : `${schedule} (${timeZone})`;
}

function otherTimes(transition: Transition, from: string, to: string): readonly Consequence[] {
  if (from === to) return [];
  const message = `it runs at ${to} from now on, no longer at ${from}`;
  const fields = ['schedule', 'timeZone'].flatMap((field) => fieldsAt(transition, 'spec', field));
  return [{ effect: 'restart', severity: 'info', message, fields }];
}
