/** What `mlflow-chart preflight` can find, as docs/upgrading.md has it, of the checks themselves; and which versions share a schema. */
import { checks } from '../operations/preflight/checks';
import { VERSIONS } from '../operations/preflight/migrations';

export function findingsTable(): string {
  const rows = checks.map(({ id, level, what, remedy }) => `| \`${id}\` | ${level} | ${what} | ${remedy} |`);
  return ['| finding | | what would hurt | what to do |', '| --- | --- | --- | --- |', ...rows, ''].join('\n');
}

/** `2.9 to 2.12`, `3.0 and 3.1`: the oldest first. */
export function sharedSchemas(): readonly string[] {
  const oldestFirst = [...VERSIONS].reverse();
  const groups = [...new Set(oldestFirst.map(({ tracking }) => tracking))].map((schema) =>
    oldestFirst.filter(({ tracking }) => tracking === schema).map(({ version }) => version),
  );
  return groups
    .filter((group) => group.length > 1)
    .map((group) => `${group[0] ?? ''} ${group.length === 2 ? 'and' : 'to'} ${group.at(-1) ?? ''}`);
}
