/** Everything that the paths of a command line mean: the manifests together, and each chart by itself. */
import { NoHelmError } from '../helm/find';
import { SchemaFolderError } from '../schema/schema-folder';
import { validateChart, type ChartOptions, type ChartValidation } from './chart/validate-chart';
import type { MatrixSummary } from './chart/matrix';
import type { OwnChart } from './chart/own-chart';
import { faultAt, faultWords } from './fault';
import { findingsPerRule, joinOmitted, limited } from './finding-limit';
import type { Input } from './read/input';
import { SettingsError } from './settings/settings-error';
import { SharedSuppressions } from './settings/shared-suppressions';
import type { Validation } from './validate';
import { validateFiles } from './validate-files';

/** Without Helm, charts are unreadable, with what to install as the reason; so is one at which we fail ourselves. */
export async function validateInput(
  input: Input,
  options: Partial<ChartOptions> = {},
  own?: OwnChart,
): Promise<ChartValidation> {
  const shared = new SharedSuppressions(options.suppressions ?? []);
  const settings = { ...options, suppressions: shared.entries };
  const parts: ChartValidation[] = [await validateFiles(input.sources, { ...settings, unreadable: input.unreadable })];
  for (const chart of input.charts) parts.push(await chartOrReason(chart, settings, own));
  const omitted = joinOmitted(
    parts.map((part) => part.omitted ?? []),
    (one, other) => one + other,
  );
  const matrices = parts.flatMap(({ matrix }) => matrix ?? []);
  const sum = (of: keyof Validation['counts']) => parts.reduce((total, { counts }) => total + counts[of], 0);
  const all: ChartValidation = {
    findings: shared.settle(parts.flatMap(({ findings }) => findings)),
    ...(omitted.length === 0 ? {} : { omitted }),
    unreadable: parts.flatMap(({ unreadable }) => unreadable),
    counts: { documents: sum('documents'), objects: sum('objects'), unknownKinds: sum('unknownKinds') },
    ...(matrices.length === 0 ? {} : { matrix: together(matrices) }),
  };
  return limited(all, options.findingsPerRule ?? findingsPerRule);
}

/** All charts of one run. */
function together(matrices: readonly MatrixSummary[]): MatrixSummary {
  const sum = (of: keyof MatrixSummary) => matrices.reduce((total, matrix) => total + matrix[of], 0);
  return { cases: sum('cases'), refused: sum('refused'), untried: sum('untried'), milliseconds: sum('milliseconds') };
}

async function chartOrReason(chart: string, options: Partial<ChartOptions>, own?: OwnChart): Promise<ChartValidation> {
  try {
    return await validateChart(chart, options, undefined, own);
  } catch (error) {
    // Options that cannot be are nothing that is wrong with the chart.
    if (error instanceof SettingsError || error instanceof SchemaFolderError) throw error;
    const unreadable = [faultAt(chart, error instanceof NoHelmError ? error.message : faultWords(error))];
    return { findings: [], unreadable, counts: { documents: 0, objects: 0, unknownKinds: 0 } };
  }
}
