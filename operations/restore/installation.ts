/** What a restore is about: the objects that the values make with `restore` in them, and what is there now. */
import type { Context } from '../../lib/expr/context';
import { evaluateModel } from '../../lib/synth/model';
import { visible } from '../../lib/text/visible';
import type { CommandContext } from '../../lib/cli/context';
import { MLFLOW_VERSION } from '../../values/images';
import { kubectl } from '../kubectl';
import { ownModel } from '../own-model';
import type { Rendered } from '../report/volumes';
import WRITTEN_SINCE from './written-since.py';

/** Names of what takes part. */
export interface Parts {
  readonly server: string;
  /** The Job that restores a backup; nothing where the database goes back to a time. */
  readonly job: string | undefined;
  /** Whose pod goes back to a time. */
  readonly database: string | undefined;
  /** Of the server's image, where it says so. */
  readonly mlflow: string | undefined;
}

const COMPONENT = 'app.kubernetes.io/component';

export function partsOf(context: Context): Parts {
  const objects = [...evaluateModel(ownModel(), context).values()] as unknown as readonly Rendered[];
  const nameOf = (kind: string, component: string) =>
    objects.find((one) => one.kind === kind && one.metadata.labels?.[COMPONENT] === component)?.metadata.name;
  const { tag } = (context.values as { readonly mlflow: { readonly image: { readonly tag: string } } }).mlflow.image;
  return {
    server: nameOf('Deployment', 'tracking') ?? '',
    job: nameOf('Job', 'restore'),
    database: nameOf('StatefulSet', 'postgresql'),
    mlflow: tag === '' ? MLFLOW_VERSION : /^v?(\d+\.\d+(?:\.\d+)?)(?![\d.])/.exec(tag)?.[1],
  };
}

/** Who puts objects into the namespace: what undoes what others have put there. */
export type Keeper = 'Helm' | 'Argo CD' | 'Flux' | 'kubectl';

export interface Now {
  /** Nothing where no server is there. */
  readonly keeper: Keeper | undefined;
}

const SECONDS = 60;

interface Marks {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** @returns why nobody knows, in words, where that is so */
export async function nowOf(
  server: string,
  target: readonly string[],
  environment: CommandContext['environment'],
): Promise<Now | string> {
  const args = ['get', 'deployment', server, ...target, '--ignore-not-found', '--output=json'];
  const said = await kubectl(args, environment, SECONDS);
  if ('unknown' in said) return said.unknown;
  if (said.output.trim() === '') return { keeper: undefined };
  try {
    const { metadata } = JSON.parse(said.output) as { readonly metadata: Marks };
    return { keeper: keeperOf(metadata) };
  } catch {
    return 'kubectl prints something else than a Deployment';
  }
}

function keeperOf({ labels = {}, annotations = {} }: Marks): Keeper {
  const all = [...Object.keys(labels), ...Object.keys(annotations)];
  const has = (start: string) => all.some((key) => key.startsWith(start));
  // They say so themselves, and before Helm: Flux installs charts with it.
  if (has('argocd.argoproj.io/')) return 'Argo CD';
  if (has('kustomize.toolkit.fluxcd.io/') || has('helm.toolkit.fluxcd.io/')) return 'Flux';
  return has('meta.helm.sh/') ? 'Helm' : 'kubectl';
}

export interface Written {
  readonly runs: number;
  readonly since: number;
}

/** How many runs there are now, and were begun since; or why nobody knows, in words. */
export async function writtenSince(
  server: string,
  time: string,
  target: readonly string[],
  environment: CommandContext['environment'],
): Promise<Written | string> {
  const program = ['python', '-B', '-c', WRITTEN_SINCE, String(Date.parse(time))];
  const args = ['exec', `deployment/${server}`, ...target, '--container', 'mlflow', '--', ...program];
  const said = await kubectl(args, environment, SECONDS);
  if ('unknown' in said) return said.unknown;
  try {
    const { runs, since } = JSON.parse(said.output) as Partial<Written>;
    if (typeof runs === 'number' && typeof since === 'number') return { runs, since };
  } catch {
    // Below.
  }
  return `deployment/${server} prints something else than a number: ${visible(said.output.slice(0, 80))}`;
}
