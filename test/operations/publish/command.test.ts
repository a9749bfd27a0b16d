/** `mlflow-chart publish` as a user meets it: what it does, what it says, and what it refuses. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { ScratchFolder } from '../../../lib/files/scratch-folder';
import { chartPackage } from '../../../operations/publish/package';
import { readDocuments } from '../../../lib/yaml/read';
import { root } from '../../support/root';
import { authority } from './authority';
import { DIGEST, FINGERPRINT, REFUSED, withStandIns } from './stand-ins';

const { version, file, sha256, bytes } = chartPackage();
const TARGET = 'oci://registry.example.com/charts';
const WHERE = `${TARGET}/mlflow`;
const REPOSITORY = 'registry.example.com/charts/mlflow';
const OTHER = { [`remote/${file}`]: 'another archive' };
const SAME = { [`remote/${file}`]: bytes };

describe('to a registry', () => {
  test('pushes, reads back, and says what to type next', async () => {
    await withStandIns({}, async ({ publish, remote, calls, folder }) => {
      const sbom = join(folder, 'bill.json');
      expect(await publish(TARGET, '--sbom', sbom)).toEqual({
        code: 0,
        stderr: '',
        stdout: `mlflow ${version} is published: ${WHERE}
  archive   sha256:${sha256}  ${file}, ${String(bytes.length)} bytes
  manifest  ${DIGEST}

Install:
  helm install mlflow ${WHERE} --version ${version} -n mlflow -f values.yaml

Sign the manifest, and verify it, with cosign; nothing of it in the public log:
  cosign signing-config create --out no-log.json
  cosign sign --key cosign.key --signing-config no-log.json ${REPOSITORY}@${DIGEST}
  cosign verify --key cosign.pub --insecure-ignore-tlog ${REPOSITORY}@${DIGEST}

Attest the bill of materials:
  cosign attest --key cosign.key --signing-config no-log.json --type cyclonedx --predicate ${sbom} ${REPOSITORY}@${DIGEST}
  cosign verify-attestation --key cosign.pub --insecure-ignore-tlog --type cyclonedx ${REPOSITORY}@${DIGEST}
`,
      });
      expect(remote()).toEqual([file]);
      expect(calls().map((line) => line.split(' ')[0])).toEqual(['pull', 'push', 'pull']);
      expect(JSON.parse(readFileSync(sbom, 'utf8'))).toMatchObject({ bomFormat: 'CycloneDX' });
    });
  });

  test('with a slash at its end, without TLS, with authorities of its own', async () => {
    await withStandIns({ 'ca.pem': authority.certificate }, async ({ publish, calls, folder }) => {
      const ca = join(folder, 'ca.pem');
      const { code, stdout } = await publish(`${TARGET}/`, '--plain-http', '--ca-file', ca);
      expect([code, stdout]).toEqual([
        0,
        expect.stringContaining(`--version ${version} --plain-http --ca-file ${ca} -n`),
      ]);
      expect(calls().every((line) => line.endsWith(`--plain-http --ca-file ${ca}`))).toBe(true);
    });
  });

  test('a dry run asks, and pushes nothing', async () => {
    await withStandIns({}, async ({ publish, calls, folder }) => {
      const sbom = join(folder, 'bill.json');
      const { code, stdout } = await publish(TARGET, '--dry-run', '--sign', 'me', '--sbom', sbom);
      expect([code, stdout.split('\n')[0]]).toEqual([
        0,
        `mlflow ${version} is not there yet, and would be published: ${WHERE}`,
      ]);
      expect([calls().length, existsSync(sbom)]).toEqual([1, false]);
    });
  });

  test.each([[[]], [['--dry-run']]])('the same bytes are there already %j', async (more) => {
    await withStandIns(SAME, async ({ publish, calls }) => {
      const { code, stdout, stderr } = await publish(TARGET, ...more);
      expect([code, stdout.split('\n')[0], stderr]).toEqual([
        0,
        `mlflow ${version} is already there, the same bytes: ${WHERE}`,
        '',
      ]);
      expect(stdout).toContain(`cosign sign --key cosign.key --signing-config no-log.json ${REPOSITORY}@${DIGEST}`);
      expect(calls().map((line) => line.split(' ')[0])).toEqual(['pull']);
    });
  });

  test.each([[[]], [['--dry-run']]])('other bytes are never overwritten %j', async (more) => {
    await withStandIns(OTHER, async ({ publish, calls, folder }) => {
      const sbom = join(folder, 'bill.json');
      const { code, stdout, stderr } = await publish(TARGET, '--sbom', sbom, ...more);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr.replace(/sha256:[0-9a-f]{64} there/, 'sha256:X there')).toBe(
        `mlflow ${version} is in ${WHERE} already, with other bytes: sha256:X there, sha256:${sha256} here. ${REFUSED}`,
      );
      expect([calls().length, existsSync(sbom)]).toEqual([1, false]);
    });
  });

  test('signed: the provenance file goes with it, and the command that verifies it is said', async () => {
    await withStandIns({ pass: 'x' }, async ({ publish, remote, folder }) => {
      const pass = join(folder, 'pass');
      const { code, stdout } = await publish(TARGET, '--sign', 'me@example.com', '--passphrase-file', pass);
      expect([code, remote()]).toEqual([0, [file, `${file}.prov`]]);
      expect(stdout).toContain(`  helm pull ${WHERE} --version ${version} --verify --keyring keyring.gpg\n`);
      const signing = readFileSync(join(folder, 'gpg-calls'), 'utf8').split('\n')[1];
      expect(signing).toContain(`--pinentry-mode loopback --passphrase-file ${pass} --local-user ${FINGERPRINT}`);
      expect(stdout).toContain(`  key       ${FINGERPRINT}  Me <me@example.com>\n`);
      expect(readFileSync(join(folder, 'gpg-calls'), 'utf8')).toMatch(new RegExp(`--export ${FINGERPRINT}\n`));
      const [chart, sums] = readFileSync(join(folder, `remote/${file}.prov`), 'utf8').split('\n...\n');
      expect(readDocuments(chart ?? '', 'prov')[0]?.value).toMatchObject({ name: 'mlflow', version });
      expect(sums).toContain(`  ${file}: sha256:${sha256}\n`);
    });
  });

  test.each<[string, Record<string, string | Uint8Array>, 0 | 1, string]>([
    ['with that signature', { ...SAME, [`remote/${file}.prov`]: 'by the right key' }, 0, ''],
    [
      'with another signature',
      { ...SAME, [`remote/${file}.prov`]: 'by somebody' },
      1,
      `mlflow ${version} is in ${WHERE} already, the same bytes, but not signed by me: signature made by unknown entity. A provenance file would be another manifest in its place. Sign the digest instead, with cosign, or sign the next version\n`,
    ],
    [
      'without one',
      SAME,
      1,
      `mlflow ${version} is in ${WHERE} already, the same bytes, but not signed by me: it has no provenance file. A provenance file would be another manifest in its place. Sign the digest instead, with cosign, or sign the next version\n`,
    ],
  ])('to be signed, and there already %s', async (_title, files, code, stderr) => {
    await withStandIns(files, async ({ publish }) => {
      expect(await publish(TARGET, '--sign', 'me')).toMatchObject({ code, stderr });
    });
  });

  test.each<[string, Record<string, string>, string]>([
    [
      'cannot say what it has',
      { 'fails-pull': 'Error: dial tcp: connection refused\n' },
      `cannot tell whether ${version} is in ${WHERE} already, and nothing was pushed: dial tcp: connection refused\n`,
    ],
    [
      'wants a login',
      { 'fails-pull': 'Error: response status code 401: unauthorized\n' },
      `cannot tell whether ${version} is in ${WHERE} already, and nothing was pushed: response status code 401: unauthorized. Log in: helm registry login registry.example.com\n`,
    ],
    [
      'has no TLS',
      { 'fails-pull': 'Error: http: server gave HTTP response to HTTPS client\n' },
      `cannot tell whether ${version} is in ${WHERE} already, and nothing was pushed: http: server gave HTTP response to HTTPS client. It has no TLS: --plain-http\n`,
    ],
    [
      'does not take it',
      { 'fails-push': 'one line\nError: denied: https://me:hunter2@registry.example.com\n' },
      `cannot push to ${WHERE}: denied: https://…@registry.example.com. Log in: helm registry login registry.example.com\n`,
    ],
    [
      'asks for a login that there is none of',
      { 'fails-push': 'Error: basic credential not found\n' },
      `cannot push to ${WHERE}: basic … not found. Log in: helm registry login registry.example.com\n`,
    ],
    [
      'has an authority of its own',
      { 'fails-pull': 'Error: tls: failed to verify certificate: x509: certificate signed by unknown authority\n' },
      `cannot tell whether ${version} is in ${WHERE} already, and nothing was pushed: tls: failed to verify certificate: x509: certificate signed by unknown authority. Where registry.example.com has a certificate authority of its own: --ca-file FILE\n`,
    ],
    ['fails without a word', { 'fails-push': '' }, `cannot push to ${WHERE}: it ended with 1\n`],
  ])('a registry that %s', async (_title, files, stderr) => {
    await withStandIns(files, async ({ publish, remote }) => {
      expect([await publish(TARGET), remote()]).toEqual([{ code: 2, stdout: '', stderr }, []]);
    });
  });

  test('a registry that gives back something else', async () => {
    await withStandIns({}, async ({ publish, folder }) => {
      const script = join(folder, 'helm');
      writeFileSync(
        script,
        readFileSync(script, 'utf8').replace(
          'push) cp',
          'push) echo x >"$d/remote/mlflow-$(basename "$2" | cut -d- -f2)";: cp',
        ),
      );
      expect(await publish(TARGET)).toEqual({
        code: 2,
        stdout: '',
        stderr: `${WHERE}: what the registry gives back is not what was pushed to it; see who else pushes ${version}\n`,
      });
    });
  });
});

test('what is signed and not taken by Helm is not published', async () => {
  await withStandIns(
    { 'fails-verify': 'Error: openpgp: unsupported feature: public key type: 22\n' },
    async (standIns) => {
      const { code, stderr } = await standIns.publish(TARGET, '--sign', 'me');
      expect([code, standIns.remote(), stderr]).toEqual([
        2,
        [],
        '--sign me: helm verify does not take what gpg signed: openpgp: unsupported feature: public key type: 22. Helm 3 knows no keys of elliptic curves: take an RSA key\n',
      ]);
    },
  );
});

test.each<[string[], string]>([
  [[], 'expected where to publish: oci://REGISTRY/PATH, or a FOLDER; see --help\n'],
  [[''], 'expected where to publish: oci://REGISTRY/PATH, or a FOLDER; see --help\n'],
  [
    ['127.0.0.1:5701/charts'],
    '127.0.0.1:5701/charts: there is no such folder; did you mean oci://127.0.0.1:5701/charts? A new folder is ./127.0.0.1:5701/charts\n',
  ],
  [
    ['registry.example.com/charts'],
    'registry.example.com/charts: there is no such folder; did you mean oci://registry.example.com/charts? A new folder is ./registry.example.com/charts\n',
  ],
  [['localhost:5000'], 'localhost:5000: there is no such folder; did you mean oci://localhost:5000? '],
  [
    ['me:hunter2@registry.example.com/charts'],
    '…@registry.example.com/charts: there is no such folder; did you mean oci://…@registry.example.com/charts? ',
  ],
  [['/dev/null'], '/dev/null: expected a folder or a new one, this is a file\n'],
  [['/dev/null/site'], '/dev/null/site: it cannot be looked at: not a directory\n'],
  ...['me:hunter2@', 'hunter2@', 'me:hun/ter2@'].map((login): [string[], string] => [
    [`oci://${login}registry.example.com/charts`],
    'oci://…@registry.example.com/charts: expected an address without user, password or digest: helm registry login REGISTRY keeps a login\n',
  ]),
  [['https://me:hunter2@charts.example.com'], 'https://…@charts.example.com: expected oci://REGISTRY/PATH, or'],
  [[TARGET, 'oci://me:hunter2@x.io/y'], `expected one place to publish to, got ${TARGET} and oci://…@x.io/y\n`],
  [
    ['site', '--url', 'https://me:hunter2@charts.example.com'],
    '--url: expected the address that the folder is served at, such as https://charts.example.com, got one with a user or a password (https://…@charts.example.com): the index is for everybody to read; helm repo add has --username\n',
  ],
  [
    ['site', '--url', 'ftp://me:hunter2@charts.example.com'],
    '--url: expected the address that the folder is served at, such as https://charts.example.com, got ftp://…@charts.example.com\n',
  ],
  ...['https://charts.example.com/?x=1', 'https://charts.example.com#x', 'https://charts.example.com?'].map(
    (url): [string[], string] => [
      ['site', '--url', url],
      `--url: expected the address that the folder is served at, such as https://charts.example.com: names of files are added to it, got ${url} with a ? or #\n`,
    ],
  ),
  [
    [TARGET, '--ca-file', '/dev/null'],
    '--ca-file /dev/null: expected certificates in PEM (-----BEGIN CERTIFICATE-----), got none\n',
  ],
  [[TARGET, '--ca-file', '/'], '--ca-file /: it cannot be read: illegal operation on a directory\n'],
  [['a', 'b'], 'expected one place to publish to, got a and b\n'],
  [
    ['https://charts.example.com'],
    'https://charts.example.com: expected oci://REGISTRY/PATH, or the folder of a repository, got https://…; a repository is served from a folder by the web server that you have\n',
  ],
  [
    ['oci://registry.example.com/Charts'],
    'oci://registry.example.com/Charts: expected oci://REGISTRY/PATH, such as oci://registry.example.com/charts: the name Charts/chart must be in lower case\n',
  ],
  [
    ['oci://charts'],
    'oci://charts: expected oci://REGISTRY/PATH, such as oci://registry.example.com/charts; charts is no registry’s host\n'.replace(
      '’',
      "'",
    ),
  ],
  [
    ['oci://registry.example.com/charts:1.0.0'],
    'expected oci://REGISTRY/PATH, such as oci://registry.example.com/charts: 1.0.0/chart is no tag',
  ],
  [['site', '--plain-http'], '--plain-http: only for publishing to a registry (oci://…), this is a folder\n'],
  [[TARGET, '--url', 'https://a.example.com'], '--url: only for publishing to a folder, this is a registry\n'],
  [
    ['site', '--url', 'charts.example.com'],
    '--url: expected the address that the folder is served at, such as https://charts.example.com, got charts.example.com\n',
  ],
  [['site', '--passphrase-file', '/dev/null'], '--passphrase-file without --sign KEY: nothing is signed\n'],
  [['site', '--sign', 'me', '--passphrase-file', '/nowhere/at/all'], 'there is no file or folder /nowhere/at/all\n'],
  [[TARGET, '--ca-file', '/nowhere/at/all'], 'there is no file or folder /nowhere/at/all\n'],
  [['site', '--sbom', '/nowhere/at/all.json'], '--sbom /nowhere/at/all.json: there is no folder /nowhere/at\n'],
  [
    ['site', '--sign', 'nobody'],
    `--sign nobody: gpg has no such secret key: expected an e-mail address, a user ID, a fingerprint or a key ID, as a whole; it has\n  ${FINGERPRINT}  Me <me@example.com>, me\n`,
  ],
  [['site', '--sign', 'a', '--sign', 'b'], '--sign is given more than once; once is enough\n'],
  [['site', '--dry-rum'], 'there is no option --dry-rum; did you mean --dry-run?\n'],
])('%j is refused in words', async (args, said) => {
  await withStandIns({}, async ({ publish, calls }) => {
    const { code, stdout, stderr } = await publish(...args);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(said)]);
    expect(stderr).not.toContain('hunter2');
    expect(calls()).toEqual([]);
  });
});

test('without gpg, or with a HELM that is none, the words say so', async () => {
  await withStandIns({}, async ({ publishIn, folder }) => {
    rmSync(join(folder, 'gpg'));
    const { code, stderr } = await publishIn({ PATH: folder }, TARGET, '--sign', 'me');
    expect([code, stderr]).toEqual([2, 'cannot run gpg: there is none on the PATH\n']);
    const none = await publishIn({ PATH: folder, HELM: '/nowhere/at/all' }, TARGET);
    expect([none.code, none.stderr]).toEqual([
      2,
      expect.stringContaining('HELM is "/nowhere/at/all", which is no program that can be run.'),
    ]);
  });
});

test.each<[string, Record<string, string>, string]>([
  ['Helm 2', { version: 'v2.17.0\n' }, 'v2.17.0'],
  ['another program', { version: 'hello\n' }, 'hello'],
  ['one that says nothing', { version: '' }, 'it ended with 0'],
])('HELM is %s: in words', async (_title, files, got) => {
  await withStandIns(files, async ({ publish, calls, folder }) => {
    const { code, stderr } = await publish(TARGET);
    expect([code, stderr, calls()]).toEqual([
      2,
      `${folder}/helm: expected Helm 3 or 4, and asked for its version: ${got}. Install one (https://helm.sh/docs/intro/install/), or set HELM to the path of its binary\n`,
      [],
    ]);
  });
});

test('without a folder for temporary files, the words say so', async () => {
  const missing = Object.assign(new Error("ENOENT: no such file or directory, lstat '/nowhere'"), { code: 'ENOENT' });
  const create = jest.spyOn(ScratchFolder, 'create').mockImplementation(() => {
    throw missing;
  });
  try {
    await withStandIns({}, async ({ publish }) => {
      expect(await publish(TARGET)).toEqual({
        code: 2,
        stdout: '',
        stderr: `no folder can be made in ${tmpdir()}, for temporary files: no such file or directory; set TMPDIR to one that can be written\n`,
      });
    });
  } finally {
    create.mockRestore();
  }
});

test('a file of authorities that has not signed for the registry is named', async () => {
  const files = {
    'ca.pem': authority.certificate,
    'fails-pull': 'Error: x509: certificate signed by unknown authority\n',
  };
  await withStandIns(files, async ({ publish, folder }) => {
    const { stderr } = await publish(TARGET, '--ca-file', join(folder, 'ca.pem'));
    expect(stderr).toMatch(/authority\. \S+\/ca\.pem has no authority that has signed for registry\.example\.com\n$/);
  });
});

test('a certificate that is none is said with its file', async () => {
  const files = { 'ca.pem': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' };
  await withStandIns(files, async ({ publish, folder, calls }) => {
    const ca = join(folder, 'ca.pem');
    expect(await publish(TARGET, '--ca-file', ca)).toEqual({
      code: 2,
      stdout: '',
      stderr: `--ca-file ${ca}: expected certificates in PEM (-----BEGIN CERTIFICATE-----); its certificate 1 is none that can be read\n`,
    });
    expect(calls()).toEqual([]);
  });
});

test('what it prints for cosign is what docs/publishing.md has', async () => {
  const documented = readFileSync(join(root, 'docs/publishing.md'), 'utf8').replaceAll('$DIGEST', DIGEST).split('\n');
  await withStandIns({}, async ({ publish, folder }) => {
    const sbom = join(folder, 'mlflow.cdx.json');
    const { stdout } = await publish(TARGET, '--sbom', sbom);
    const printed = stdout.replace(sbom, 'mlflow.cdx.json').match(/(?<=^ {2})cosign .+$/gm) ?? [];
    expect([printed.length, printed.filter((line) => !documented.includes(line))]).toEqual([5, []]);
  });
});

test('a bill of materials that cannot be written is said, and what is published stays', async () => {
  await withStandIns({}, async ({ publish, folder, remote }) => {
    mkdirSync(join(folder, 'bill.json'));
    const { code, stderr } = await publish(TARGET, '--sbom', join(folder, 'bill.json'));
    expect([code, stderr, remote()]).toEqual([
      2,
      `cannot write ${join(folder, 'bill.json')}: expected a regular file or a new one, this is a folder\n`,
      [file],
    ]);
  });
});

test('nothing is left in the folder for temporary files', async () => {
  // Its own: other tests make some at the same time.
  const made: string[] = [];
  const create = ScratchFolder.create.bind(ScratchFolder);
  const spy = jest.spyOn(ScratchFolder, 'create').mockImplementation(() => {
    const folder = create();
    made.push(folder.path);
    return folder;
  });
  try {
    await withStandIns(OTHER, async ({ publish }) => {
      expect((await publish(TARGET)).code).toBe(1);
    });
  } finally {
    spy.mockRestore();
  }
  expect(made).not.toEqual([]);
  expect(made.filter((path) => existsSync(path))).toEqual([]);
});

test('its help fits 80 columns', async () => {
  await withStandIns({}, async ({ publish }) => {
    const { code, stdout } = await publish('--help');
    expect([code, stdout.split('\n').filter((line) => line.length > 80)]).toEqual([0, []]);
    expect(stdout.split('\n')[0]).toBe('Usage: mlflow-chart publish oci://REGISTRY/PATH [OPTION…]');
  });
});
