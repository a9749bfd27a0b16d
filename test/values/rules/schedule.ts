import type { Json } from '../../../lib/yaml/json';
import { defaults } from '../../support/platform';
import type { RuleRow } from './row';

/** Of all that the values have: a new one cannot be forgotten. */
function pathsOf(values: Json, path: readonly string[] = []): readonly string[] {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return [];
  return Object.entries(values).flatMap(([key, value]) =>
    key === 'schedule' && typeof value === 'string' ? [path.join('.')] : pathsOf(value, [...path, key]),
  );
}
const PATHS = pathsOf(defaults);
const at = (path: string, value: string) => {
  const keys = path.split('.');
  return `${keys.map((key) => `${key}: {`).join('')}schedule: "${value}"${'}'.repeat(keys.length)}`;
};
const said = (path: string, value: string) =>
  `${path}.schedule: is ${value}, which cron does not read: minute (0-59), hour (0-23), day of the month (1-31), month (1-12) and day of the week (0-6). Give five fields such as 30 5 * * *, or one of @hourly, @daily, @weekly and @monthly.`;

export const schedule: readonly RuleRow[] = [
  ...PATHS.flatMap((path): readonly RuleRow[] => [
    [at(path, '60 5 * * *'), said(path, '60 5 * * *')],
    [at(path, '59 5 * * *')],
  ]),
  ...['@yearly', '0 24 * * *', '0 0 0 * *', '0 0 * 13 *', '0 0 * * 7', '0 0 * * mo', 'a b c d e', '*/0 * * * *'].map(
    (value): RuleRow => [at('backup', value), said('backup', value)],
  ),
  ...['@daily', '*/15 1-3,7 1,15 jan-mar sat', '0 0 31 12 6', '05 23 01 01 0'].map((value): RuleRow => [
    at('backup', value),
  ]),
];
