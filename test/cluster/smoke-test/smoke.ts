/** The container of `helm test`, against an MLflow of this machine; and what is in that beside it. */
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../support/root';
import type { Release, Variables } from '../backup/pod';
import { store } from '../backup/pod';
import { eventually } from '../eventually';
import { MLFLOW } from '../images/versions';
import { start, type Ended, type Running } from '../local/container';
import { inMlflow } from '../local/prepare';

export const PROGRAM = join(root, 'charts/smoke-test/smoke.py');

/** A step of the program, by its method. */
export type Step = 'download' | 'register' | 'send_trace';

function variables({ env }: Release, url: string, more: Variables): Variables {
  return {
    HOME: '/tmp',
    PATH: env['PATH'] ?? '',
    MLFLOW_TRACKING_URI: url,
    SMOKE_NAMESPACE: 'team',
    SMOKE_SERVER: 'ml-tracking',
    SMOKE_TIMEOUT_SECONDS: '180',
    ...more,
  };
}

const pythonOf = ({ env }: Release) => [inMlflow(env['MLFLOW_VERSION'] ?? MLFLOW, 'python'), '-B'];

/** As its pod runs it. */
export function smoke(release: Release, url: string, more: Variables = {}): Promise<Ended> {
  const [python = '', option = ''] = pythonOf(release);
  return start([python, option, PROGRAM], variables(release, url, more)).ended;
}

/** It waits before a step, until it is let go on. */
export class Paused {
  readonly #folder = mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'paused-'));
  readonly running: Running;

  constructor(release: Release, url: string, step: Step, more: Variables = {}) {
    const command = [...pythonOf(release), join(__dirname, 'paused.py'), PROGRAM, step, this.#folder];
    this.running = start(command, variables(release, url, more));
  }

  async reached(): Promise<void> {
    await eventually(() => Promise.resolve(existsSync(join(this.#folder, 'paused'))), true);
  }

  goOn(): Promise<Ended> {
    writeFileSync(join(this.#folder, 'go'), '');
    return this.running.ended;
  }
}

/** All that a user could find, and all artefacts; and how many rows only wait for `retention.gc`. */
export async function left(release: Release): Promise<unknown> {
  const count = async (table: string, where = 'true') =>
    Number(await release.sql(`SELECT count(*) FROM ${table} WHERE ${where}`));
  const has = async (table: string) => (await release.sql(`SELECT to_regclass('${table}') IS NOT NULL`)) === 't';
  const test = "name LIKE 'mlflow-chart-smoke-test-%'";
  return {
    experiments: await count('experiments', `${test} AND lifecycle_stage = 'active'`),
    runs: await count('runs', "lifecycle_stage = 'active'"),
    models: await count('registered_models'),
    versions: await count('model_versions'),
    traces: (await has('trace_info')) ? await count('trace_info') : 0,
    spans: (await has('spans')) ? await count('spans') : 0,
    artifacts: await store.do<string[]>('keys_below', release.artifacts),
    deleted: await count('experiments', `${test} AND lifecycle_stage = 'deleted'`),
  };
}

export const NOTHING = { experiments: 0, runs: 0, models: 0, versions: 0, traces: 0, spans: 0, artifacts: [] };
