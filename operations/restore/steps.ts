/** The words to type for a restore: for whoever does it by hand, and as what the command does itself. */
import { writeYaml } from '../../lib/yaml/write';
import type { Json } from '../../lib/yaml/json';
import type { Keeper, Parts } from './installation';

export interface Restored {
  /** As `restore.from` has it: a backup, or a time. */
  readonly from: string;
  /** Whether what is in the database may be replaced. */
  readonly replaces: boolean;
  readonly request: string | undefined;
  readonly sessionKey: string | undefined;
}

/** As a file of values. */
export function restoreValues({ from, replaces, request, sessionKey }: Restored): string {
  return writeYaml({
    restore: {
      enabled: true,
      from,
      ...(replaces && { overwrite: from }),
      ...(request !== undefined && { request }),
      ...(sessionKey !== undefined && { existingSecret: sessionKey }),
    },
  } satisfies Json);
}

export interface Place {
  readonly release: string;
  readonly namespace: string;
  /** Words for kubectl that say which cluster. */
  readonly context: string | undefined;
  readonly environment: string | undefined;
  readonly files: readonly string[];
  readonly archive: string;
  /** How this program is called. */
  readonly program: string;
}

/** Where the values of a restore are, in the words below. */
export const FILE = 'restore.yaml';

export function helmArguments(place: Place, chart: string, file: string): readonly string[] {
  const files = [...place.files, file].flatMap((one) => ['--values', one]);
  const context = place.context === undefined ? [] : ['--kube-context', place.context];
  return [
    'upgrade',
    '--install',
    place.release,
    chart,
    '--namespace',
    place.namespace,
    ...context,
    '--reset-then-reuse-values',
    ...files,
  ];
}

/** Lines for a shell. */
export function commandLines(place: Place, parts: Parts, keeper: Keeper): readonly string[] {
  const { namespace, context, environment, archive, program } = place;
  const kubectl = [`kubectl -n ${namespace}`, ...(context === undefined ? [] : [`--context ${context}`])].join(' ');
  const follow = parts.job === undefined ? ofTime(kubectl, parts) : ofBackup(kubectl, parts);
  if (keeper === 'Argo CD' || keeper === 'Flux') {
    return [
      `# ${keeper} would undo it: add the lines of ${FILE} to values/${environment ?? 'NAME'}.yaml, then`,
      `${program} synth`,
      `git commit -am 'Restore' && git push`,
      ...follow,
    ];
  }
  if (keeper === 'kubectl') {
    const from = [
      ...(environment === undefined ? [] : ['--env', environment]),
      ...place.files.flatMap((file) => ['-f', file]),
      '-f',
      FILE,
    ];
    return [`${program} render ${[...from, '-n', namespace].map(word).join(' ')} | ${kubectl} apply -f -`, ...follow];
  }
  const made = environment === undefined ? 'dist/chart/mlflow' : `dist/${environment}/${archive}`;
  return [
    `${program} synth${environment === undefined ? '' : ` ${environment}`}`,
    `helm ${helmArguments(place, made, FILE).map(word).join(' ')}`,
    ...follow,
  ];
}

/** By its label: what somebody has set in the cluster alone makes it another Job, with another name. */
export const RESTORE_JOBS = 'app.kubernetes.io/component=restore';

function ofBackup(kubectl: string, { server }: Parts): readonly string[] {
  return [
    `${kubectl} wait --for=condition=complete --timeout=2h job -l ${RESTORE_JOBS}`,
    `${kubectl} logs -l ${RESTORE_JOBS} --all-containers --prefix --ignore-errors --max-log-requests=99 --tail=20   # in another terminal: what it does, or refuses`,
    `${kubectl} rollout status deployment/${server} --timeout=10m`,
  ];
}

function ofTime(kubectl: string, { database, server }: Parts): readonly string[] {
  return [
    `${kubectl} rollout status statefulset/${String(database)} --timeout=2h`,
    `${kubectl} logs ${String(database)}-0 -c recover`,
    `${kubectl} rollout status deployment/${server} --timeout=10m`,
  ];
}

/** As it stands in a shell. */
export function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
