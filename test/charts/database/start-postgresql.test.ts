/** start-postgresql.sh: the memory settings that follow from what the pod is guaranteed, TLS, and changes that are kept. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { withFolder } from '../../support/chart-folder';
import { runScript } from '../../support/run-script';

const SCRIPT = 'charts/database/start-postgresql.sh';
/** Who looks after something in the background ends at once. */
const ENDS = { sleep: '#!/bin/sh\nexit 1\n' };
const RULES = '/tmp/pg_hba.conf';
const rules = (): readonly string[] => {
  const found = readFileSync(RULES, 'utf8').trim().split('\n');
  rmSync(RULES);
  return found;
};
const WITHIN = ['local all all trust', 'host all all 127.0.0.1/32 scram-sha-256', 'host all all ::1/128 scram-sha-256'];

async function settings(MEMORY_MIB: string, MAX_CONNECTIONS: string): Promise<readonly string[]> {
  const env = { MEMORY_MIB, MAX_CONNECTIONS, MAX_SLOT_WAL: '10240MB' };
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
    const env = { MEMORY_MIB: '1024', MAX_CONNECTIONS: '200', MAX_SLOT_WAL: '1MB', CERTIFICATE: folder };
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
  const env = { MEMORY_MIB: '1024', MAX_CONNECTIONS: '200', MAX_SLOT_WAL: '1MB', KEEPS_CHANGES: 'true', CERTIFICATE };
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
