/** The command `diff`: two sides in, an explanation of what differs and an exit code out. */
import { existsSync } from 'node:fs';
import type { Explanation } from '../diff/explanation';
import { reports } from '../diff/report/reports';
import type { Model } from '../synth/model';
import { requireNames } from '../validate/settings/names';
import { SettingsError } from '../validate/settings/settings-error';
import { defaultRenderOptions } from '../validate/chart/render';
import { isAtLeast } from '../validate/finding';
import { environmentFilesIn, namedEnvironments } from './choose-environments';
import { chartDifference } from './diff/chart-difference';
import { EnvironmentDifferences } from './diff/environment-differences';
import { filesIn, findCommit, type Commit } from './diff/git';
import { diffHelp, parseDiffArguments, type DiffArguments, type FailOn } from './diff/options';
import { sideArgument, type SideArgument } from './diff/side-argument';
import { reportErrors } from './report-errors';
import { usesColor, widthOf } from './terminal';
import type { CommandContext } from './validate';
import { writeWholeFile } from './write-file';

const FOLDERS = { root: '.', values: 'values', dist: 'dist' };

/** @returns the exit code: 0 nothing differs, 1 something does, 2 unreadable input or bad usage */
export async function diffCommand(
  args: readonly string[],
  context: CommandContext,
  model: () => Model,
): Promise<0 | 1 | 2> {
  return await reportErrors(context, async () => {
    const given = parseDiffArguments(args);
    if (given.help) {
      context.output.write(diffHelp(context.tool.name));
      return 0;
    }
    const explanations = await explanationsOf(given, context, model);
    const isFile = given.outputFile !== undefined;
    const color = !isFile && usesColor(context.output, context.environment);
    const text = reports[given.output](explanations, { color, width: widthOf(context.output), full: given.full });
    if (given.outputFile === undefined) context.output.write(text);
    else writeWholeFile(given.outputFile, text);
    return explanations.some((explanation) => fails(explanation, given.failOn)) ? 1 : 0;
  });
}

async function explanationsOf(
  given: DiffArguments,
  context: CommandContext,
  model: () => Model,
): Promise<readonly Explanation[]> {
  const environments = existsSync(FOLDERS.values) ? environmentFilesIn(FOLDERS).map(({ name }) => name) : [];
  const where = { root: FOLDERS.root, environments };
  const from = given.from === undefined ? defaultFrom() : sideArgument('from', given.from, where);
  const to = given.to === undefined ? undefined : sideArgument('to', given.to, where);
  const request = { from, fromValues: given.fromValues, toValues: given.toValues };
  refuseStrayValues(request, to);
  if (to !== undefined && given.environments.length === 0 && isStranger(from) && isStranger(to)) {
    const { release = defaultRenderOptions.release, namespace = defaultRenderOptions.namespace } = given;
    requireNames({ ...defaultRenderOptions, release, namespace });
    const tell = progressOf('', context);
    return [await chartDifference({ ...request, to, release: { name: release, namespace } }, context, tell)];
  }
  const names = environmentsOf(given, from, to, environments);
  const differences = new EnvironmentDifferences(model(), FOLDERS, { ...request, to }, context);
  // How far the same change reaches: a file or another environment is about one of them.
  const reaches = to === undefined && (from.kind === 'commit' || from.kind === 'dist');
  const explanations: Explanation[] = [];
  for (const name of names) {
    const others =
      reaches && given.environments.length > 0 ? environments.filter((other) => !names.includes(other)) : [];
    explanations.push(await differences.explain(name, others, progressOf(name, context)));
  }
  if (given.environments.length > 0 || from.kind !== 'commit') return explanations;
  const gone = environmentsIn(from.commit).filter((name) => !environments.includes(name));
  return [...explanations, ...(await Promise.all(gone.map((name) => differences.gone(name))))];
}

/** What is committed is what Argo CD has. */
function defaultFrom(): SideArgument {
  const commit = findCommit('HEAD', FOLDERS.root);
  if (commit !== undefined) return { kind: 'commit', commit };
  if (existsSync(FOLDERS.dist)) return { kind: 'dist', path: FOLDERS.dist };
  throw new SettingsError(
    'expected --from: this is no repository of git with a commit, and there is no dist/; see --help',
  );
}

/** Needs nothing of this project. */
function isStranger({ kind }: SideArgument): boolean {
  return kind === 'chart' || kind === 'manifests';
}

function environmentsOf(
  given: DiffArguments,
  from: SideArgument,
  to: SideArgument | undefined,
  environments: readonly string[],
): readonly string[] {
  if (given.environments.length > 0) return namedEnvironments(given.environments, FOLDERS).map(({ name }) => name);
  const isOfOne = [from, to].some(
    (side) => side !== undefined && side.kind !== 'commit' && !(side.kind === 'dist' && holdsAll(side.path)),
  );
  if (isOfOne || environments.length === 0) {
    const known = environments.length === 0 ? `there is none in ${FOLDERS.values}/` : environments.join(', ');
    throw new SettingsError(`expected --env NAME: the environment that this is about (${known})`);
  }
  return environments;
}

function holdsAll(path: string): boolean {
  return !existsSync(`${path}/manifests`);
}

function environmentsIn(commit: Commit): readonly string[] {
  const files = [...filesIn(commit, FOLDERS.root, FOLDERS.values).keys()];
  return files.flatMap((file) => /^values\/([^/.][^/]*)\.ya?ml$/.exec(file)?.[1] ?? []);
}

/** Nothing is passed over in silence. */
function refuseStrayValues(
  {
    from,
    fromValues,
    toValues,
  }: { readonly from: SideArgument; readonly fromValues: readonly string[]; readonly toValues: readonly string[] },
  to: SideArgument | undefined,
): void {
  const isChart = (side: SideArgument | undefined): boolean => side?.kind === 'chart';
  const stray = [...(isChart(from) ? [] : fromValues), ...(isChart(to) ? [] : toValues)];
  const common = fromValues.filter((file) => toValues.includes(file));
  // A file for both sides is used if one of them is a chart.
  const used = isChart(from) || isChart(to) ? common : [];
  const [first] = stray.filter((file) => !used.includes(file));
  if (first !== undefined) throw new SettingsError(`${first}: values are for charts, and that side is none`);
}

const BACK_TO_START = '\r\u001b[K';

/** On a terminal only; what it drew is gone when it is done. */
function progressOf(name: string, { errors }: CommandContext): (done: number, all: number) => void {
  if (errors.isTTY !== true) return () => undefined;
  return (done, all) => {
    errors.write(
      done >= all
        ? BACK_TO_START
        : `${BACK_TO_START}${name} looking for causes: ${String(done)} of ${String(all)} values`,
    );
  };
}

function fails({ objects }: Explanation, failOn: FailOn): boolean {
  if (failOn === 'never') return false;
  if (failOn === 'difference') return objects.length > 0;
  return objects.some(({ consequences }) => consequences.some(({ severity }) => isAtLeast(severity, failOn)));
}
