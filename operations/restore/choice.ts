/** Which backup comes back: the newest complete one, or the one that is meant; and what is in the way of it. */
import { nearestName } from '../../lib/text/nearest-name';
import { visible } from '../../lib/text/visible';
import { SettingsError } from '../../lib/validate/settings/settings-error';
import { largerBefore, shortName, type Backup, type Backups, type Manifest } from '../backups/report';

export interface Wanted {
  /** A name, or the beginning or end of one. */
  readonly backup: string | undefined;
  /** The newest from before this time. */
  readonly before: string | undefined;
}

export interface Chosen {
  /** As `restore.from` takes it. */
  readonly name: string;
  readonly manifest: Manifest;
  /** Why this one, in words. */
  readonly because: string;
}

/** Why none can be chosen: not a mistake of whoever asks. */
export interface NoChoice {
  readonly problem: string;
}

/** @throws SettingsError for a name that none has, or that several have */
export function choose({ bucket, backups }: Backups, { backup, before }: Wanted): Chosen | NoChoice {
  const complete = backups.flatMap((one) => (one.manifest === undefined ? [] : [chosen(one.name, one.manifest)]));
  if (backup !== undefined) return named(backup, backups, complete);
  const inTime = before === undefined ? complete : complete.filter(({ manifest }) => isBefore(manifest, before));
  const newest = inTime.at(-1);
  if (newest !== undefined)
    return {
      ...newest,
      because: before === undefined ? 'the newest complete one' : `the newest from before ${before}`,
    };
  const first = complete[0]?.manifest.started;
  return {
    problem:
      first === undefined
        ? `there is no complete backup of this release in bucket ${visible(bucket)}${backups.length === 0 ? '' : `; of ${String(backups.length)}, none is complete: mlflow-chart backups says why`}`
        : `there is no complete backup from before ${String(before)}: the oldest began at ${visible(first)}`,
  };
}

const isBefore = ({ finished }: Manifest, time: string) => Date.parse(finished) <= Date.parse(time);
const chosen = (name: string, manifest: Manifest) => ({
  name: shortName(name),
  manifest,
  because: 'the one that you name',
});

function named(word: string, all: readonly Backup[], complete: readonly Chosen[]): Chosen | NoChoice {
  const isMeant = (name: string) => name === word || shortName(name) === word || name.endsWith(`/${word}`);
  const isPart = (name: string) => shortName(name).startsWith(word) || (name.split('/').at(-1) ?? '').startsWith(word);
  const exact = all.filter(({ name }) => isMeant(name));
  const found = exact.length > 0 ? exact : all.filter(({ name }) => isPart(name));
  const [first, second] = found;
  const names = all.map(({ name }) => shortName(name));
  if (first === undefined) {
    const near = nearestName(word, names);
    throw new SettingsError(
      `--backup: there is no backup ${word}; ${near === undefined ? `there are ${names.slice(-5).reverse().join(', ') || 'none'}` : `did you mean ${near}?`}`,
    );
  }
  if (second !== undefined) {
    const several = found.map(({ name }) => shortName(name)).join(', ');
    throw new SettingsError(`--backup: ${word} may be each of ${several}: say more of its name`);
  }
  const one = complete.find(({ name }) => name === shortName(first.name));
  return (
    one ?? {
      problem: `${visible(shortName(first.name))} is not complete: ${visible(first.problem ?? 'nobody knows why')}`,
    }
  );
}

/** What a restore of it would be refused for, or end in something that nobody wants. */
export interface Obstacle {
  readonly problem: string;
  readonly remedy: string;
}

export interface Known {
  readonly backups: Backups;
  readonly wanted: Wanted;
  /** The MLflow that is going to run. */
  readonly mlflow: string | undefined;
  /** A Secret with the session key. */
  readonly sessionKey: string;
}

export function obstaclesOf(
  { name, manifest }: Chosen,
  { backups, wanted, mlflow, sessionKey }: Known,
): readonly Obstacle[] {
  const larger = wanted.backup === undefined ? largerBefore(backups.backups, manifest) : undefined;
  const isNewer = mlflow !== undefined && compareVersions(manifest.mlflow, mlflow) > 0;
  return [
    ...(larger === undefined
      ? []
      : [
          {
            problem: `it has far less than ${visible(shortName(larger.name))}: it may be what came after a loss`,
            remedy: `Name the one that you mean: --backup ${visible(shortName(larger.name))}, or --backup ${visible(name)}`,
          },
        ]),
    ...(isNewer
      ? [
          {
            problem: `it is of MLflow ${visible(manifest.mlflow)}, and these values install ${mlflow}, which cannot read it`,
            remedy: 'Set mlflow.image.tag to that version, or a newer one: --values FILE',
          },
        ]
      : []),
    ...(manifest.encryption !== null && sessionKey === ''
      ? [
          {
            problem: 'its dump is encrypted',
            remedy:
              'Put its session key into a Secret, as docs/recovery.md says (“An encrypted dump”), and name that: --session-key SECRET',
          },
        ]
      : []),
  ];
}

/** By numbers; what is none counts for nothing. */
function compareVersions(one: string, other: string): number {
  const numbers = (version: string) => version.split(/[.\-+]/).map((part) => (/^\d+$/.test(part) ? Number(part) : 0));
  const [left, right] = [numbers(one), numbers(other)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
