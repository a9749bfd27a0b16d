/** `mlflow-chart report` of a release on this machine: in the place of kubectl, what runs a command as its pod would. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportCommand } from '../../../operations/report';
import type { Answer, Volume } from '../../../operations/report/answer';
import type { Forecast } from '../../../operations/report/growth';
import { root } from '../../support/root';
import type { Release, Variables } from '../backup/pod';

/** Of a claim it says how large it is; of its pod, what df would. Everything else it runs here. */
const KUBECTL = `#!/bin/bash
printf '%s\\n' "$*" >>"$0.asked"
case "$*" in
  get*volumeclaim*) echo 1Gi; exit ;;
  *' df -P -k '*) printf 'Filesystem 1024-blocks Used Available Capacity Mounted on\\n/dev/sdb 1000 250 750 25%% /data\\n'; exit ;;
esac
while [ "$1" != -- ]; do shift; done
shift
exec "$@"
`;

export interface Reported {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What kubectl was called with, without programs. */
  readonly asked: readonly string[];
}

export async function report(release: Release, args: readonly string[] = [], env: Variables = {}): Promise<Reported> {
  const folder = mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'report-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'kubectl'), KUBECTL);
  chmodSync(join(bin, 'kubectl'), 0o755);
  let stdout = '';
  let stderr = '';
  const before = process.cwd();
  process.chdir(root);
  const { ARTIFACTS_URI: destination = '', PATH: path = '', ...variables } = release.env;
  const exit = await reportCommand(['--env', 'dev', ...args], {
    output: { write: (text) => (stdout += text) },
    errors: { write: (text) => (stderr += text) },
    // As the server's container has them.
    environment: { ...variables, MLFLOW_ARTIFACTS_DESTINATION: destination, ...env, PATH: `${bin}:${path}` },
    tool: { name: 'mlflow-chart', version: '1.0.0' },
  });
  process.chdir(before);
  const asked = readFileSync(join(bin, 'kubectl.asked'), 'utf8').split('\n');
  return { exit, stdout, stderr, asked: asked.filter((line) => /^(get|exec) /.test(line)) };
}

export type Said = Answer & { readonly volumes: readonly (Volume & { readonly forecast: Forecast | null })[] };

export async function answer(release: Release, args: readonly string[] = [], env: Variables = {}): Promise<Said> {
  const { stdout, stderr } = await report(release, ['--json', ...args], env);
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout) as Said;
}
