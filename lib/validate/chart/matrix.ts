/** A chart with many sets of values: its own, those of ci/, each switch turned over, and each version of Kubernetes. */
import { createHash } from 'node:crypto';
import { knownMinors } from '../../schema/availability';
import type { Finding } from '../finding';
import { joinOmitted, type OmittedFindings } from '../finding-limit';
import type { Unreadable, Validation } from '../validate';
import { ChartReporter } from './chart-reporter';
import { renderCase, traceCase, validateCase, type CaseResult, type ChartCase, type ChartRun } from './chart-case';
import { pathIn, type LoadedChart } from './load';
import { matrixLimits, type MatrixLimits } from './matrix-limits';
import { reportNonDeterminism } from './non-determinism';
import type { Rendering } from './render';
import { switchesOf } from './switches';

export interface MatrixSummary {
  /** Sets of values that were tried. */
  readonly cases: number;
  /** Of these, what the chart's schema, author or kubeVersion does not allow. */
  readonly refused: number;
  /** Not tried, because there are too many, or it would take too long. */
  readonly untried: number;
  readonly milliseconds: number;
}

/** Helm runs at a time. */
const PARALLEL = 2;

/** `first` is the result of `base`, the values that everything else is compared with. */
export async function runMatrix(
  run: ChartRun,
  base: ChartCase,
  first: CaseResult,
  limits: MatrixLimits = matrixLimits,
): Promise<Validation & { readonly matrix: MatrixSummary }> {
  const start = performance.now();
  const merged = new MergedFindings();
  const repetition = first.documents === undefined ? [] : await repeat(run, base, first);
  merged.add(base.label, first, repetition);
  const { cases, untried } = casesOf(run, limits.cases - 1);
  // By what was rendered: most switches change little, and most versions nothing.
  const known = new Map<string, CaseOutcome>();
  const results = new Map<number, { readonly key: string; readonly outcome: CaseResult | CaseOutcome }>();
  let [tried, refused, begun] = [1, isRefusal(first) ? 1 : 0, 0];
  /** In the order of the cases, whichever ended first; and nothing is held that is not needed any more. */
  const settle = (): void => {
    for (let each = cases[tried - 1]; each !== undefined; each = cases[tried - 1]) {
      const { key, outcome } = results.get(tried - 1) ?? {};
      if (key === undefined || outcome === undefined) return;
      results.delete(tried - 1);
      tried++;
      if (isRefusal(outcome)) refused++;
      const again = known.get(key);
      if (again === undefined) {
        const merges = !isSilentlyRefused(outcome, each) && 'findings' in outcome;
        known.set(key, { ...failureOf(outcome), entries: merges ? merged.add(each.label, outcome) : [] });
      } else merged.addAgain(each.label, again);
    }
  };
  const worker = async (): Promise<void> => {
    while (begun < cases.length && performance.now() - start < limits.seconds * 1000) {
      const index = begun++;
      const each = cases[index];
      if (each === undefined) return;
      const rendering = await renderCase(run, each);
      const key = keyOf(rendering, each, run);
      const outcome = known.get(key) ?? validateCase(run, each, rendering, await traceCase(run, each));
      results.set(index, { key, outcome });
      settle();
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  const milliseconds = Math.round(performance.now() - start);
  const left = untried + cases.length + 1 - tried;
  return { ...merged.result(first), matrix: { cases: tried, refused, untried: left, milliseconds } };
}

/** What is left of a result when its findings are merged. */
interface CaseOutcome extends Pick<CaseResult, 'failure'> {
  readonly entries: readonly MergedFinding[];
}

function failureOf({ failure }: Pick<CaseResult, 'failure'>): Pick<CaseResult, 'failure'> {
  return failure === undefined ? {} : { failure };
}

/** Those that somebody has thought of go before the switches, of which a chart may have thousands. */
function casesOf({ chart, options }: ChartRun, most: number) {
  const { oldest, newest } = knownMinors();
  const allVersions = Array.from({ length: newest - oldest + 1 }, (_, index) => oldest + index)
    .filter((minor) => minor !== options.minor)
    .map((minor) => ({ label: `Kubernetes 1.${minor}`, minor }));
  // A switch on its own is often half of what it needs: not rendering is worth mending, but may be nobody's case.
  const allSwitches = switchesOf(chart).map((each) => ({
    ...each,
    failed: 'warning' as const,
    refused: 'info' as const,
  }));
  const allFiles = ciValues(chart);
  const files = allFiles.slice(0, most);
  const versions = allVersions.slice(0, most - files.length);
  const switches = allSwitches.slice(0, most - files.length - versions.length);
  const cases: readonly ChartCase[] = [...files, ...switches, ...versions];
  return { cases, untried: allFiles.length + allVersions.length + allSwitches.length - cases.length };
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

function isRefusal({ failure }: Pick<CaseResult, 'failure'>): boolean {
  return failure === 'refused-by-author' || failure === 'refused-by-schema' || failure === 'kube-version';
}

/** That a schema forbids to turn a switch, or Chart.yaml a version, is what they are for. */
function isSilentlyRefused({ failure }: Pick<CaseResult, 'failure'>, { valuesFile }: ChartCase): boolean {
  return (failure === 'refused-by-schema' && valuesFile === undefined) || failure === 'kube-version';
}

function keyOf(rendering: Rendering, { minor, failed, refused, valuesFile }: ChartCase, { options }: ChartRun): string {
  const content = rendering.ok ? [...rendering.documents] : rendering.error;
  const text = JSON.stringify([minor ?? options.minor, failed, refused, rendering.ok ? '' : valuesFile, content]);
  return createHash('sha256').update(text).digest('hex');
}

interface MergedFinding {
  readonly finding: Finding;
  readonly triggers: string[];
}

/** Identical findings, once, with all that triggers them. */
class MergedFindings {
  private readonly byIdentity = new Map<string, MergedFinding>();
  private readonly unreadable = new Map<string, Unreadable>();
  private omitted: readonly OmittedFindings[] = [];
  private readings = 0;

  /** @returns for `addAgain`, what it has merged them into */
  add(label: string, { findings, omitted = [], unreadable, failure }: CaseResult, more: readonly Finding[] = []) {
    if (failure === undefined) this.readings++;
    // Which they are is not known any more: mostly the same again.
    this.omitted = joinOmitted([this.omitted, omitted], Math.max);
    const entries = new Set<MergedFinding>();
    for (const finding of [...findings, ...more]) {
      const { rule, object, path, message, location } = finding;
      const place = object ?? location;
      const key = JSON.stringify([rule, place, path, message]);
      const entry = this.byIdentity.get(key) ?? { finding, triggers: [] };
      this.byIdentity.set(key, entry);
      if (entry.triggers.at(-1) !== label) entry.triggers.push(label);
      entries.add(entry);
    }
    for (const each of unreadable) {
      const reason = label === 'defaults' ? each.reason : `${each.reason} (with ${label})`;
      const key = JSON.stringify(each);
      if (!this.unreadable.has(key)) this.unreadable.set(key, { ...each, reason });
    }
    return [...entries];
  }

  /** The same findings with other values. */
  addAgain(label: string, { entries, failure }: CaseOutcome): void {
    if (failure === undefined) this.readings++;
    for (const { triggers } of entries) triggers.push(label);
  }

  result({ counts }: Validation): Validation {
    const findings = [...this.byIdentity.values()]
      // A comment is of use if it is with any of the values.
      .filter(({ finding, triggers }) => finding.rule !== 'unused-suppression' || triggers.length === this.readings)
      .map(({ finding, triggers }) => ({ ...finding, triggers }));
    const omitted = this.omitted.length === 0 ? {} : { omitted: this.omitted };
    return { findings, ...omitted, unreadable: [...this.unreadable.values()], counts };
  }
}
