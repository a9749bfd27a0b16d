/** The examples of every check of a chart's files: what passes has no finding of it, what fails has one, in a file of the chart. */
import { describe, expect, test } from '@jest/globals';
import type { ChartCheck, ExampleChart } from '../../lib/validate/check';
import { checks } from '../../lib/validate/checks';
import { defaultOptions } from '../../lib/validate/validate';

const chartChecks = checks.filter(
  (check): check is ChartCheck => check.scope === 'chart' && check.isRendering !== true,
);

function findingsOf(check: ChartCheck, example: ExampleChart): readonly string[] {
  const files = new Map(Object.entries(example));
  const found: string[] = [];
  check.check(
    { files },
    ({ file, line = 1, column = 1 }, message) => {
      const lines = files.get(file)?.split('\n');
      // A missing file has no lines; else the place is one of the file.
      if (lines !== undefined) expect(lines[line - 1]?.length ?? -1).toBeGreaterThanOrEqual(column - 1);
      found.push(`${file}:${line}:${column}: ${message}`);
    },
    defaultOptions,
  );
  return found;
}

describe.each(chartChecks.map((check) => [check.id, check] as const))('%s', (_, check) => {
  test('has examples of both', () => {
    expect(check.examples.passes).not.toHaveLength(0);
    expect(check.examples.fails).not.toHaveLength(0);
  });

  test.each(check.examples.passes.map((example) => [example]))('passes', (example) => {
    expect(findingsOf(check, example)).toEqual([]);
  });

  test.each(check.examples.fails.map((example) => [example]))('fails', (example) => {
    expect(findingsOf(check, example)).not.toHaveLength(0);
  });
});
