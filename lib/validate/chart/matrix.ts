/** A chart with many sets of values: its own, those of ci/, each switch turned over, and each version of Kubernetes. */
import { createHash } from 'node:crypto';
import { knownMinors } from '../../schema/availability';
import type { Finding } from '../finding';
import type { Unreadable, Validation } from '../validate';
import { ChartReporter } from './chart-reporter';
import { renderCase, traceCase, validateCase, type CaseResult, type ChartCase, type ChartRun } from './chart-case';
import { pathIn, type LoadedChart } from './load';
import { reportNonDeterminism } from './non-determinism';
import type { Rendering } from './render';
import { switchesOf } from './switches';

export interface MatrixSummary {
  /** Sets of values that were tried. */
  readonly cases: number;
  /** Of these, what the chart's schema, author or kubeVersion does not allow. */
  readonly refused: number;
  readonly milliseconds: number;
}

/** Helm runs at a time. */
const PARALLEL = 2;

/** `first` is the result of `base`, the values that everything else is compared with. */
export async function runMatrix(
  run: ChartRun,
  base: ChartCase,
  first: CaseResult,
): Promise<Validation & { readonly matrix: MatrixSummary }> {
  const start = performance.now();
  const merged = new MergedFindings();
  const repetition = first.documents === undefined ? [] : await repeat(run, base, first);
  merged.add(base.label, first, repetition);
  const cases = casesOf(run);
  // By what was rendered: most switches change little, and most versions nothing.
  const known = new Map<string, CaseResult>();
  let refused = isRefusal(first) ? 1 : 0;
  const waiting = [...cases];
  const results = new Map<ChartCase, CaseResult>();
  const worker = async (): Promise<void> => {
    for (let each = waiting.shift(); each !== undefined; each = waiting.shift()) {
      const rendering = await renderCase(run, each);
      const key = keyOf(rendering, each, run);
      const result = known.get(key) ?? validateCase(run, each, rendering, await traceCase(run, each));
      known.set(key, result);
      results.set(each, result);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  // In the order of the cases, whichever ended first.
  for (const each of cases) {
    const result = results.get(each);
    if (result === undefined) continue;
    if (isRefusal(result)) refused++;
    if (isSilentlyRefused(result, each)) continue;
    merged.add(each.label, result);
  }
  const milliseconds = Math.round(performance.now() - start);
  return { ...merged.result(first), matrix: { cases: cases.length + 1, refused, milliseconds } };
}

function casesOf({ chart, options }: ChartRun): readonly ChartCase[] {
  const { oldest, newest } = knownMinors();
  const versions = Array.from({ length: newest - oldest + 1 }, (_, index) => oldest + index)
    .filter((minor) => minor !== options.minor)
    .map((minor) => ({ label: `Kubernetes 1.${minor}`, minor }));
  // A switch on its own is often half of what it needs: not rendering is worth mending, but may be nobody's case.
  const switches = switchesOf(chart).map((each) => ({ ...each, failed: 'warning' as const, refused: 'info' as const }));
  return [...ciValues(chart), ...switches, ...versions];
}

/** As chart-testing has them. */
function ciValues(chart: LoadedChart): readonly ChartCase[] {
  return [...chart.view.files]
    .filter(([file]) => /^ci\/[^/]*-values\.yaml$/.test(file))
    .map(([file, values]) => ({ label: file, values, valuesFile: pathIn(chart, file), refused: 'error' as const }));
}

async function repeat(run: ChartRun, base: ChartCase, { documents, traced }: CaseResult): Promise<readonly Finding[]> {
  const again = await renderCase(run, base);
  if (documents === undefined || traced === undefined || !again.ok) return [];
  const reporter = new ChartReporter(run.chart, run.rules);
  reportNonDeterminism(reporter, documents, again.documents, traced);
  return reporter.findings;
}

function isRefusal({ failure }: CaseResult): boolean {
  return failure === 'refused-by-author' || failure === 'refused-by-schema' || failure === 'kube-version';
}

/** That a schema forbids to turn a switch, or Chart.yaml a version, is what they are for. */
function isSilentlyRefused({ failure }: CaseResult, { valuesFile }: ChartCase): boolean {
  return (failure === 'refused-by-schema' && valuesFile === undefined) || failure === 'kube-version';
}

function keyOf(rendering: Rendering, { minor, failed, refused, valuesFile }: ChartCase, { options }: ChartRun): string {
  const content = rendering.ok ? [...rendering.documents] : rendering.error;
  const text = JSON.stringify([minor ?? options.minor, failed, refused, rendering.ok ? '' : valuesFile, content]);
  return createHash('sha256').update(text).digest('hex');
}

/** Identical findings, once, with all that triggers them. */
class MergedFindings {
  private readonly byIdentity = new Map<string, { readonly finding: Finding; readonly triggers: string[] }>();
  private readonly unreadable = new Map<string, Unreadable>();
  private readings = 0;

  add(label: string, { findings, unreadable, failure }: CaseResult, more: readonly Finding[] = []): void {
    if (failure === undefined) this.readings++;
    for (const finding of [...findings, ...more]) {
      const { rule, object, path, message, location } = finding;
      const place = object ?? location;
      const key = JSON.stringify([rule, place, path, message]);
      const known = this.byIdentity.get(key);
      if (known === undefined) this.byIdentity.set(key, { finding, triggers: [label] });
      else if (!known.triggers.includes(label)) known.triggers.push(label);
    }
    for (const each of unreadable) {
      const reason = label === 'defaults' ? each.reason : `${each.reason} (with ${label})`;
      const key = JSON.stringify(each);
      if (!this.unreadable.has(key)) this.unreadable.set(key, { ...each, reason });
    }
  }

  result({ counts }: Validation): Validation {
    const findings = [...this.byIdentity.values()]
      // A comment is of use if it is with any of the values.
      .filter(({ finding, triggers }) => finding.rule !== 'unused-suppression' || triggers.length === this.readings)
      .map(({ finding, triggers }) => ({ ...finding, triggers }));
    return { findings, unreadable: [...this.unreadable.values()], counts };
  }
}
