import type { CronJob } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { typed } from '../../object';
import { cronProblem } from '../../server/cron';

const cronJob = (schedule: string, name = 'nightly') =>
  `apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: ${name}\nspec:\n  ${schedule}\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers: [{name: a, image: "a:1"}]\n`;

export default {
  id: 'cron-schedule',
  scope: 'object',
  kinds: ['CronJob.batch'],
  severity: 'error',
  summary: "A CronJob's schedule or time zone cannot be read, or its name is too long",
  remedy:
    'Write five fields (minute, hour, day, month, day of the week), the time zone in spec.timeZone, and at most 52 characters of name.',
  link: 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax',
  examples: {
    passes: [cronJob('schedule: "*/15 2 * * mon-fri"'), cronJob('schedule: "@daily"\n  timeZone: Europe/Vienna')],
    fails: [
      { yaml: cronJob('schedule: "60 2 * * *"'), at: 'spec.schedule' },
      { yaml: cronJob('schedule: "0 2 * *"'), at: 'spec.schedule' },
      { yaml: cronJob('schedule: "TZ=Europe/Vienna 0 2 * * *"'), at: 'spec.schedule' },
      { yaml: cronJob('schedule: "@daily"\n  timeZone: Europe/Wien'), at: 'spec.timeZone' },
      { yaml: cronJob('schedule: "@daily"', 'a'.repeat(53)), at: 'metadata.name' },
    ],
  },
  check(object, report) {
    const { schedule, timeZone } = typed<CronJob>(object).spec ?? {};
    if (schedule !== undefined) {
      const problem = /^(CRON_)?TZ=/.test(schedule) ? 'a time zone belongs into spec.timeZone' : cronProblem(schedule);
      if (problem !== undefined) report(['spec', 'schedule'], `schedule "${schedule}": ${problem}`);
    }
    if (timeZone !== undefined && !isTimeZone(timeZone))
      report(['spec', 'timeZone'], `no time zone is called "${timeZone}"`);
    if (object.name.length > 52) {
      report(
        ['metadata', 'name'],
        `the name has ${String(object.name.length)} characters; its Jobs add 11, so at most 52 are allowed`,
      );
    }
  },
} satisfies ObjectCheck;

/** Names of the time zone database; Go reads them with their case, and refuses "Local". */
function isTimeZone(name: string): boolean {
  if (name === '' || name.toLowerCase() === 'local' || /^[+-]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
