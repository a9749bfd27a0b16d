/** `mlflow-chart secrets` as a user meets it. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readDocuments } from '../../../lib/yaml/read';
import { secretsCommand } from '../../../operations/secrets';
import { writeNewFiles } from '../../../operations/secrets/write-new';
import { Authority } from '../../support/certificates';
import { linuxOnly, onLinux } from '../../support/on-linux';
import { SMALLEST } from '../../support/platform';
import { root } from '../../support/root';
import { unprivileged } from '../../support/unprivileged';

let folder: string;
const before = process.cwd();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  process.chdir(root);
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Without any kubectl. */
async function secrets(args: readonly string[], { isTTY = false } = {}): Promise<Said> {
  let stdout = '';
  let stderr = '';
  const code = await secretsCommand(args, {
    output: { isTTY, write: (text) => (stdout += text) },
    errors: { write: (text) => (stderr += text) },
    environment: { PATH: folder },
    tool: { name: 'mlflow-chart', version: '1.0.0' },
  });
  return { code, stdout, stderr };
}

interface Printed {
  readonly kind: string;
  readonly type?: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly data?: Readonly<Record<string, string>>;
}
const printed = (text: string) => readDocuments(text, 'stdout').map(({ value }) => value as unknown as Printed);
const names = (text: string) =>
  printed(text).map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);
const file = (name: string, content: string) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const PROD = ['--env', 'prod', '--offline'];
const MADE_FOR_PROD = [
  'Secret mlflow-prod/mlflow-postgresql',
  'Secret mlflow-prod/mlflow-s3',
  'Secret mlflow-prod/mlflow-encryption',
  'Secret mlflow-prod/mlflow-users-passwords',
  'Secret mlflow-prod/mlflow-users',
];

const authority = new Authority();
afterAll(() => {
  authority.close();
});

describe('what is printed', () => {
  test('is a stream of Secrets for kubectl create, and what else to know is on standard error', async () => {
    const { code, stdout, stderr } = await secrets([...PROD, '--users', 'alice,bob']);
    expect(names(stdout)).toEqual(MADE_FOR_PROD);
    expect(stderr)
      .toBe(`mlflow-users and mlflow-users-passwords belong together: if the cluster has one of them, do not create the other.
mlflow-postgresql: made
mlflow-s3: made
mlflow-encryption: made
mlflow-users: made, for alice, bob; passwords in mlflow-users-passwords, which no pod reads:
  kubectl -n mlflow-prod get secret mlflow-users-passwords -o jsonpath='{.data.passwords}' | base64 -d
mlflow-tls: not made: only others can issue tls.crt; tls.key. Give --set mlflow-tls/tls.crt=@FILE --set mlflow-tls/tls.key=@FILE, or make it yourself
`);
    expect(code).toBe(0);
  });

  test('has what others have issued: a text of one line without its end, anything else as it is', async () => {
    const more = file('more.yaml', 'mlflow: {registry: {existingSecret: registry}}\n');
    const uri = file('uri', 'postgresql://u:p@h/db\r\n');
    const pair = authority.issue('a.example.com');
    const crt = file('tls.crt', pair.certificate);
    const key = file('tls.key', pair.key);
    const set = [`registry/registry-store-uri=@${uri}`, `mlflow-tls/tls.crt=@${crt}`, `mlflow-tls/tls.key=@${key}`];
    const { code, stdout } = await secrets([...PROD, '-f', more, ...set.flatMap((text) => ['--set', text])]);
    const found = Object.fromEntries(printed(stdout).map((each) => [each.metadata.name, each]));
    expect(found['registry']?.data).toEqual({
      'registry-store-uri': Buffer.from('postgresql://u:p@h/db').toString('base64'),
    });
    expect(found['mlflow-tls']?.type).toBe('kubernetes.io/tls');
    expect(found['mlflow-tls']?.data?.['tls.crt']).toBe(Buffer.from(pair.certificate).toString('base64'));
    expect(code).toBe(0);
  });

  test('is about any values, and any namespace', async () => {
    const values = file(
      'own.yaml',
      'postgresql: {auth: {existingSecret: db}}\nminio: {enabled: true, auth: {existingSecret: s3}}\n',
    );
    const { stdout } = await secrets(['--values', values, '--namespace', 'team-a', '--offline']);
    expect(names(stdout)).toEqual(['Secret team-a/db', 'Secret team-a/s3']);
  });

  test('is nothing where nothing is needed', async () => {
    expect(await secrets(['--env', 'dev', '--offline'])).toEqual({
      code: 0,
      stdout: '',
      stderr: 'It reads no Secret that somebody else has to make.\n',
    });
  });

  test('without kubectl: all but what another Secret may have other values for', async () => {
    const { code, stdout, stderr } = await secrets(['--env', 'prod']);
    expect(names(stdout)).toEqual(MADE_FOR_PROD.slice(0, 3));
    expect(stderr.split('\n').filter((line) => line.includes('kubectl'))).toEqual([
      'What the cluster has already is not left out: there is no kubectl.',
      'mlflow-users: not made: whether there is mlflow-users-passwords, with passwords for it, nobody can say: there is no kubectl. Give --offline if there is not',
    ]);
    expect(code).toBe(1);
  });

  test('sealed: nothing of it can be read', async () => {
    const certificate = join(__dirname, 'fixtures/rsa.pem');
    const { code, stdout, stderr } = await secrets([...PROD, '--sealed', certificate], { isTTY: true });
    expect(stderr).toContain(
      'Sealed without asking the cluster: where these Secrets exist, what is sealed replaces their keys, and what was encrypted with those is lost.\n',
    );
    expect(names(stdout)).toEqual(MADE_FOR_PROD.map((name) => `Sealed${name}`));
    expect(stdout).not.toMatch(/^ *(?:string)?data:/im);
    expect(code).toBe(0);
  });

  test('as ExternalSecrets: the chart’s own, without anything secret', async () => {
    const { code, stdout, stderr } = await secrets(['--env', 'prod', '--external', 'ClusterSecretStore/vault'], {
      isTTY: true,
    });
    expect(names(stdout)).toEqual(
      ['database', 's3', 'encryption', 'users'].map((name) => `ExternalSecret mlflow-prod/mlflow-${name}`),
    );
    expect(printed(stdout)[0]).toMatchObject({
      spec: {
        secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
        target: { name: 'mlflow-postgresql' },
        data: [{ secretKey: 'password', remoteRef: { key: 'mlflow-postgresql', property: 'password' } }],
      },
    });
    expect(stderr).toBe('mlflow-tls: no ExternalSecret: externalSecrets in the values says nothing of it\n');
    expect(code).toBe(0);
  });
});

test('what is in another namespace is asked for there, and not made', async () => {
  const more = file(
    'elsewhere.yaml',
    `extraObjects:
  - apiVersion: v1
    kind: Pod
    metadata: {name: other, namespace: elsewhere}
    spec:
      containers:
        - name: a
          image: a:1
          env: [{name: A, valueFrom: {secretKeyRef: {name: theirs, key: a}}}]
`,
  );
  const { stdout, stderr } = await secrets(['--env', 'dev', '--offline', '--values', more]);
  expect(stdout).toBe('');
  expect(stderr).toContain('theirs: not made: it is in the namespace elsewhere\n');
});

test('a value is no larger than a Secret can be', async () => {
  const large = file('large', 'x'.repeat(1024 * 1024 + 1));
  const { code, stdout } = await secrets([...PROD, '--set', `mlflow-postgresql/password=@${large}`]);
  expect([code, stdout]).toEqual([2, '']);
});

/** The program itself, in a process of its own. */
function programTo(out: number) {
  const [program, loader] = [join(root, 'node_modules/.bin/tsx'), './test/support/text-files.js'];
  const args = ['--require', loader, join(root, 'main.ts'), 'secrets', '--env', 'prod', '--offline'];
  return spawnSync(program, args, { cwd: root, stdio: ['ignore', out, 'pipe'], encoding: 'utf8' });
}

onLinux(`a full disk is said in words${linuxOnly}`, () => {
  const full = openSync('/dev/full', 'a');
  const { status, stderr } = programTo(full);
  closeSync(full);
  expect([status, stderr]).toEqual([2, expect.stringMatching(/cannot write standard output: .*ENOSPC[^]*$/)]);
  expect(stderr).not.toMatch(/^ +at /m);
});

test('of a file that others may read, it is said', () => {
  const said = (mode: number) => {
    const path = file(`stream-${String(mode)}`, '');
    chmodSync(path, mode);
    const out = openSync(path, 'a');
    const ran = programTo(out);
    closeSync(out);
    return ran.stderr.includes('Standard output is a file that others on this machine may read');
  };
  expect([said(0o644), said(0o640), said(0o600)]).toEqual([true, true, false]);
});

test('what is given for a Secret that is not made is not passed over in silence', async () => {
  const crt = file('tls.crt', authority.certificate);
  const { stderr } = await secrets(['--env', 'prod', '--users', 'alice', '--set', `mlflow-tls/tls.crt=@${crt}`]);
  expect(stderr.split('\n').filter((line) => line.includes('not used'))).toEqual([
    '--users: not used, because that Secret is not made.',
    '--set mlflow-tls/tls.crt: not used, because that Secret is not made.',
  ]);
});

describe('files', () => {
  let target: string;
  beforeEach(() => {
    target = mkdtempSync(join(folder, 'files-'));
  });

  test('are one for each Secret, and nobody else can read them', async () => {
    const { code, stdout } = await secrets([...PROD, '--output', join(target, 'new')], { isTTY: true });
    const found = readdirSync(join(target, 'new')).sort();
    expect(found).toEqual(
      ['encryption', 'postgresql', 's3', 'users', 'users-passwords'].map((name) => `mlflow-${name}.secret.yaml`).sort(),
    );
    for (const name of found) expect(statSync(join(target, 'new', name)).mode & 0o777).toBe(0o600);
    expect(statSync(join(target, 'new')).mode & 0o777).toBe(0o700);
    expect(stdout).toBe('');
    expect(code).toBe(0);
  });

  test('are never written over: then there are none', async () => {
    const taken = join(target, 'mlflow-users.secret.yaml');
    writeFileSync(taken, 'mine');
    const { code, stderr } = await secrets([...PROD, '--output', target]);
    expect(stderr).toBe(
      `${taken} is there already: it is not overwritten, and nothing is written. Take another folder, or remove it\n`,
    );
    expect([readdirSync(target), readFileSync(taken, 'utf8')]).toEqual([['mlflow-users.secret.yaml'], 'mine']);
    expect(code).toBe(2);
  });

  test('a link is something, too, wherever it leads', async () => {
    symlinkSync(join(target, 'nowhere'), join(target, 'mlflow-s3.secret.yaml'));
    const { code } = await secrets([...PROD, '--output', target]);
    expect([code, readdirSync(target)]).toEqual([2, ['mlflow-s3.secret.yaml']]);
  });

  test('a folder that cannot be made', async () => {
    const { code, stderr } = await secrets([...PROD, '--output', join(target, 'a/b')]);
    expect([code, stderr]).toEqual([2, `cannot make the folder ${target}/a/b: no such file or directory\n`]);
    const { stderr: ofFile } = await secrets([...PROD, '--output', file('plain', '')]);
    expect(ofFile).toBe(`cannot write ${folder}/plain: expected a folder or a new one, this is a file\n`);
  });

  test('a folder that takes none of them', () => {
    for (const open of [folder, target]) chmodSync(open, 0o755);
    const closed = join(target, 'closed');
    mkdirSync(closed, { mode: 0o555 });
    const write = () => {
      writeNewFiles(closed, new Map([['a', 'x']]));
    };
    expect(() => {
      unprivileged(write);
    }).toThrow(`cannot write ${closed}: permission denied`);
  });

  test('one that somebody puts there meanwhile stays as it is', () => {
    // The same file by two names: the second is there when its turn comes.
    const twice = new Map([
      ['a', 'first'],
      ['./a', 'second'],
    ]);
    expect(() => {
      writeNewFiles(target, twice);
    }).toThrow('cannot write');
    expect(readdirSync(target)).toEqual([]);
  });

  test('one that fails takes the others with it', () => {
    const files = new Map([
      ['a', '1'],
      ['below/c', '2'],
      // A file is no folder.
      ['a/b', '3'],
    ]);
    expect(() => {
      writeNewFiles(target, files);
    }).toThrow(`cannot write ${target}: `);
    expect(readdirSync(target)).toEqual([]);
    expect(() => {
      writeNewFiles(join(target, 'new'), files);
    }).toThrow(`cannot write ${join(target, 'new')}: `);
    expect(readdirSync(target)).toEqual([]);
  });
});

describe('refused', () => {
  test('a terminal, unless it is asked for', async () => {
    const { code, stdout, stderr } = await secrets(PROD, { isTTY: true });
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'this is a terminal, on which anybody could read the secrets: pipe them into kubectl create -f -, write files with --output FOLDER, or give --show\n',
    });
    const shown = await secrets([...PROD, '--show'], { isTTY: true });
    expect(names(shown.stdout)).toEqual(MADE_FOR_PROD);
  });

  test('wrong values, with their place', async () => {
    const wrong = file('wrong.yaml', 'mlflow:\n  replicaCout: 2\n');
    const { code, stderr } = await secrets([...PROD, '--values', wrong]);
    expect([code, stderr]).toEqual([2, `${wrong}:2:3: mlflow.replicaCout: unknown key. Did you mean replicaCount?\n`]);
  });

  test.each<[readonly string[], string]>([
    [[], 'expected --env NAME, or --values FILE with --namespace; see --help'],
    [['prod'], 'expected options only, got prod: did you mean --env prod?'],
    [['--env', 'prd'], 'there is no environment prd: no file of values/ is called so; did you mean prod?'],
    [['--env', 'prod', '--env', 'dev'], '--env is given 2 times; once is enough'],
    [['--values', 'values/prod.yaml'], '--values without --env says nothing of the namespace: give --namespace'],
    [['--env', 'prod', '-n', 'Team'], '--namespace: expected lower-case letters, digits and dashes, got Team'],
    [
      ['--env', 'prod', '--values', 'values/prd.yaml'],
      'there is no file or folder values/prd.yaml; did you mean values/prod.yaml?',
    ],
    [['--env', 'prod', '--user', 'a'], 'there is no option --user; did you mean --users?'],
    [
      ['--env', 'dev', '--users', 'a'],
      '--users: nothing asks for them, because auth.mode is not basic, or its users are in the values',
    ],
    [
      ['--env', 'prod', '--set', 'mlflow-s3/password=hunter2'],
      '--set: expected SECRET/KEY=@FILE, or - for standard input, got mlflow-s3/password=…: a value itself would be seen by everybody on this machine',
    ],
    [
      ['--env', 'prod', '--set', 'mlflow-s3/password=one\nhunter2'],
      '--set: expected SECRET/KEY=@FILE, or - for standard input, got mlflow-s3/password=…: a value itself would be seen by everybody on this machine',
    ],
    [
      ['--env', 'prod', '--set', 'mlflow-tls/tls.cert=@package.json'],
      '--set: the installation does not read mlflow-tls/tls.cert; did you mean mlflow-tls/tls.crt?',
    ],
    [['--env', 'prod', '--set', 'mlflow-tls/tls.crt=@nothing'], 'there is no file or folder nothing'],
    [
      ['--env', 'prod', '--set', 'mlflow-tls/tls.crt=@lib'],
      '--set mlflow-tls/tls.crt: cannot read lib: this is a folder',
    ],
    [['--env', 'prod', '--set', 'a/b=-', '--set', 'a/c=-'], '--set: only one value can come from standard input'],
    [['--env', 'prod', '--set', 'a/b=@x', '--set', 'a/b=@y'], '--set: a/b is given twice'],
    [
      ['--env', 'prod', '--users', 'a', '--set', 'mlflow-users/htpasswd=@x'],
      '--users and --set mlflow-users/htpasswd exclude each other',
    ],
    [['--env', 'prod', '--sealed', 'a', '--external', 'b'], '--sealed and --external exclude each other'],
    [
      ['--env', 'prod', '--sealed', 'package.json'],
      'package.json: expected a certificate in PEM, as kubeseal --fetch-cert prints',
    ],
    [
      ['--env', 'prod', '--external', 'Vault/a'],
      '--external: expected the name of a SecretStore, or ClusterSecretStore/NAME, got Vault/a',
    ],
    [
      ['--env', 'prod', '--external', 'a', '--users', 'b', '--offline'],
      '--users, --offline: with --external nothing is made, only fetched',
    ],
    [['--env', 'prod', '--show', '--output', '/nowhere/x'], '--show: nothing secret would be printed'],
  ])('%j', async (args, message) => {
    expect(await secrets(args)).toEqual({ code: 2, stdout: '', stderr: `${message}\n` });
  });
});

test('its help fits 80 columns', async () => {
  const { code, stdout } = await secrets(['--help']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Usage: mlflow-chart secrets --env NAME/);
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

/** What the chart asks for at least. */
const LEAST = JSON.stringify(SMALLEST);

describe('--compose', () => {
  const below = (name: string) =>
    Object.fromEntries(
      readdirSync(join(folder, name), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => {
          const path = join(entry.parentPath, entry.name);
          expect(statSync(path).mode & 0o777).toBe(0o600);
          return [path.slice(join(folder, name).length + 1), readFileSync(path, 'utf8')];
        }),
    );
  const namesIn = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => /^(\w+)="[\w=-]{5,}"$/.exec(line)?.[1]);

  test('makes each variable and file that the Compose file reads, and nothing of the cluster alone', async () => {
    const { code, stdout, stderr } = await secrets([
      '--env',
      'staging',
      '--compose',
      '--users',
      'alice',
      '--output',
      join(folder, 'staging'),
    ]);
    expect([code, stdout]).toEqual([0, '']);
    const files = below('staging');
    expect(Object.keys(files).sort()).toEqual([
      '.env',
      'secrets/mlflow-users-passwords/passwords',
      'secrets/mlflow-users/htpasswd',
    ]);
    expect(namesIn(files['.env'] ?? '')).toEqual([
      'ENCRYPTION_KEK_PASSPHRASE',
      'MINIO_ACCESS_KEY',
      'MINIO_SECRET_KEY',
      // Nothing has to have it: Compose takes it from a variable that is called as MLflow calls it, or leaves it away.
      'MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY',
      'POSTGRES_PASSWORD',
    ]);
    expect(files['secrets/mlflow-users/htpasswd']).toMatch(/^alice:\$2y\$10\$/);
    expect(files['secrets/mlflow-users-passwords/passwords']).toMatch(/^alice:\w+\n?$/);
    expect(stderr).not.toContain('kubectl');
    // Of the Ingress, which Compose has not.
    expect(stderr).not.toContain('mlflow-staging-tls');
  });

  test('what is given stands in .env so that Compose reads just that', async () => {
    const given = file('given', String.raw`it's "a" \ $HOME }`);
    const set = ['--set', `mlflow-postgresql/password=@${given}`];
    expect((await secrets(['--env', 'staging', '--compose', ...set, '--output', join(folder, 'given-env')])).code).toBe(
      0,
    );
    // As Docker Compose 5.6.0 has read it.
    expect(below('given-env')['.env']).toContain(String.raw`POSTGRES_PASSWORD="it's \"a\" \\ \$HOME }"`);
  });

  test('of dev, whose values have passwords, it makes others', async () => {
    const { code } = await secrets(['--env', 'dev', '--compose', '--output', join(folder, 'compose-dev')]);
    const { '.env': text = '', ...others } = below('compose-dev');
    expect([code, others]).toEqual([0, {}]);
    expect(namesIn(text)).toEqual([
      'ENCRYPTION_FROM_VALUES_WEBHOOK_KEY',
      'MINIO_ACCESS_KEY',
      'MINIO_SECRET_KEY',
      'POSTGRES_PASSWORD',
    ]);
    expect(text).not.toContain('mlflow-dev');
  });

  test('writes over nothing, and then nothing at all', async () => {
    mkdirSync(join(folder, 'taken/secrets/mlflow-users'), { recursive: true });
    writeFileSync(join(folder, 'taken/secrets/mlflow-users/htpasswd'), 'mine', { mode: 0o600 });
    const { code, stderr } = await secrets(['--env', 'staging', '--compose', '--output', join(folder, 'taken')]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('htpasswd is there already: it is not overwritten')]);
    expect(below('taken')).toEqual({ 'secrets/mlflow-users/htpasswd': 'mine' });
  });

  test('says why there is none, and what it goes with', async () => {
    const operated = file('operated.yaml', 'database: {engine: cloudnative-pg}\npostgresql: {enabled: false}\n');
    const { code, stderr } = await secrets([
      '--env',
      'dev',
      '--values',
      operated,
      '--compose',
      '--output',
      join(folder, 'none'),
    ]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('--compose: there is no Compose file: database.engine is cloudnative-pg'),
    ]);
    for (const [args, said] of [
      [['--env', 'dev', '--compose', '--offline'], '--offline: with --compose no cluster is asked'],
      [['--env', 'dev', '--compose', '--external', 'store'], '--external and --compose exclude each other'],
      [
        ['--values', file('least.yaml', LEAST), '--namespace', 'x', '--compose'],
        '--compose: expected --env NAME, or --output FOLDER',
      ],
    ] as const)
      expect(await secrets(args)).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining(said) });
  });
});
