/** A kubectl and a Helm that answer what they are told to, and remember what they were asked. */
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Backups, Manifest } from '../../../operations/backups/report';
import { restoreCommand } from '../../../operations/restore';
import { withFolder } from '../../support/chart-folder';

export const OURS = `
backup: {enabled: true, destination: {bucket: backups, existingSecret: backup-keys}}
networkPolicy: {externalCidrs: {backups: [{cidr: 192.0.2.0/24}]}}
`;
const FOLDER = 'mlflow-prod/mlflow/0123456789ab';
export const manifest = (started: string, runs: number, more: Partial<Manifest> = {}): Manifest => ({
  kind: 'scheduled',
  started,
  finished: started.replace(/..Z$/, '42Z'),
  mlflow: '3.10.0',
  protection: 'versioning',
  database: { bytes: 12_345_678, tables: { 'public.runs': runs } },
  artifacts: { objects: 1234, bytes: 10 * 1024 ** 3 },
  encryption: null,
  ...more,
});
export const OLD = '20261125T021500Z-00aa';
export const NEW = '20261126T021500Z-00bb';
export const HALF = '20261127T021500Z-00cc';
export const named = (stamp: string) => `${FOLDER}/${stamp}`;
export const FOUND: Backups = {
  bucket: 'backups',
  now: '2026-11-27T03:15:00Z',
  backups: [
    { name: named(OLD), manifest: manifest('2026-11-25T02:15:00Z', 900) },
    { name: named(NEW), manifest: manifest('2026-11-26T02:15:00Z', 1000) },
    { name: named(HALF), problem: 'has no manifest: it is being made, or was interrupted' },
  ],
  rehearsals: {},
};
export const OF_HELM = { metadata: { annotations: { 'meta.helm.sh/release-name': 'mlflow' } } };
export const OF_KUBECTL = { metadata: { labels: {} } };
export const OF_ARGOCD = { metadata: { annotations: { 'argocd.argoproj.io/tracking-id': 'a' } } };

/** What a program says to a question that has these words in it; a text that begins with ! is an error. */
export interface Answers {
  readonly deployment?: object | '';
  readonly backups?: Backups | string;
  readonly written?: string;
  /** Of the Job, one answer after the other; the last stays. */
  readonly jobs?: readonly object[];
  readonly pods?: object;
  readonly logs?: string;
  readonly rollout?: string;
  readonly helm?: string;
  readonly apply?: string;
}

const said = (answer: object | string) => (typeof answer === 'string' ? answer : JSON.stringify(answer));

export interface Outcome {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Of kubectl and Helm, a line each. */
  readonly asked: readonly string[];
  /** Files of values that Helm was given, and manifests that kubectl was. */
  readonly given: string;
}

const SCRIPT = `#!/bin/sh
here=$(dirname "$0")
printf '%s %s\\n' "$(basename "$0")" "$(printf '%s ' "$@" | tr '\\n' ' ')" >>"$here/asked"
say() {
  answer="$here/answer-$1"
  [ -f "$answer" ] || exit 0
  case "$(head -c 1 "$answer")" in '!') tail -c +2 "$answer" >&2; exit 1 ;; *) cat "$answer" ;; esac
  exit 0
}
case "$(basename "$0") $*" in
  'helm '*)
    for word in "$@"; do case "$word" in *restore.yaml) cat "$word" >>"$here/given" ;; esac; done
    say helm ;;
  *' apply '*) cat >>"$here/given"; say apply ;;
  *'get deployment '*) say deployment ;;
  *'exporter.py list'*) say backups ;;
  *'psycopg2'*) say written ;;
  *'get jobs '*)
    # Before anything is applied, there is none.
    [ -f "$here/given" ] || { echo '{"items": []}'; exit 0; }
    count=$(cat "$here/count" 2>/dev/null || echo 0)
    echo $((count + 1)) >"$here/count"
    while [ "$count" -gt 0 ] && [ ! -f "$here/answer-job$count" ]; do count=$((count - 1)); done
    say "job$count" ;;
  *'get pods '*) say pods ;;
  *logs*) say logs ;;
  *'rollout status'*) say rollout ;;
esac
`;

/** In the repository, whose environments are meant; OURS.yaml has the values above. */
export async function restore(answers: Answers, ...args: readonly string[]): Promise<Outcome> {
  const { jobs = [], ...rest } = { pods: { items: [] }, ...answers };
  const files = Object.fromEntries([
    ...Object.entries(rest).map(([name, answer]) => [`bin/answer-${name}`, said(answer)] as const),
    ...jobs.map(
      (job, index) =>
        [
          `bin/answer-job${String(index)}`,
          said(typeof job === 'string' ? job : { items: [{ metadata: { name: 'mlflow-restore-other' }, ...job }] }),
        ] as const,
    ),
  ]);
  return await withFolder(
    {
      'ours.yaml': OURS,
      'kept.yaml': 'backup: {pointInTime: {enabled: true}}\n',
      'bin/kubectl': SCRIPT,
      'bin/helm': SCRIPT,
      ...files,
    },
    async (folder) => {
      for (const program of ['kubectl', 'helm']) chmodSync(join(folder, 'bin', program), 0o755);
      let [stdout, stderr] = ['', ''];
      const exit = await restoreCommand(
        args.map((arg) => arg.replace(/^(OURS|KEPT|OUT)$/, (name) => join(folder, `${name.toLowerCase()}.yaml`))),
        {
          output: { write: (text) => (stdout += text) },
          errors: { write: (text) => (stderr += text) },
          environment: { PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` },
          tool: { name: 'mlflow-chart', version: '1.0.0' },
        },
      );
      const read = (name: string) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '');
      const here = (text: string) => text.replaceAll(`${folder}/`, '');
      return {
        exit,
        stdout: here(stdout),
        stderr: here(stderr),
        asked: here(read('bin/asked'))
          .split('\n')
          .slice(0, -1)
          .map((line) => line.trim()),
        given: read('bin/given') + read('out.yaml'),
      };
    },
  );
}
