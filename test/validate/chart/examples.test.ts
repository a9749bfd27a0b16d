/** The examples of what rendering finds, rendered. */
import { describe, expect, test } from '@jest/globals';
import type { ChartCheck, ExampleChart } from '../../../lib/validate/check';
import { checks } from '../../../lib/validate/checks';
import { validateChart } from '../../../lib/validate/chart/validate-chart';
import { withFolder } from '../../support/chart-folder';
import { helm, helms } from '../../support/helm';

const renderingChecks = checks.filter(
  (check): check is ChartCheck => check.scope === 'chart' && check.isRendering === true,
);

/** They may find the same, and then are enough. */
const settings = Object.fromEntries(
  checks.filter((check) => check.scope === 'chart' && check.isRendering !== true).map(({ id }) => [id, 'off' as const]),
);

async function findingsOf(check: ChartCheck, files: ExampleChart, each = helm('4')) {
  const options = { settings, matrix: check.id === 'non-deterministic-output' };
  const { findings, unreadable } = await withFolder(files, (folder) => validateChart(folder, options, each));
  expect(unreadable).toEqual([]);
  return findings.filter(({ rule }) => rule === check.id);
}

describe.each(renderingChecks.map((check) => [check.id, check] as const))('%s', (_, check) => {
  test.each(check.examples.passes.map((example) => [example]))(
    'passes',
    async (example) => {
      expect(await findingsOf(check, example)).toEqual([]);
    },
    60_000,
  );

  const failing = check.examples.fails.flatMap((example) =>
    helms().map((each) => [each.version, each, example] as const),
  );
  test.each(failing)(
    'fails with Helm %s',
    async (_version, each, example) => {
      expect(await findingsOf(check, example, each)).not.toHaveLength(0);
    },
    60_000,
  );
});
