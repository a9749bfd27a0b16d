/**
 * What a Compose file has by profiles, on a real Docker Engine: Prometheus, backups, and a restore after everything was lost. With Garage,
 * and a database that speaks TLS, whose files somebody has put below secrets/.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { synth } from '../../../lib/cli/synth';
import { mergeValues, type JsonObject } from '../../../lib/values/merge';
import { readDocuments } from '../../../lib/yaml/read';
import { writeYaml } from '../../../lib/yaml/write';
import { commandsIn, filesIn } from '../../docs/shown';
import { Authority } from '../../support/certificates';
import { outputOf } from '../../support/execute';
import { definition, environmentValues } from '../../support/platform';
import { remark } from '../../support/proofs';
import { eventually } from '../eventually';
import { MINIO, MLFLOW, mlflowImage } from '../images/versions';
import { Engine } from './engine';
import { Installed } from './installed';

const engine = Engine.running();
const place = join(process.env['DELIVERY_FOLDER'] ?? '', 'profiles');
const dev = new Installed(engine, join(place, 'dist/whole/compose'));
const [watch = ''] = commandsIn('docs/compose.md', 'Monitoring');
const [up = '', backup = '', list = '', restore = '', , without = ''] = commandsIn('docs/compose.md', 'Backups');
/** Another place, as seen from containers: the machine's own address at the bridge. */
const ELSEWHERE = { address: '172.17.0.1', port: 9100, user: 'elsewhere', password: 'elsewhere-secret' };
const BUCKET = 'mlflow-backups';

function shown(name: string): JsonObject {
  const text = filesIn('docs/compose.md').get(name) ?? '';
  return readDocuments(text, name)[0]?.value as unknown as JsonObject;
}

/** The environment, as somebody changes its values. */
function write(...more: readonly JsonObject[]): void {
  const values = [
    environmentValues('dev'),
    {
      objectStore: { engine: 'garage' },
      postgresql: { tls: { enabled: true, existingSecret: 'mlflow-postgresql-tls' } },
    },
    shown('monitoring.yaml'),
    shown('backup.yaml'),
    { backup: { destination: { endpoint: `http://${ELSEWHERE.address}:${String(ELSEWHERE.port)}` } } },
    ...more,
  ].reduce<JsonObject>((all, one) => mergeValues(all, one), {});
  mkdirSync(join(place, 'values'), { recursive: true });
  writeFileSync(join(place, 'values/whole.yaml'), writeYaml(values));
  const said: string[] = [];
  const output = { write: (text: string) => said.push(text) };
  const code = synth(definition, { args: [], root: place, output, errors: output });
  if (code !== 0) throw new Error(said.join(''));
}

function put(path: string, text: string): void {
  mkdirSync(dirname(join(dev.folder, path)), { recursive: true });
  writeFileSync(join(dev.folder, path), text, { mode: 0o600 });
}

async function python(program: string): Promise<string> {
  return outputOf(await engine.docker('run', '--rm', '--network=host', mlflowImage(MLFLOW), 'python', '-c', program));
}

interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

async function query(expression: string): Promise<readonly Series[]> {
  const answer = await fetch(`http://127.0.0.1:9090/api/v1/query?query=${encodeURIComponent(expression)}`);
  // Not answer.json(): under Jest its lists would be another world's, and equal to none of ours.
  const { data } = JSON.parse(await answer.text()) as { readonly data: { readonly result: readonly Series[] } };
  return data.result;
}

describe('monitoring, backups and a restore by profiles, with Garage and a database with TLS', () => {
  let logged: Readonly<Record<string, unknown>> = {};
  const authority = new Authority();

  beforeAll(async () => {
    write();
    const host = 'mlflow-postgresql.mlflow-whole.svc.cluster.local';
    const { certificate, key } = authority.issue(host);
    for (const [name, text] of [
      ['tls.crt', certificate],
      ['tls.key', key],
      ['ca.crt', authority.certificate],
    ] as const)
      put(`secrets/mlflow-postgresql-tls/${name}`, text);
    put('.env', `BACKUP_AWS_ACCESS_KEY_ID=${ELSEWHERE.user}\nBACKUP_AWS_SECRET_ACCESS_KEY=${ELSEWHERE.password}\n`);
    const port = `${ELSEWHERE.address}:${String(ELSEWHERE.port)}`;
    const login = ['--env', `MINIO_ROOT_USER=${ELSEWHERE.user}`, '--env', `MINIO_ROOT_PASSWORD=${ELSEWHERE.password}`];
    const minio = [`quay.io/minio/minio:${MINIO}`, 'server', '/data'];
    outputOf(await engine.docker('run', '--detach', '--name=elsewhere', `--publish=${port}:9000`, ...login, ...minio));
    const client = `boto3.client("s3", endpoint_url="http://${port}", aws_access_key_id="${ELSEWHERE.user}", aws_secret_access_key="${ELSEWHERE.password}", region_name="us-east-1")`;
    await eventually(
      async () => python(`import boto3; ${client}.create_bucket(Bucket="${BUCKET}")`).then(() => true, () => false), // prettier-ignore
      true,
    );
  }, 300_000);
  afterAll(async () => {
    authority.close();
    await engine.typed("docker compose --profile '*' down --volumes --remove-orphans", dev.folder);
    await engine.docker('rm', '--force', '--volumes', 'elsewhere');
  });

  test('with what somebody has put below secrets/ everything starts, and Garage says itself that it is well', async () => {
    await dev.typed(up);
    await dev.healthy();
    const names = (await dev.containers()).filter(({ State }) => State.Health?.Status === 'healthy');
    const services = names.map(({ Config }) => Config.Labels['com.docker.compose.service']);
    expect(services).toEqual(expect.arrayContaining(['garage', 'postgres', 'mlflow', 'mlflow-proxy', 'backup-exporter', 'database-exporter'])); // prettier-ignore
    expect(services).not.toContain('prometheus');
    logged = await dev.client(['log', 'profiles', '10']);
    await dev.client(['check', JSON.stringify(logged)]);
  }, 600_000);

  test(`\`${watch}\`: Prometheus reads everything that there is to read`, async () => {
    await dev.typed(watch);
    await dev.healthy();
    const found = async () =>
      Object.fromEntries((await query('up')).map(({ metric, value }) => [metric['service'] ?? '', value[1]]));
    await eventually(found, {
      'mlflow-metrics': '1',
      'mlflow-database-exporter-metrics': '1',
      'mlflow-garage-metrics': '1',
      'mlflow-backup-exporter': '1',
    });
    await eventually(async () => (await query('mlflow_bucket_up')).map(({ value }) => value[1]), ['1']);
    const rules = await fetch('http://127.0.0.1:9090/api/v1/rules?type=alert');
    const { data } = (await rules.json()) as { readonly data: { readonly groups: readonly { rules: readonly { health: string }[] }[] } }; // prettier-ignore
    const all = data.groups.flatMap((group) => group.rules);
    remark(`${String(all.length)} alerts`);
    expect(all.length).toBeGreaterThan(20);
    expect(all.filter(({ health }) => health === 'err')).toEqual([]);
  }, 300_000);

  test(`\`${backup}\`, twice: each is complete, in the bucket elsewhere`, async () => {
    // What has ended is started once more with each command: nothing that runs may be hurt by that.
    await dev.typed(up);
    await dev.healthy();
    for (const round of [1, 2]) {
      const begun = performance.now();
      await dev.typed(backup);
      remark(`${((performance.now() - begun) / 1000).toFixed(0)} s`);
      const manifests = await python(
        `import boto3; c = boto3.client("s3", endpoint_url="http://${ELSEWHERE.address}:${String(ELSEWHERE.port)}", aws_access_key_id="${ELSEWHERE.user}", aws_secret_access_key="${ELSEWHERE.password}", region_name="us-east-1"); print(sum(o["Key"].endswith("manifest.json") for o in c.list_objects_v2(Bucket="${BUCKET}")["Contents"]))`,
      );
      expect(manifests.trim()).toBe(String(round));
    }
    const said = await dev.typed(list.replace(' exec ', ' exec -T '));
    expect(said).toMatch(/\d{8}T\d{6}Z/);
  }, 600_000);

  test('nothing fires that has no reason to', async () => {
    const firing = async () => (await query('ALERTS{alertstate="firing"}')).map(({ metric }) => metric['alertname']);
    await eventually(firing, [], 120);
  }, 200_000);

  test(`everything is lost, and \`${restore}\` brings it back`, async () => {
    await dev.typed("docker compose --profile '*' down --volumes");
    expect(outputOf(await engine.docker('volume', 'ls', '--quiet', '--filter=name=mlflow-whole'))).toBe('');
    write(shown('restore.yaml'));
    const begun = performance.now();
    await dev.typed(restore);
    remark(`${((performance.now() - begun) / 1000).toFixed(0)} s`);
    await dev.typed(up);
    await dev.answers();
    await dev.client(['check', JSON.stringify(logged)]);
    // As the document says: without it, nothing waits any more.
    write();
    await dev.typed(without);
    await dev.answers();
    await dev.client(['check', JSON.stringify(logged)]);
    const services = (await dev.containers()).map(({ Config }) => Config.Labels['com.docker.compose.service'] ?? '');
    expect(services.filter((service) => service.startsWith('restore'))).toEqual([]);
  }, 900_000);
});
