/** dist/dev/compose on a real Docker Engine, by the guide's commands: docs/compose.md as it is written. */
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { outputOf } from '../../support/execute';
import { remark } from '../../support/proofs';
import { root } from '../../support/root';
import { expectPrinted } from '../../docs/printed';
import { commandsIn, typedIn } from '../../docs/shown';
import { eventually } from '../eventually';
import { MLFLOW, mlflowImage } from '../images/versions';
import { Engine } from './engine';
import { Installed, statusOf } from './installed';
import { compose } from './versions';

const engine = Engine.running();
const below = (name: string) => join(process.env['DELIVERY_FOLDER'] ?? '', name);
const folder = below('dev');
const dev = new Installed(engine, folder);
const [up = '', ps = '', logs = '', down = ''] = commandsIn('docs/compose.md');

/** What docs/guide.md says that it prints. */
function shownBelow(command: string): string {
  return typedIn('docs/guide.md').find(({ text }) => text === `${command}\n`)?.prints ?? 'nothing is said';
}

describe(`dist/dev/compose with Docker Compose ${compose.version}`, () => {
  let logged: Readonly<Record<string, unknown>> = {};

  beforeAll(() => {
    expect([up, ps, logs, down].every((command) => command.startsWith('docker compose '))).toBe(true);
    cpSync(join(root, 'dist/dev/compose'), folder, { recursive: true });
  });
  afterAll(async () => {
    await engine.typed('docker compose down --volumes', folder);
  });

  test('the schema that `npm test` knows is the one that it was built with', () => {
    const theirs = readFileSync(process.env['COMPOSE_SPECIFICATION'] ?? '', 'utf8');
    expect(readFileSync(join(root, 'test/fixtures/compose/compose-spec.json'), 'utf8')).toBe(theirs);
  });

  test('Compose reads it, and finds nothing to complain of', async () => {
    const { code, stderr } = await engine.typed('docker compose config --quiet', folder);
    expect([code, stderr]).toEqual([0, '']);
  });

  test(`\`${up}\` starts everything in its order, and waits for schema and bucket`, async () => {
    const begun = performance.now();
    await dev.typed(up);
    remark(`${((performance.now() - begun) / 1000).toFixed(0)} s`);
    await dev.healthy();
    expect(await statusOf('127.0.0.1')).toBe(200);
  }, 600_000);

  test('who only prepared has ended, and nobody was started twice', async () => {
    const running = (await dev.containers()).filter(({ State }) => State.Running).map(({ Name }) => Name.slice(1));
    expect(running.filter((name) => name === 'mlflow')).toEqual(['mlflow']);
    expect(running).toHaveLength(4);
    expectPrinted(await dev.typed(ps), shownBelow(ps));
    // It follows them until somebody ends it.
    const { stdout } = await engine.typed(`timeout --signal=INT 10 ${logs}`, folder);
    expectPrinted(stdout, shownBelow(logs));
    expect(outputOf(await engine.docker('logs', 'mlflow'))).toBeDefined();
  });

  test('none may do more than its program needs', async () => {
    for (const { Name, Config, HostConfig } of await dev.containers()) {
      const { ReadonlyRootfs, CapDrop, Privileged, SecurityOpt, CapAdd, NetworkMode } = HostConfig;
      expect([Name, ReadonlyRootfs, CapDrop, Privileged, SecurityOpt]).toEqual([
        Name,
        true,
        ['ALL'],
        false,
        ['no-new-privileges:true'],
      ]);
      const isVolumes = Name.includes('-volumes-');
      expect([Name, CapAdd ?? []]).toEqual([Name, isVolumes ? expect.arrayContaining(['CAP_CHOWN']) : []]);
      expect([Name, Config.User.startsWith('0')]).toEqual([Name, isVolumes]);
      if (isVolumes) expect(NetworkMode).toBe('none');
      else expect(HostConfig.Memory).toBeGreaterThan(0);
    }
  });

  test('ports are the machine’s own, and no others', async () => {
    const bound = (await dev.containers()).flatMap(({ NetworkSettings }) =>
      Object.entries(NetworkSettings.Ports).flatMap(([port, at]) =>
        (at ?? []).map(({ HostIp }) => `${HostIp}:${port}`),
      ),
    );
    expect(bound.sort()).toEqual(['127.0.0.1:5000/tcp', '127.0.0.1:9000/tcp', '127.0.0.1:9001/tcp']);
  });

  test('a client logs a run with an artefact and a model through the proxy, and reads it back', async () => {
    logged = await dev.client(['log', 'compose', '20']);
    await dev.client(['check', JSON.stringify(logged)]);
  }, 300_000);

  test('it is called by its service’s name, too', async () => {
    const asked = ['run', '--rm', '--network=mlflow-dev_default', mlflowImage(MLFLOW), 'python', '-c'];
    const program =
      'import urllib.request; print(urllib.request.urlopen("http://mlflow:5000/api/2.0/mlflow/experiments/search?max_results=1").status)';
    expect(outputOf(await engine.docker(...asked, program)).trim()).toBe('200');
  });

  test('MLflow that is killed comes back by itself, behind the same proxy', async () => {
    const state = async () => (await dev.containers()).find(({ Name }) => Name === '/mlflow')?.State;
    const { Pid = 0 } = (await state()) ?? {};
    process.kill(Pid, 'SIGKILL');
    await eventually(async () => {
      const now = await state();
      return now?.Running === true && now.Pid !== Pid && now.Health?.Status === 'healthy';
    }, true);
    expect(await statusOf('127.0.0.1')).toBe(200);
    await dev.client(['check', JSON.stringify(logged)]);
  }, 300_000);

  test('`docker compose down`, and up again, as the guide has it, with a dash: everything is there', async () => {
    await dev.typed(down);
    expect(outputOf(await engine.docker('ps', '--all', '--quiet'))).toBe('');
    await dev.typed('docker-compose up -d');
    await dev.answers();
    await dev.client(['check', JSON.stringify(logged)]);
    expect(await dev.typed('docker-compose ps')).toMatch(/mlflow/);
    const { stdout } = await engine.typed('timeout --signal=INT 10 docker-compose logs -f mlflow', folder);
    expect(stdout).toMatch(/Uvicorn running|Application startup complete/);
    expect(outputOf(await engine.typed('docker logs mlflow --tail 100', folder))).toBeDefined();
    await dev.typed('docker-compose down');
    expect(outputOf(await engine.docker('ps', '--all', '--quiet'))).toBe('');
  }, 600_000);
});

describe('dist/staging/compose, with logins', () => {
  const staging = below('staging');
  const withLogins = new Installed(engine, staging);

  beforeAll(async () => {
    cpSync(join(root, 'dist/staging/compose'), staging, { recursive: true });
    const [make = ''] = commandsIn('docs/compose.md', 'Passwords');
    outputOf(await engine.typed(`${make} --output ${staging}`, root));
  });
  afterAll(async () => {
    await engine.typed('docker compose down --volumes', staging);
  });

  test('without its variables nothing starts, and Compose says which is missing', async () => {
    const bare = below('bare');
    cpSync(join(root, 'dist/staging/compose'), bare, { recursive: true });
    const { code, stderr } = await engine.typed('docker compose up -d', bare);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/required variable \w+ is missing a value: mlflow-\w+\/[\w-]+/),
    ]);
    expect(outputOf(await engine.docker('ps', '--all', '--quiet'))).toBe('');
  });

  test('with what `secrets --compose` makes, who has a login gets in, and nobody else', async () => {
    outputOf(await engine.typed(up, staging));
    await withLogins.answers();
    expect(await statusOf('127.0.0.1', '/api/2.0/mlflow/experiments/search?max_results=1')).toBe(401);
    const [, password = ''] = readFileSync(join(staging, 'secrets/mlflow-users-passwords/passwords'), 'utf8')
      .trim()
      .split(':');
    const login = ['MLFLOW_TRACKING_USERNAME=alice', `MLFLOW_TRACKING_PASSWORD=${password}`];
    const logged = await withLogins.client(['log', 'staging', '5'], login);
    await withLogins.client(['check', JSON.stringify(logged)], login);
  }, 600_000);
});
