/** When a CronJob runs. */
import type { Value } from '../lib/expr/expr';
import { choose, find, integerOf, matches, not } from '../lib/expr/function';
import { text } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import { string, type StringField } from '../lib/values/schema';
import type { Values } from './schema';

/** One of the five, of these values: `*`, one, a range, with steps or without, or several of them. */
function field(value: string): string {
  const one = `([*]|(${value})(-(${value}))?)(/[1-9][0-9]?)?`;
  return `${one}(,${one})*`;
}

/** As Kubernetes reads it: https://pkg.go.dev/github.com/robfig/cron/v3 */
const CRON = `^(${[
  field('[0-5]?[0-9]'),
  field('[01]?[0-9]|2[0-3]'),
  field('0?[1-9]|[12][0-9]|3[01]'),
  field('0?[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec'),
  field('[0-6]|sun|mon|tue|wed|thu|fri|sat'),
].join(' ')}|@(hourly|daily|midnight|weekly|monthly))$`;

/** The rest a rule says: Helm would show its regular expression alone, which nobody can read. */
export function schedule(byDefault: string, description: string): StringField {
  const pattern = {
    regex: '^(@[a-z]+|[0-9a-z*,/-]+( [0-9a-z*,/-]+){4})$',
    expected: 'five fields such as 30 5 * * *, or @daily',
  };
  return string({ default: byDefault, description, pattern, maxLength: 256 });
}

export function scheduleRules({ backup, retention, database }: Values): readonly Rule[] {
  const { rehearsal, pointInTime } = backup;
  const { gc, traces, lifecycle, database: maintenance } = retention;
  return Object.entries({
    'backup.schedule': backup.schedule,
    'backup.rehearsal.schedule': rehearsal.schedule,
    'backup.pointInTime.schedule': pointInTime.schedule,
    'database.cnpg.backup.schedule': database.cnpg.backup.schedule,
    'retention.gc.schedule': gc.schedule,
    'retention.traces.schedule': traces.schedule,
    'retention.lifecycle.schedule': lifecycle.schedule,
    'retention.database.schedule': maintenance.schedule,
  }).map(([path, value]) => ({
    path,
    violated: not(matches(value, CRON)),
    problem: text`is ${value}, which cron does not read: minute (0-59), hour (0-23), day of the month (1-31), month (1-12) and day of the week (0-6)`,
    remedy: 'Give five fields such as 30 5 * * *, or one of @hourly, @daily, @weekly and @monthly',
  }));
}

const HOURS = { day: 24, week: 168, month: 744, year: 8784 };

/**
 * Hours that may lie between two runs of a schedule, rounded up to one, a step of hours, a day, a week, a month or a year:
 * what names days of the week runs each week at least.
 */
export function longestGap(schedule: Value<string>): Value<number> {
  const or = (regex: string, hours: number, longer: Value<number>) => choose(matches(schedule, regex), hours, longer);
  const [some, any] = ['[^ ]+', '[*]'];
  const monthly = or(`^(${some} ${some} ${some} ${any} ${some}|@monthly)$`, HOURS.month, HOURS.year);
  const weekly = or(`^(${some} ${some} ${any} ${any} ${some}|@weekly)$`, HOURS.week, monthly);
  const daily = or(`^(${some} ${some} ${any} ${any} ${any}|@daily|@midnight)$`, HOURS.day, weekly);
  // Such as 0 */6 * * *.
  const step = `/[12]?[0-9] ${any} ${any} ${any}$`;
  const hours = integerOf(find(find(schedule, step), '[0-9]+'));
  const stepwise = choose(matches(schedule, `^${some} ${any}${step}`), hours, daily);
  return or(`^(${some} ${any} ${any} ${any} ${any}|@hourly)$`, 1, stepwise);
}
