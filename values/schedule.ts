/** When a CronJob runs. */
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
