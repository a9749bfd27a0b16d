/** What is compared with what: environments of our own chart, or two charts and folders of anybody. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Explanation } from '../../diff/explanation';
import { installationOf } from '../../synth/environment';
import type { Model } from '../../synth/model';
import { defaultRenderOptions } from '../../validate/chart/render';
import { requireNames } from '../../validate/settings/names';
import { SettingsError } from '../../validate/settings/settings-error';
import { environmentFilesIn, namedEnvironments } from '../choose-environments';
import type { CommandContext } from '../context';
import type { Folders } from '../environments';
import { BACK_TO_START } from '../terminal';
import { chartDifference, type ChartRequest } from './chart-difference';
import { EnvironmentDifferences } from './environment-differences';
import { filesIn, findCommit, type Commit } from './git';
import type { DiffArguments } from './options';
import { sideArgument, type SideArgument } from './side-argument';

/** The chart that environments are of. */
export interface DiffChart {
  /** Made where it is needed: two charts of others need none. */
  readonly model: () => Model;
  readonly folders: Folders;
}

/** @throws SettingsError for what cannot be compared, or not be read */
export async function differences(
  given: DiffArguments,
  context: CommandContext,
  { model, folders }: DiffChart,
): Promise<readonly Explanation[]> {
  const environments = existsSync(folders.values) ? environmentFilesIn(folders).map(({ name }) => name) : [];
  const where = { root: folders.root, environments };
  const from = given.from === undefined ? defaultFrom(folders) : sideArgument('from', given.from, where);
  const to = given.to === undefined ? undefined : sideArgument('to', given.to, where);
  const request = { from, fromValues: given.fromValues, toValues: given.toValues };
  refuseStrayValues(request, to);
  if (from.kind === 'manifests' && from.path === '-' && given.to === '-') {
    throw new SettingsError('standard input can be one of the sides only');
  }
  if (to !== undefined && isAnybodys(from) && isAnybodys(to)) {
    const release = releaseOf(given, model, folders);
    const isSaid = given.namespace !== undefined || given.environments.length > 0;
    const namespace = isSaid ? release.namespace : undefined;
    return [await chartDifference({ ...request, to, release, namespace }, context, progressOf('', context))];
  }
  refuseStrayRelease(given);
  const chosen = environmentsOf(given, [from, to], environments, folders);
  const all = new EnvironmentDifferences(model(), folders, { ...request, to }, context);
  // How far the same change reaches: a file, or another environment, is about one of them.
  const reaches = to === undefined && (from.kind === 'commit' || from.kind === 'dist');
  const isChosen = given.environments.length > 0;
  const others = reaches && isChosen ? environments.filter((other) => !chosen.includes(other)) : [];
  const explanations: Explanation[] = [];
  for (const name of chosen) explanations.push(await all.explain(name, others, progressOf(name, context)));
  if (isChosen || from.kind !== 'commit') return explanations;
  const gone = environmentsIn(from.commit, folders).filter((name) => !environments.includes(name));
  return [...explanations, ...(await Promise.all(gone.map((name) => all.gone(name))))];
}

/** What is committed is what Argo CD has. */
function defaultFrom({ root, dist }: Folders): SideArgument {
  const commit = findCommit('HEAD', root);
  if (commit !== undefined) return { kind: 'commit', commit };
  if (existsSync(dist)) return { kind: 'dist', path: dist };
  throw new SettingsError(
    `expected --from: this is no repository of git with a commit, and there is no ${dist}/; see --help`,
  );
}

/** Needs nothing of this project. */
function isAnybodys({ kind }: SideArgument): boolean {
  return kind === 'chart' || kind === 'manifests';
}

/** An environment's own, where one is named: whatever the charts are, they are to be installed as it is. */
function releaseOf(
  { release: name, namespace, environments }: DiffArguments,
  model: () => Model,
  folders: Folders,
): ChartRequest['release'] {
  const [environment, second] = environments;
  if (second !== undefined) throw new SettingsError('two charts are compared for one environment only');
  if (environment !== undefined) {
    namedEnvironments([environment], folders);
    return installationOf(model(), environment);
  }
  const { release, namespace: home } = defaultRenderOptions;
  const found = { name: name ?? release, namespace: namespace ?? home };
  requireNames({ ...defaultRenderOptions, release: found.name, namespace: found.namespace });
  return found;
}

/** An environment has its own. */
function refuseStrayRelease({ release, namespace }: DiffArguments): void {
  const [stray] = [release === undefined ? [] : ['--release'], namespace === undefined ? [] : ['--namespace']].flat();
  if (stray !== undefined) throw new SettingsError(`${stray} is for charts of others: an environment has its own`);
}

function environmentsOf(
  { environments: asked }: DiffArguments,
  sides: readonly (SideArgument | undefined)[],
  environments: readonly string[],
  folders: Folders,
): readonly string[] {
  if (asked.length > 0) return namedEnvironments(asked, folders).map(({ name }) => name);
  // `dist/prod` says by its name which one it is about.
  const said = sides.flatMap((side) => (side?.kind === 'dist' && !isWholeDist(side) ? [basename(side.path)] : []));
  const [last] = said.filter((name) => environments.includes(name)).slice(-1);
  if (last !== undefined) return [last];
  const isOfAll = sides.every((side) => side === undefined || side.kind === 'commit' || isWholeDist(side));
  if (isOfAll && environments.length > 0) return environments;
  const known = environments.length === 0 ? `there is none in ${folders.values}/` : environments.join(', ');
  throw new SettingsError(`expected --env NAME: the environment that this is about (${known})`);
}

function isWholeDist(side: SideArgument): boolean {
  return side.kind === 'dist' && !existsSync(`${side.path}/manifests`);
}

function environmentsIn(commit: Commit, { root, values }: Folders): readonly string[] {
  const names = [...filesIn(commit, root, values).keys()].map((path) => path.slice(values.length + 1));
  return names.flatMap((name) => /^([^/.][^/]*)\.ya?ml$/.exec(name)?.[1] ?? []);
}

/** Nothing is passed over in silence: a file for both sides is used if one of them takes it. */
function refuseStrayValues(
  { from, fromValues, toValues }: Omit<ChartRequest, 'to' | 'release' | 'namespace'>,
  to: SideArgument | undefined,
): void {
  const [isFrom, isTo] = [takesValues(from), to === undefined || takesValues(to)];
  const used = [...(isFrom ? fromValues : []), ...(isTo ? toValues : [])];
  const isShared = (file: string): boolean => fromValues.includes(file) && toValues.includes(file);
  const stray = [...(isFrom ? [] : fromValues), ...(isTo ? [] : toValues)];
  const [first] = stray.filter((file) => !(isShared(file) && used.includes(file)));
  if (first !== undefined) {
    throw new SettingsError(
      `${first}: more values are for environments, files of values and charts, and that side is none`,
    );
  }
}

function takesValues({ kind }: SideArgument): boolean {
  return kind === 'chart' || kind === 'environment' || kind === 'values';
}

/** On a terminal only; what it drew is gone when it is done. */
function progressOf(name: string, { errors }: CommandContext): (done: number, all: number) => void {
  if (errors.isTTY !== true) return () => undefined;
  return (done, all) => {
    const words = `${name} looking for causes: ${String(done)} of ${String(all)} values`.trimStart();
    errors.write(done >= all ? BACK_TO_START : `${BACK_TO_START}${words}`);
  };
}
