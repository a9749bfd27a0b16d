/** docs/production.md, typed as it stands there, for staging: an Ingress, a login, backups in another place, from nothing to its checklist. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Authority } from '../../support/certificates';
import { remark } from '../../support/proofs';
import { commandsIn } from '../../docs/shown';
import { installTraefik } from '../addons/install';
import { ask } from '../clients/http';
import { realCluster } from '../nodes/running';
import { endpointIn, KEYS_FILE, makeDestination } from './destination';
import { typed } from './typed';

const DOCUMENT = 'docs/production.md';
const NAMESPACE = 'production';
/** Somebody else's, with the bucket of backups. */
const ELSEWHERE = 'production-elsewhere';
const HOST = 'mlflow.example.com';
const STEPS = [
  '1. What is yours',
  '2. Secrets',
  '3. Install',
  '4. Whether it works',
  '5. A backup',
  '7. Before each upgrade',
] as const;

const cluster = realCluster();

describe(`${DOCUMENT} on Kubernetes ${cluster.version}`, () => {
  const authority = new Authority();
  const { certificate, key } = authority.issue(HOST);
  let address = '';
  /** What one step leaves for the next. */
  let password = '';

  /** As the page has it, and as it is here: staging, which is prod, smaller. */
  const here = (text: string) =>
    text
      .replaceAll('--env prod', `--env staging --namespace ${NAMESPACE}`)
      .replaceAll('--timeout=1h', '--timeout=8m')
      .replace('kubectl apply -f dist/prod/namespace.yaml', `kubectl create namespace ${NAMESPACE}`)
      .replaceAll('mlflow-prod', NAMESPACE)
      .replaceAll(
        `preflight -- mlflow -n ${NAMESPACE} --env staging --namespace ${NAMESPACE}`,
        `preflight -- mlflow -n ${NAMESPACE} --env staging`,
      )
      .replaceAll('dist/prod/', 'dist/staging/')
      .replace('mlflow:\n', 'mlflow:\n  workers: 1\n  resources: { requests: { cpu: 250m, memory: 768Mi } }\n')
      .replaceAll('ingress-nginx', 'ingress')
      .replaceAll('https://s3.example.org', endpointIn(ELSEWHERE))
      .replaceAll('{ cidr: 198.51.100.7/32 }', `{ namespace: ${ELSEWHERE} }`)
      .replace('curl ', `curl --max-time 30 --cacert authority.crt --resolve ${HOST}:443:${address} `);

  const step = (heading: (typeof STEPS)[number]) =>
    typed(cluster, {
      document: 'docs/production.md',
      heading,
      here,
      files: {
        'backup-keys.env': KEYS_FILE,
        'tls.crt': certificate,
        'tls.key': key,
        'authority.crt': authority.certificate,
        'alice.txt': password,
      },
      namespace: NAMESPACE,
    });
  const timed = async (heading: (typeof STEPS)[number]) => {
    const begun = performance.now();
    const printed = await step(heading);
    remark(`${heading}: ${((performance.now() - begun) / 1000).toFixed(0)} s`);
    return printed;
  };

  beforeAll(async () => {
    await installTraefik(cluster);
    address = await cluster.serviceAddress('ingress', 'traefik');
    await makeDestination(cluster, ELSEWHERE);
  });
  afterAll(async () => {
    authority.close();
    await cluster.ok(['delete', 'namespace', NAMESPACE, ELSEWHERE]);
  });

  test('its steps are all that it has to type', () => {
    const own = STEPS.flatMap((heading) => commandsIn(DOCUMENT, heading));
    expect(commandsIn(DOCUMENT)).toEqual(own);
  });

  test('1. the validator finds no error', async () => {
    const [said] = await timed('1. What is yours');
    expect(said).toBe('');
  });

  test('2. every Secret is made', async () => {
    await timed('2. Secrets');
    const passwords = ['get', 'secret', 'mlflow-users-passwords', '--namespace', NAMESPACE];
    const data = await cluster.ok([...passwords, '--output=jsonpath={.data.passwords}']);
    password = /^alice:(.*)$/m.exec(Buffer.from(data, 'base64').toString())?.[1] ?? '';
    expect(password).not.toBe('');
  });

  test('3. everything gets ready', async () => {
    await timed('3. Install');
  }, 900_000);

  test('4. from outside with a login, as a user, and for the doctor: it works', async () => {
    const [answer = '', tested = '', doctor = ''] = await timed('4. Whether it works');
    expect(JSON.parse(answer)).toMatchObject({ experiments: [{ name: 'Default' }] });
    expect(tested).toMatch(/^passed[.] It took \d+ s$/m);
    expect(tested).toContain('alice');
    expect(doctor).toMatch(/nothing/i);
    const headers = { Host: HOST };
    const tls = { servername: HOST, ca: authority.certificate };
    const { status } = await ask({
      address,
      port: 443,
      tls,
      path: '/api/2.0/mlflow/experiments/search?max_results=1',
      headers,
    });
    expect(status).toBe(401);
  }, 600_000);

  test('5. a backup is complete, and has come back', async () => {
    const printed = await timed('5. A backup');
    expect(printed.at(-1)).toMatch(/ complete\n/);
    remark(printed.at(-1) ?? '');
  }, 1_200_000);

  test('7. nothing is in the way of an upgrade', async () => {
    const [said = ''] = await timed('7. Before each upgrade');
    remark(said);
  }, 300_000);
});
