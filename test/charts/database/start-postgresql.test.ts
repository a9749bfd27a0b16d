/** start-postgresql.sh: the memory settings that follow from what the pod is guaranteed, TLS, and changes that are kept. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { withFolder } from '../../support/chart-folder';
import { runScript } from '../../support/run-script';

const SCRIPT = 'charts/database/start-postgresql.sh';
/** Who looks after something in the background ends at once. */
const ENDS = { sleep: '#!/bin/sh\nexit 1\n' };
/** Of a new volume. */
const PGDATA = '/var/lib/postgresql/data/pgdata';
const RULES = '/tmp/pg_hba.conf';
const rules = (): readonly string[] => {
  const found = readFileSync(RULES, 'utf8').trim().split('\n');
  rmSync(RULES);
  return found;
};
const WITHIN = ['local all all trust', 'host all all 127.0.0.1/32 scram-sha-256', 'host all all ::1/128 scram-sha-256'];

async function settings(MEMORY_MIB: string, MAX_CONNECTIONS: string): Promise<readonly string[]> {
  const env = { PGDATA, MEMORY_MIB, MAX_CONNECTIONS, MAX_SLOT_WAL: '10240MB' };
  const [program, ...options] = (await runScript(SCRIPT, 'docker-entrypoint.sh', env, [], ENDS)).args;
  expect(program).toBe('postgres');
  expect(options.filter((_, index) => index % 2 === 0)).toEqual(Array.from({ length: options.length / 2 }, () => '-c'));
  return options.filter((_, index) => index % 2 === 1);
}

test('all of them, on all addresses', async () => {
  expect(await settings('1024', '200')).toEqual([
    'listen_addresses=*',
    'max_connections=200',
    'shared_buffers=256MB',
    'effective_cache_size=768MB',
    'maintenance_work_mem=64MB',
    'work_mem=4096kB',
    'max_slot_wal_keep_size=10240MB',
    'password_encryption=scram-sha-256',
  ]);
});

/** Half of the memory is for as many sorts as there are connections, of at least 4 MiB each. */
test.each([
  ['0', '10', ['shared_buffers=64MB', 'effective_cache_size=192MB', 'maintenance_work_mem=16MB', 'work_mem=13107kB']],
  ['255', '200', ['shared_buffers=64MB', 'effective_cache_size=192MB', 'maintenance_work_mem=16MB', 'work_mem=4096kB']],
  ['256', '200', ['shared_buffers=64MB', 'effective_cache_size=192MB', 'maintenance_work_mem=16MB', 'work_mem=4096kB']],
  ['260', '200', ['shared_buffers=65MB', 'effective_cache_size=195MB', 'maintenance_work_mem=16MB', 'work_mem=4096kB']],
  [
    '1600',
    '200',
    ['shared_buffers=400MB', 'effective_cache_size=1200MB', 'maintenance_work_mem=100MB', 'work_mem=4096kB'],
  ],
  [
    '1601',
    '200',
    ['shared_buffers=400MB', 'effective_cache_size=1200MB', 'maintenance_work_mem=100MB', 'work_mem=4098kB'],
  ],
  [
    '8192',
    '100',
    ['shared_buffers=2048MB', 'effective_cache_size=6144MB', 'maintenance_work_mem=512MB', 'work_mem=41943kB'],
  ],
])('%s MiB and %s connections', async (memory, connections, expected) => {
  expect((await settings(memory, connections)).slice(2, -2)).toEqual(expected);
});

test('with a certificate, by TLS 1.2 or newer, and without it only from within the pod', async () => {
  await withFolder({ 'tls.crt': 'a certificate', 'tls.key': 'a key' }, async (folder) => {
    const env = { PGDATA, MEMORY_MIB: '1024', MAX_CONNECTIONS: '200', MAX_SLOT_WAL: '1MB', CERTIFICATE: folder };
    const { args } = await runScript(SCRIPT, 'docker-entrypoint.sh', env, [], ENDS);
    expect(args.slice(-10).filter((argument) => argument !== '-c')).toEqual([
      'hba_file=/tmp/pg_hba.conf',
      'ssl=on',
      `ssl_cert_file=${folder}/tls.crt`,
      `ssl_key_file=${folder}/tls.key`,
      'ssl_min_protocol_version=TLSv1.2',
    ]);
  });
  expect(rules()).toEqual([...WITHIN, 'hostssl all all all scram-sha-256']);
});

test.each([
  ['', 'host'],
  ['/certificate', 'hostssl'],
])('changes are received by who has the password; with a certificate %j, by %s', async (CERTIFICATE, by) => {
  const env = {
    PGDATA,
    MEMORY_MIB: '1024',
    MAX_CONNECTIONS: '200',
    MAX_SLOT_WAL: '1MB',
    KEEPS_CHANGES: 'true',
    CERTIFICATE,
  };
  const others = { ...ENDS, sha256sum: '#!/bin/sh\n' };
  const { args } = await runScript(SCRIPT, 'docker-entrypoint.sh', env, [], others);
  expect(args).toContain('hba_file=/tmp/pg_hba.conf');
  expect(rules()).toEqual([...WITHIN, `${by} all all all scram-sha-256`, `${by} replication all all scram-sha-256`]);
});

test.each([
  ['true', []],
  ['', ['mlflow_archive', 'mlflow_receive']],
])('KEEPS_CHANGES=%j: PostgreSQL no longer keeps %j', async (KEEPS_CHANGES, expected) => {
  await withFolder({}, async (folder) => {
    const env = {
      PGDATA,
      MEMORY_MIB: '1024',
      MAX_CONNECTIONS: '200',
      MAX_SLOT_WAL: '1MB',
      KEEPS_CHANGES,
      POSTGRES_USER: 'u',
      POSTGRES_DB: 'd',
    };
    const others = {
      // Once only.
      sleep: `#!/bin/sh\n[ ! -e "${folder}/slept" ] && : >"${folder}/slept"\n`,
      psql: `#!/bin/sh\nprintf '%s ' "$@" >"${folder}/asked"\nexit 1\n`,
    };
    await runScript(SCRIPT, 'docker-entrypoint.sh', env, [], others);
    const asked = join(folder, 'asked');
    const said = existsSync(asked) ? readFileSync(asked, 'utf8') : '';
    expect([...said.matchAll(/mlflow_\w+/g)].map(([name]) => name)).toEqual(expected);
    expect(said.includes('pg_drop_replication_slot')).toBe(expected.length > 0);
  });
});

describe('a volume that has been used', () => {
  const OURS = { ...ENDS, postgres: '#!/bin/sh\necho "postgres (PostgreSQL) 17.7 (Debian 17.7-3.pgdg13+1)"\n' };

  /** @param found below the volume's root, with the text of each */
  async function started(found: Readonly<Record<string, string>>, postgres = OURS.postgres) {
    return withFolder({}, async (volume) => {
      for (const [path, text] of Object.entries(found)) {
        mkdirSync(join(volume, dirname(path)), { recursive: true });
        writeFileSync(join(volume, path), text);
      }
      const env = { PGDATA: `${volume}/pgdata`, MEMORY_MIB: '1024', MAX_CONNECTIONS: '200', MAX_SLOT_WAL: '1MB' };
      const outcome = await runScript(SCRIPT, 'docker-entrypoint.sh', env, [], { ...OURS, postgres }).then(
        () => 'started',
        (error: unknown) => (error as { readonly stderr: string }).stderr,
      );
      const kept = readdirSync(volume, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(volume, join(entry.parentPath, entry.name)))
        .sort();
      return { outcome, kept };
    });
  }

  test.each([
    ['17\n', 'postgres (PostgreSQL) 17.7 (Debian 17.7-3.pgdg13+1)'],
    ['18\n', 'postgres (PostgreSQL) 18beta1'],
    ['9\n', 'postgres (PostgreSQL) 9.6'],
  ])('of the image’s major, %j, by %s: it starts', async (version, words) => {
    const { outcome } = await started({ 'pgdata/PG_VERSION': version }, `#!/bin/sh\necho "${words}"\n`);
    expect(outcome).toBe('started');
  });

  test.each(['15', '18'])('of another major, %s: it says what to do, and touches nothing', async (version) => {
    const found = { 'pgdata/PG_VERSION': `${version}\n`, 'pgdata/base/1/1': 'rows' };
    const { outcome, kept } = await started(found);
    expect(outcome).toBe(
      `postgresql: the database on the volume is of PostgreSQL ${version}, and postgresql.image is 17, which cannot read it. Nothing was changed: set postgresql.image.tag to ${version} again, and delete this pod. How to get to another major: docs/database.md\n`,
    );
    expect(kept).toEqual(Object.keys(found).sort());
  });

  test('what an abandoned way back has left goes; what it replaced stays', async () => {
    const { outcome, kept } = await started({
      'pgdata/PG_VERSION': '17\n',
      'pgdata.new/PG_VERSION': '17\n',
      'pgdata.new/mlflow_chart_restored': 'done',
      'pgdata.replaced/PG_VERSION': '17\n',
      'point-in-time/wal/1.gz': 'changes',
    });
    expect([outcome, kept]).toEqual(['started', ['pgdata.replaced/PG_VERSION', 'pgdata/PG_VERSION']]);
  });

  test('between the last two steps of a way back, when nobody asks for it any more: no empty database is made', async () => {
    const { outcome, kept } = await started({
      'pgdata.new/PG_VERSION': '17\n',
      'pgdata.new/mlflow_chart_restored': 'done',
      'pgdata.replaced/PG_VERSION': '17\n',
    });
    expect([outcome, kept]).toEqual([
      'started',
      ['pgdata.replaced/PG_VERSION', 'pgdata/PG_VERSION', 'pgdata/mlflow_chart_restored'],
    ]);
  });

  test('one that is not whole is not taken for the database', async () => {
    const { outcome, kept } = await started({ 'pgdata.new/PG_VERSION': '17\n', 'lost+found/a': '' });
    expect([outcome, kept]).toEqual(['started', ['lost+found/a', 'pgdata.new/PG_VERSION']]);
  });
});
