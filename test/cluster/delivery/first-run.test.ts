/** docs/getting-started.md on a Docker Engine, and README.md's shorter way there: what somebody types who has never seen the project. */
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { remark } from '../../support/proofs';
import { outputOf } from '../../support/execute';
import { root } from '../../support/root';
import { commandsIn, filesIn } from '../../docs/shown';
import { MLFLOW, mlflowImage } from '../images/versions';
import { Engine } from './engine';
import { Installed } from './installed';

const PROGRAM = 'first_run.py';
const engine = Engine.running();
const folder = join(process.env['DELIVERY_FOLDER'] ?? '', 'first-run');
const installed = new Installed(engine, folder);
const page = commandsIn('docs/getting-started.md', 'With Docker Compose');
const [up = '', ps = '', python = '', inside = '', down = '', away = ''] = page;
const program = filesIn('docs/getting-started.md').get(PROGRAM) ?? '';

describe('a first run with Docker Compose', () => {
  const begun = performance.now();

  beforeAll(() => {
    cpSync(join(root, 'dist/dev/compose'), folder, { recursive: true });
    writeFileSync(join(folder, PROGRAM), program);
  });
  afterAll(async () => {
    await engine.typed('docker compose down --volumes', folder);
  });

  test('README.md begins as the page does', () => {
    expect(commandsIn('README.md').filter((command) => command.startsWith('docker '))).toEqual([up]);
  });

  test('`docker compose up -d` is all until MLflow answers', async () => {
    await installed.typed(up);
    await installed.answers();
    remark(`it answers after ${((performance.now() - begun) / 1000).toFixed(0)} s`);
    expect(await installed.typed(ps)).toContain('mlflow');
  }, 600_000);

  test('the program, where MLflow’s client is: in an image of it, in the network of the machine', async () => {
    expect(python).toBe(`python3 ${PROGRAM}`);
    const words = ['run', '--rm', '--interactive', '--network=host', '--env=HOME=/tmp', mlflowImage(MLFLOW)];
    expect(outputOf(await engine.fed(program, ...words, 'python', '-'))).toContain('\nIt works.\n');
  }, 300_000);

  test('and in the server’s container, where the machine has none', async () => {
    expect(await installed.typed(inside)).toContain('\nIt works.\n');
    remark(`the run is logged after ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  }, 300_000);

  test('`down` keeps what was logged, and `down --volumes` nothing', async () => {
    await installed.typed(down);
    expect(outputOf(await engine.docker('volume', 'ls', '--quiet')).trim()).not.toBe('');
    await installed.typed(up);
    await installed.answers();
    const search = 'import mlflow; print([e.name for e in mlflow.search_experiments()])';
    const asked = `docker compose exec -T -e MLFLOW_TRACKING_URI=http://127.0.0.1:5000 mlflow python -c '${search}'`;
    expect(await installed.typed(asked)).toContain('first steps');
    await installed.typed(away);
    expect(outputOf(await engine.docker('ps', '--all', '--quiet'))).toBe('');
    expect(outputOf(await engine.docker('volume', 'ls', '--quiet'))).toBe('');
  }, 600_000);
});
