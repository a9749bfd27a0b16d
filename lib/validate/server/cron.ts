/** Schedules as github.com/robfig/cron v3 reads them in its standard form, which is what CronJobs use. */

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const fields: readonly Field[] = [
  { name: 'minute', min: 0, max: 59, names: [] },
  { name: 'hour', min: 0, max: 23, names: [] },
  { name: 'day of the month', min: 1, max: 31, names: [] },
  { name: 'month', min: 1, max: 12, names: months },
  { name: 'day of the week', min: 0, max: 6, names: days },
];
const descriptors = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

/** What is wrong with a schedule; undefined if nothing is. */
export function cronProblem(schedule: string): string | undefined {
  if (schedule.trim() === '') return 'a schedule has five fields: minute, hour, day, month, day of the week';
  if (schedule.startsWith('@every ')) {
    return /^@every ([+-]?((\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))+|0)$/.test(schedule)
      ? undefined
      : 'expected a duration after @every, such as 1h30m';
  }
  if (schedule.startsWith('@')) {
    return descriptors.includes(schedule) ? undefined : `expected one of ${descriptors.join(', ')} or @every 1h`;
  }
  const parts = schedule.trim().split(/\s+/);
  if (parts.length !== fields.length) {
    return `expected 5 fields (minute, hour, day, month, day of the week), got ${String(parts.length)}`;
  }
  for (const [index, field] of fields.entries()) {
    for (const item of (parts[index] ?? '').split(',')) {
      const problem = itemProblem(item, field);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

/** `*`, `5`, `1-5`, every ten (`*` and `/10`), `mon-fri`. */
function itemProblem(item: string, field: Field): string | undefined {
  const [range = '', step, ...moreSteps] = item.split('/');
  const wrong = (reason: string) => `${field.name} "${item}": ${reason}`;
  if (moreSteps.length > 0) return wrong('more than one "/"');
  if (step !== undefined && !(/^\d+$/.test(step) && Number(step) > 0))
    return wrong('expected a step above 0 after "/"');
  if (range === '*' || range === '?') return undefined;
  const [first = '', last, ...moreEnds] = range.split('-');
  if (moreEnds.length > 0) return wrong('more than one "-"');
  const start = numberOf(first, field);
  const end = last === undefined ? start : numberOf(last, field);
  if (start === undefined || end === undefined) {
    return wrong(
      `expected * or a number${field.names.length > 0 ? ' or a name such as ' + (field.names[1] ?? '') : ''}`,
    );
  }
  if (start < field.min || end > field.max) return wrong(`expected ${String(field.min)} to ${String(field.max)}`);
  return start > end ? wrong('the range ends before it begins') : undefined;
}

function numberOf(text: string, { names, min }: Field): number | undefined {
  const index = names.indexOf(text.toLowerCase());
  if (index >= 0) return index + min;
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
