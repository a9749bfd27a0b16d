/** When a CronJob runs. */
import type { Value } from '../lib/expr/expr';
import { choose, matches } from '../lib/expr/function';

/** One of the five, of these values: `*`, one, a range, with steps or without, or several of them. */
function field(value: string): string {
  const one = `([*]|(${value})(-(${value}))?)(/[1-9][0-9]?)?`;
  return `${one}(,${one})*`;
}

/** As Kubernetes reads it: https://pkg.go.dev/github.com/robfig/cron/v3 */
export const CRON = {
  regex: `^(${[
    field('[0-5]?[0-9]'),
    field('[01]?[0-9]|2[0-3]'),
    field('0?[1-9]|[12][0-9]|3[01]'),
    field('0?[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec'),
    field('[0-6]|sun|mon|tue|wed|thu|fri|sat'),
  ].join(' ')}|@(hourly|daily|midnight|weekly|monthly))$`,
  expected: 'a schedule as cron has it, such as 15 2 * * *',
};

const HOURS = { day: 24, week: 168, month: 744, year: 8784 };

/**
 * Hours that may lie between two runs of a schedule, rounded up to one, a day, a week, a month or a year: what names days
 * of the week runs each week at least.
 */
export function longestGap(schedule: Value<string>): Value<number> {
  const or = (regex: string, hours: number, longer: Value<number>) => choose(matches(schedule, regex), hours, longer);
  const [some, any] = ['[^ ]+', '[*]'];
  const monthly = or(`^(${some} ${some} ${some} ${any} ${some}|@monthly)$`, HOURS.month, HOURS.year);
  const weekly = or(`^(${some} ${some} ${any} ${any} ${some}|@weekly)$`, HOURS.week, monthly);
  const daily = or(`^(${some} ${some} ${any} ${any} ${any}|@daily|@midnight)$`, HOURS.day, weekly);
  return or(`^(${some} ${any} ${any} ${any} ${any}|@hourly)$`, 1, daily);
}
