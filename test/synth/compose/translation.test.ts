/** From fields of Kubernetes to fields of Compose, case by case: a small installation that knows nothing of MLflow. */
import { describe, expect, test } from '@jest/globals';
import { composeProject, type ComposeProject } from '../../../lib/synth/compose/compose';
import type { ComposeDeclaration, KubernetesObject } from '../../../lib/synth/compose/declaration';
import type { Json } from '../../../lib/yaml/json';

type Fields = Readonly<Record<string, unknown>>;

const DECLARATION: ComposeDeclaration = {
  project: 'team-a',
  services: {},
  named: [],
  needs: {},
  published: {},
  variables: {},
  askers: {},
  shell: 'web/web',
  impossible: {},
};

const CONFIG: KubernetesObject = {
  kind: 'ConfigMap',
  metadata: { name: 'config' },
  data: { COLOUR: 'blue $5', 'app.conf': 'a=1\n', 'other.conf': 'b=2\n' },
};
const SECRET: KubernetesObject = {
  kind: 'Secret',
  metadata: { name: 'hi-known' },
  data: { password: Buffer.from('pa$$word').toString('base64') },
  stringData: { brace: 'a}b', lines: 'a\nb' },
};

function deployment(
  name: string,
  container: Fields,
  pod: Fields = {},
  kind = 'Deployment',
  set: Fields = {},
): KubernetesObject {
  const template = {
    metadata: { labels: { app: name }, annotations: { 'checksum/config': 'abc', 'other/note': 'no' } },
    spec: { containers: [{ name, image: 'image:1', ...container }], ...pod },
  };
  const spec = kind === 'CronJob' ? { jobTemplate: { spec: { template } } } : { template, ...set };
  return { kind, metadata: { name: `hi-${name}`, namespace: 'team-a' }, spec };
}

function made(objects: readonly KubernetesObject[], more: Partial<ComposeDeclaration> = {}): ComposeProject | string {
  const all = [...objects, CONFIG, SECRET] as unknown as readonly Json[];
  return composeProject(all, { ...DECLARATION, ...more }, { name: 'hi' });
}

function project(objects: readonly KubernetesObject[], more: Partial<ComposeDeclaration> = {}): ComposeProject {
  const said = made(objects, more);
  if (typeof said === 'string') throw new Error(said);
  return said;
}

const web = (container: Fields, pod: Fields = {}) => project([deployment('web', container, pod)]).services['web'] ?? {};

describe('environment', () => {
  test.each([
    ['a dollar', [{ name: 'A', value: 'a$b ${X} $$' }], { A: 'a$$b $${X} $$' }],
    [
      'a variable that was said before',
      [
        { name: 'A', value: 'x' },
        { name: 'B', value: '<$(A)>' },
      ],
      { A: 'x', B: '<x>' },
    ],
    [
      'one that comes later',
      [
        { name: 'B', value: '$(A)' },
        { name: 'A', value: 'x' },
      ],
      { B: '$$(A)', A: 'x' },
    ],
    [
      'one that is none',
      [
        { name: 'A', value: 'x' },
        { name: 'B', value: '$$(A)' },
      ],
      { A: 'x', B: '$$(A)' },
    ],
    ['nothing', [{ name: 'A' }, { name: 'B', value: '' }], { A: '', B: '' }],
    ['blanks and line ends', [{ name: 'A', value: ' a\nb ' }], { A: ' a\nb ' }],
    [
      'a ConfigMap',
      [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'config', key: 'COLOUR' } } }],
      { A: 'blue $$5' },
    ],
    [
      'a Secret of others',
      [{ name: 'A', valueFrom: { secretKeyRef: { name: 'hi-other', key: 'some-key' } } }],
      { A: '${OTHER_SOME_KEY:?hi-other/some-key}' },
    ],
    [
      'a Secret of the chart',
      [{ name: 'A', valueFrom: { secretKeyRef: { name: 'hi-known', key: 'password' } } }],
      { A: '${KNOWN_PASSWORD:-pa$$$$word}' },
    ],
    [
      'a brace in it',
      [{ name: 'A', valueFrom: { secretKeyRef: { name: 'hi-known', key: 'brace' } } }],
      { A: '${KNOWN_BRACE:?hi-known/brace}' },
    ],
    [
      'a line’s end in it',
      [{ name: 'A', valueFrom: { secretKeyRef: { name: 'hi-known', key: 'lines' } } }],
      { A: '${KNOWN_LINES:?hi-known/lines}' },
    ],
    [
      'a Secret that may be missing',
      [{ name: 'A_KEY', valueFrom: { secretKeyRef: { name: 'hi-other', key: 'k', optional: true } } }],
      { A_KEY: null },
    ],
    [
      'a Secret within a text',
      [
        { name: 'P', valueFrom: { secretKeyRef: { name: 'hi-other', key: 'k' } } },
        { name: 'U', value: 'x:$(P)@y' },
      ],
      { P: '${OTHER_K:?hi-other/k}', U: 'x:${OTHER_K:?hi-other/k}@y' },
    ],
    [
      'the pod',
      [
        { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
        { name: 'NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
        { name: 'NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
        { name: 'LABEL', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
      ],
      { IP: 'web', NAMESPACE: 'team-a', NAME: 'hi-web', LABEL: 'web' },
    ],
  ])('%s', (_, env, environment) => {
    expect(web({ env })['environment']).toEqual(environment);
  });

  test('amounts, in units, rounded up', () => {
    const of = (resource: string, divisor?: string) => ({ valueFrom: { resourceFieldRef: { resource, divisor } } });
    const env = [
      { name: 'MIB', ...of('limits.memory', '1Mi') },
      { name: 'CPU', ...of('requests.cpu') },
      { name: 'BYTES', ...of('limits.memory') },
    ];
    const resources = { limits: { memory: '1Gi' }, requests: { cpu: '1500m' } };
    expect(web({ env, resources })['environment']).toEqual({ MIB: '1024', CPU: '2', BYTES: '1073741824' });
  });

  test('all of a ConfigMap, of which one’s own say otherwise', () => {
    const envFrom = [{ prefix: 'X_', configMapRef: { name: 'config' } }];
    expect(web({ envFrom, env: [{ name: 'X_COLOUR', value: 'red' }] })['environment']).toEqual({
      X_COLOUR: 'red',
      'X_app.conf': 'a=1\n',
      'X_other.conf': 'b=2\n',
    });
    expect(web({ envFrom: [{ configMapRef: { name: 'gone', optional: true } }] })['environment']).toBeUndefined();
  });

  test.each([
    [
      { envFrom: [{ secretRef: { name: 'theirs' } }] },
      'container web takes all of the Secret theirs, of which nobody knows what is in it',
    ],
    [
      { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'gone', key: 'a' } } }] },
      'container web takes A of a ConfigMap that is not among the objects',
    ],
    [
      { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }] },
      'container web takes A from what only Kubernetes knows',
    ],
    [
      { env: [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } }] },
      'container web takes A from what only Kubernetes knows',
    ],
  ])('what nobody here can know: %j', (container, why) => {
    expect(made([deployment('web', container)])).toBe(`Deployment hi-web: ${why}`);
  });

  test('two keys never share a variable', () => {
    const key = (name: string, secret: string, key: string) => ({
      name,
      valueFrom: { secretKeyRef: { name: secret, key } },
    });
    expect(made([deployment('web', { env: [key('A', 'hi-a', 'b-c'), key('B', 'hi-a-b', 'c')] })])).toBe(
      'A_B_C would be both hi-a/b-c and hi-a-b/c',
    );
  });

  test.each([
    ['hi-a', 'k', 'hi-b', 'k'],
    ['hi-a', 'k', 'hi-a', 'l'],
  ])('%s/%s and %s/%s cannot both be what somebody declares', (one, key, other, second) => {
    const variables = { [`${one}/${key}`]: 'SAME', [`${other}/${second}`]: 'SAME' };
    const env = [
      { name: 'A', valueFrom: { secretKeyRef: { name: one, key } } },
      { name: 'B', valueFrom: { secretKeyRef: { name: other, key: second } } },
    ];
    expect(made([deployment('web', { env })], { variables })).toBe(
      `SAME would be both ${one}/${key} and ${other}/${second}`,
    );
  });

  test('a Secret that is not called after the release has its whole name', () => {
    const env = [{ name: 'A', valueFrom: { secretKeyRef: { name: 'theirs.x', key: 'k' } } }];
    expect(web({ env })['environment']).toEqual({ A: '${THEIRS_X_K:?theirs.x/k}' });
  });

  test('who has to have it decides, whoever comes first', () => {
    const optional = { name: 'C_K', valueFrom: { secretKeyRef: { name: 'hi-c', key: 'k', optional: true } } };
    const required = { name: 'X', valueFrom: { secretKeyRef: { name: 'hi-c', key: 'k' } } };
    for (const env of [
      [optional, required],
      [required, optional],
    ])
      expect(project([deployment('web', { env })]).variables).toEqual([
        { name: 'C_K', secret: 'hi-c', key: 'k', required: true, known: false },
      ]);
  });

  test('amounts of another container of the pod', () => {
    const resourceFieldRef = { containerName: 'other', resource: 'limits.memory', divisor: '1Mi' };
    const other = { name: 'other', image: 'image:2', resources: { limits: { memory: '7Mi' } } };
    const own = { name: 'web', image: 'image:1', resources: { limits: { memory: '1Mi' } } };
    const pod = { containers: [{ ...own, env: [{ name: 'A', valueFrom: { resourceFieldRef } }] }, other] };
    expect(web({}, pod)['environment']).toEqual({ A: '7' });
  });

  test('of variables it is known whether nothing starts without them, and whether the chart has them', () => {
    const key = (name: string, secret: string, more: Fields = {}) => ({
      name,
      valueFrom: { secretKeyRef: { name: secret, key: 'password', ...more } },
    });
    const env = [key('A', 'hi-known'), key('B', 'hi-b'), key('C', 'hi-c', { optional: true })];
    const { variables, files } = project([deployment('web', { env })]);
    expect(variables).toEqual([
      { name: 'B_PASSWORD', secret: 'hi-b', key: 'password', required: true, known: false },
      // Compose gives it by this name alone.
      { name: 'C', secret: 'hi-c', key: 'password', required: false, known: false },
      { name: 'KNOWN_PASSWORD', secret: 'hi-known', key: 'password', required: false, known: true },
    ]);
    expect(files.get('compose.yaml')).toContain('# Nothing starts before .env has these: B_PASSWORD.\n');
  });
});

describe('words', () => {
  test('of a command, with what Kubernetes fills in, and dollars that are none of Compose’s', () => {
    const env = [{ name: 'PORT', value: '80' }];
    const { entrypoint, command } = web({
      env,
      command: ['sh', '-c', 'echo $HOME'],
      args: ['--port=$(PORT)', '$(GONE)'],
    });
    expect([entrypoint, command]).toEqual([
      ['sh', '-c', 'echo $$HOME'],
      ['--port=80', '$$(GONE)'],
    ]);
  });
  test('where one begins, and which image', () => {
    const { working_dir, image, entrypoint } = web({ workingDir: '/a$b', image: 'mirror:5000/a/b@sha256:abc' });
    expect([working_dir, image, entrypoint]).toEqual(['/a$$b', 'mirror:5000/a/b@sha256:abc', undefined]);
  });
});

describe('rights and amounts', () => {
  test('of what nothing is said nothing is said', () => {
    expect(web({}, { containers: [{ name: 'web', image: 'image:1' }] })).toEqual({
      image: 'image:1',
      labels: { 'checksum/config': 'abc' },
      restart: 'unless-stopped',
      logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '5' } },
    });
    const bare = { kind: 'Deployment', metadata: { name: 'hi-web' }, spec: { template: { spec: { containers: [{ name: 'web', image: 'image:1' }] } } } }; // prettier-ignore
    expect(project([bare]).services['web']?.['labels']).toBeUndefined();
    expect(project([bare]).files.get('compose.yaml')).not.toContain('run --rm');
  });
  test('each alone', () => {
    expect(web({ resources: { limits: { cpu: 2 } } })['deploy']).toEqual({ resources: { limits: { cpus: '2' } } });
    expect(web({ resources: { requests: { memory: '1.5' } } })['deploy']).toEqual({
      resources: { reservations: { memory: '2b' } },
    });
    expect(web({ securityContext: { capabilities: { drop: [] } } })['cap_drop']).toBeUndefined();
    expect(
      web({ securityContext: { runAsUser: 3, runAsGroup: 4 } }, { securityContext: { runAsGroup: 5 } })['user'],
    ).toBe('3:4');
  });
  test('of the container, before those of the pod', () => {
    const pod = { securityContext: { runAsUser: 1, runAsGroup: 2, fsGroup: 3, supplementalGroups: [4] } };
    expect(web({}, pod)).toMatchObject({ user: '1:2', group_add: ['3', '4'] });
    expect(web({ securityContext: { runAsUser: 9 } }, pod)['user']).toBe('9:2');
    expect(web({}, { securityContext: { runAsUser: 5 } })['user']).toBe('5');
    expect(web({}, { securityContext: { runAsUser: 2, runAsGroup: 2, fsGroup: 2 } })['group_add']).toBeUndefined();
  });
  test('what a container may', () => {
    const securityContext = {
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] },
    };
    expect(web({ securityContext })).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      cap_add: ['NET_BIND_SERVICE'],
      security_opt: ['no-new-privileges:true'],
    });
    expect(Object.keys(web({}))).not.toEqual(expect.arrayContaining(['read_only']));
    expect(web({ securityContext: { allowPrivilegeEscalation: true } })['security_opt']).toBeUndefined();
  });
  test('limits and requests, in Docker’s units', () => {
    const resources = { limits: { cpu: '1500m', memory: '1Gi' }, requests: { memory: '100M' } };
    expect(web({ resources })['deploy']).toEqual({
      resources: { limits: { cpus: '1.5', memory: '1024m' }, reservations: { memory: '100000000b' } },
    });
    expect(web({ resources: { requests: { 'ephemeral-storage': '1Gi' } } })['deploy']).toBeUndefined();
  });
  test('how long it may take to end, whether it starts again, and how much of its log is kept', () => {
    const kept = { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '5' } };
    expect(web({}, { terminationGracePeriodSeconds: 7 })).toMatchObject({
      stop_grace_period: '7s',
      restart: 'unless-stopped',
      logging: kept,
    });
  });
  test('what makes a pod anew makes a container anew', () => {
    expect(web({})['labels']).toEqual({ 'checksum/config': 'abc' });
  });
});

describe('health', () => {
  const exec = { exec: { command: ['ask', '$HOME'] } };
  const http = { httpGet: { path: '/ok?x=$1', port: 'http' }, timeoutSeconds: 2 };
  const ports = [{ name: 'http', containerPort: 8080 }];
  const asked = (container: Fields, asker?: ComposeDeclaration['askers'][string]) =>
    project([deployment('web', container)], { askers: asker === undefined ? {} : { 'web/web': asker } }).services[
      'web'
    ]?.['healthcheck'] as Fields | undefined;

  test('readiness before the start before life; as often as at the start', () => {
    const startupProbe = { ...exec, periodSeconds: 3, failureThreshold: 20 };
    const readinessProbe = { exec: { command: ['ready'] }, periodSeconds: 9, timeoutSeconds: 4, failureThreshold: 5 };
    expect(asked({ startupProbe, readinessProbe, livenessProbe: exec })).toEqual({
      test: ['CMD', 'ready'],
      interval: '3s',
      timeout: '4s',
      retries: 5,
      start_period: '60s',
    });
    expect(asked({ startupProbe, livenessProbe: { exec: { command: ['alive'] } } })?.['test']).toEqual([
      'CMD',
      'ask',
      '$$HOME',
    ]);
    expect(asked({ livenessProbe: exec })).toEqual({
      test: ['CMD', 'ask', '$$HOME'],
      interval: '10s',
      timeout: '1s',
      retries: 3,
    });
    expect(asked({ startupProbe: exec })).toMatchObject({ interval: '10s', start_period: '30s' });
  });
  test.each([
    ['curl', ['curl', '-fsk', '-o', '/dev/null', '-m', '2', 'http://127.0.0.1:8080/ok?x=$$1']],
    ['wget', ['wget', '-q', '-T', '2', '--no-check-certificate', '-O', '/dev/null', 'http://127.0.0.1:8080/ok?x=$$1']],
    ['python', ['python', '-Ic', expect.stringContaining('urlopen'), 'http://127.0.0.1:8080/ok?x=$$1', '2']],
    [
      ['/program', 'health', '$X'],
      ['/program', 'health', '$$X'],
    ],
  ] as const)('by HTTP, with %s', (asker, words) => {
    expect(asked({ readinessProbe: http, ports }, asker)?.['test']).toEqual(['CMD', ...words]);
  });
  test('by HTTPS, at a number, without a path', () => {
    const readinessProbe = { httpGet: { port: 8443, scheme: 'HTTPS' } };
    expect(asked({ readinessProbe }, 'curl')?.['test']).toEqual([
      'CMD',
      'curl',
      '-fsk',
      '-o',
      '/dev/null',
      '-m',
      '1',
      'https://127.0.0.1:8443/',
    ]);
  });
  test('whether a port is open, with bash', () => {
    const readinessProbe = { tcpSocket: { port: 'http' } };
    expect(asked({ readinessProbe, ports }, 'bash')?.['test']).toEqual([
      'CMD',
      'bash',
      '-c',
      'exec 3<>/dev/tcp/127.0.0.1/8080',
    ]);
    expect(asked({ readinessProbe: http, ports }, 'bash')).toBeUndefined();
    expect(asked({ readinessProbe, ports }, 'curl')).toBeUndefined();
  });
  test('nothing, where nobody asks or could', () => {
    expect(asked({}, 'curl')).toBeUndefined();
    expect(asked({ readinessProbe: http, ports })).toBeUndefined();
  });
});

describe('files and volumes', () => {
  const mounted = (volume: Fields, mount: Fields = {}, pod: Fields = {}) =>
    project([
      deployment(
        'web',
        { volumeMounts: [{ name: 'v', mountPath: '/v', ...mount }] },
        { volumes: [{ name: 'v', ...volume }], ...pod },
      ),
    ]);
  const entrypoint = ({ services }: ComposeProject) => (services['volumes']?.['entrypoint'] as readonly string[])[2];

  test('a ConfigMap is files beside the Compose file', () => {
    const { services, files } = mounted({ configMap: { name: 'config' } });
    expect(services['web']?.['volumes']).toEqual(['./files/config:/v:ro']);
    expect(files.get('files/config/app.conf')).toBe('a=1\n');
    expect(services['volumes']).toBeUndefined();
  });
  test('of some of its keys a pod has files of its own', () => {
    const { services, files } = mounted({
      configMap: { name: 'config', items: [{ key: 'app.conf', path: 'x/y.conf' }] },
    });
    expect(services['web']?.['volumes']).toEqual(['./mounts/web-v:/v:ro']);
    expect([...files.keys()].filter((path) => path.startsWith('mounts/'))).toEqual(['mounts/web-v/x/y.conf']);
  });
  test('one of them alone', () => {
    expect(
      mounted({ configMap: { name: 'config' } }, { subPath: 'app.conf', mountPath: '/etc/$a' }).services['web']?.[
        'volumes'
      ],
    ).toEqual(['./files/config/app.conf:/etc/$$a:ro']);
  });
  test('what is small and a container’s own is in memory', () => {
    const pod = { securityContext: { runAsUser: 5, runAsGroup: 6, fsGroup: 7 } };
    expect(mounted({ emptyDir: { sizeLimit: '128Mi' } }, {}, pod).services['web']?.['tmpfs']).toEqual([
      '/v:mode=0770,uid=5,gid=7,size=134217728',
    ]);
    expect(mounted({ emptyDir: {} }).services['web']?.['tmpfs']).toEqual(['/v:mode=0770,uid=0,gid=0']);
    expect(mounted({ emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } }).services['web']?.['tmpfs']).toHaveLength(1);
    expect(
      mounted({ emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } }, { mountPath: '/dev/shm' }).services['web']?.[
        'shm_size'
      ],
    ).toBe('64m');
  });
  test('what is larger, or shared, is Docker’s, and its owner’s', () => {
    const pod = { securityContext: { runAsUser: 5, fsGroup: 7 } };
    const large = mounted({ emptyDir: { sizeLimit: '129Mi' } }, {}, pod);
    expect(large.services['web']).toMatchObject({
      volumes: ['web-v:/v'],
      depends_on: { volumes: { condition: 'service_completed_successfully' } },
    });
    expect(entrypoint(large)).toBe('chown 5:7 /volumes/web-v\nchmod 0770 /volumes/web-v\n');
    const other = { name: 'other', image: 'image:2', volumeMounts: [{ name: 'v', mountPath: '/w', readOnly: true }] };
    const shared = mounted(
      { emptyDir: {} },
      {},
      { containers: [{ name: 'web', image: 'image:1', volumeMounts: [{ name: 'v', mountPath: '/v' }] }, other] },
    );
    expect([shared.services['web']?.['volumes'], shared.services['web-other']?.['volumes']]).toEqual([
      ['web-v:/v'],
      ['web-v:/w:ro'],
    ]);
  });
  test('a StatefulSet’s one volume is called like the service', () => {
    const set = deployment('web', { volumeMounts: [{ name: 'data', mountPath: '/data' }] }, {}, 'StatefulSet', {
      volumeClaimTemplates: [{ metadata: { name: 'data' } }],
    });
    expect(project([set]).services['web']?.['volumes']).toEqual(['web:/data']);
    expect(project([set]).files.get('compose.yaml')).toMatch(/\nvolumes:\n {2}web: \{\}\n/);
  });
  test('what others make is copied, root’s and for its group to read', () => {
    const pod = { securityContext: { runAsUser: 5, fsGroup: 7 } };
    const all = mounted({ secret: { secretName: 'theirs' } }, { readOnly: true }, pod);
    expect(entrypoint(all)).toBe(
      'cp -R /secrets/theirs/. /volumes/web-v\nchown -R 0:7 /volumes/web-v\nchmod -R ug=rX,o= /volumes/web-v\n',
    );
    expect(all.services['web']?.['volumes']).toEqual(['web-v:/v:ro']);
    expect(all.services['volumes']).toMatchObject({
      user: '0:0',
      network_mode: 'none',
      read_only: true,
      cap_drop: ['ALL'],
      volumes: ['web-v:/volumes/web-v', './secrets:/secrets:ro'],
      restart: 'no',
    });
    expect(all.secretFiles).toEqual([{ secret: 'theirs' }]);
  });
  test.each([
    [{ items: [{ key: 'k', path: 'p' }] }, 'cp /secrets/s/k /volumes/web-v/p'],
    [{ items: [{ key: 'k', path: 'a/b' }] }, 'mkdir -p /volumes/web-v/a; cp /secrets/s/k /volumes/web-v/a/b'],
    [{ items: [{ key: 'k', path: 'p' }], optional: true }, '[ ! -e /secrets/s/k ] || cp /secrets/s/k /volumes/web-v/p'],
    [{ optional: true }, '[ ! -e /secrets/s ] || cp -R /secrets/s/. /volumes/web-v'],
    // Its shell is root’s.
    [
      { items: [{ key: 'k', path: "a b'; rm -rf /" }] },
      `mkdir -p '/volumes/web-v/a b'\\''; rm -rf '; cp /secrets/s/k '/volumes/web-v/a b'\\''; rm -rf /'`,
    ],
    [{ items: [{ key: 'k', path: '$(id)' }] }, `cp /secrets/s/k '/volumes/web-v/$$(id)'`],
  ])('of a Secret %j', (secret, line) => {
    expect(entrypoint(mounted({ secret: { secretName: 's', ...secret } }))?.split('\n')[0]).toBe(line);
  });
  test('who gives volumes their owners has these rights, and no others', () => {
    const secret = { name: 's', secret: { secretName: 's' } };
    const large = { name: 'l', emptyDir: { sizeLimit: '1Gi' } };
    const mount = (name: string) => ({ name, mountPath: `/${name}` });
    const both = project([deployment('web', { volumeMounts: [mount('l'), mount('s')] }, { volumes: [large, secret] })]);
    expect(both.services['volumes']).toEqual({
      image: 'image:1',
      entrypoint: ['sh', '-ec', expect.stringMatching(/^chown 0:0 \/volumes\/web-l\n/)],
      network_mode: 'none',
      user: '0:0',
      read_only: true,
      cap_drop: ['ALL'],
      cap_add: ['CHOWN', 'FOWNER', 'DAC_OVERRIDE'],
      security_opt: ['no-new-privileges:true'],
      volumes: ['web-l:/volumes/web-l', 'web-s:/volumes/web-s', './secrets:/secrets:ro'],
      restart: 'no',
      logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '5' } },
    });
    const alone = project([deployment('web', { volumeMounts: [mount('l')] }, { volumes: [large] })]);
    expect(alone.services['volumes']?.['volumes']).toEqual(['web-l:/volumes/web-l']);
  });
  test('a Secret is none of a ConfigMap’s files, though they are called alike', () => {
    expect(entrypoint(mounted({ secret: { secretName: 'config' } }))).toMatch(/^cp -R \/secrets\/config\/\. /);
    expect(entrypoint(mounted({ projected: { sources: [{ secret: { name: 'config' } }] } }))).toMatch(
      /^cp -R \/secrets\/config\/\. /,
    );
  });
  test('shared memory without a limit is as any other', () => {
    const { services } = mounted({ emptyDir: { medium: 'Memory' } }, { mountPath: '/dev/shm' });
    expect([services['web']?.['tmpfs'], services['web']?.['shm_size']]).toEqual([
      ['/dev/shm:mode=0770,uid=0,gid=0'],
      undefined,
    ]);
  });
  test('of several volumes of a StatefulSet each has its name', () => {
    const set = deployment(
      'web',
      { volumeMounts: ['data', 'log'].map((name) => ({ name, mountPath: `/${name}` })) },
      {},
      'StatefulSet',
      { volumeClaimTemplates: [{ metadata: { name: 'data' } }, { metadata: { name: 'log' } }] },
    );
    expect(project([set]).services['web']?.['volumes']).toEqual(['web-data:/data', 'web-log:/log']);
  });
  test('each of theirs is named once, whoever reads it', () => {
    const secret = (name: string, key: string) => ({ name, secret: { secretName: 's', items: [{ key, path: key }] } });
    const mounts = ['a', 'b', 'c'].map((name) => ({ name, mountPath: `/${name}` }));
    const volumes = [secret('a', 'k'), secret('b', 'l'), secret('c', 'k')];
    expect(project([deployment('web', { volumeMounts: mounts }, { volumes })]).secretFiles).toEqual([
      { secret: 's', key: 'k' },
      { secret: 's', key: 'l' },
    ]);
  });
  test('all of a Secret of the chart’s own is there', () => {
    const { files } = mounted({ secret: { secretName: 'hi-known' } });
    expect([...files.keys()].filter((path) => path.startsWith('secrets/')).sort()).toEqual([
      'secrets/hi-known/brace',
      'secrets/hi-known/lines',
      'secrets/hi-known/password',
    ]);
  });
  test('without any there are none', () => {
    expect(project([deployment('web', {})]).files.get('compose.yaml')).not.toContain('volumes');
  });
  test('a Secret of the chart’s own is there', () => {
    const { files } = mounted({ secret: { secretName: 'hi-known', items: [{ key: 'brace', path: 'x' }] } });
    expect([...files].filter(([path]) => path.startsWith('secrets/'))).toEqual([['secrets/hi-known/brace', 'a}b']]);
  });
  test.each([
    [{ hostPath: { path: '/' } }, {}, 'Deployment hi-web: volume v is of a kind that Compose does not have'],
    [
      { projected: { sources: [{ serviceAccountToken: { path: 't' } }] } },
      {},
      'Deployment hi-web: volume v is of a kind that Compose does not have',
    ],
    [
      { projected: { sources: [{ configMap: { name: 'config' } }, { secret: { name: 's' } }] } },
      {},
      'Deployment hi-web: volume v has files of the chart’s and of others in one folder',
    ],
    [
      { projected: { sources: [{ configMap: { name: 'config' } }, { serviceAccountToken: { path: 't' } }] } },
      {},
      'Deployment hi-web: volume v is of a kind that Compose does not have',
    ],
    [
      {
        projected: {
          sources: [
            { configMap: { name: 'config', items: [{ key: 'app.conf', path: 'x' }] } },
            { secret: { name: 's' } },
          ],
        },
      },
      {},
      'Deployment hi-web: volume v has files of the chart’s and of others in one folder',
    ],
    [
      { secret: { secretName: 's' } },
      { subPath: 'k' },
      'container web mounts a part of a volume (subPath), which Compose’s short syntax does not have',
    ],
  ])('what Compose cannot have: %j', (volume, mount, why) => {
    const pod = { volumes: [{ name: 'v', ...volume }] };
    expect(made([deployment('web', { volumeMounts: [{ name: 'v', mountPath: '/v', ...mount }] }, pod)])).toBe(why);
  });
  test('what nobody mounts is not there', () => {
    expect(
      project([deployment('web', {}, { volumes: [{ name: 'v', hostPath: { path: '/' } }] })]).services['web']?.[
        'volumes'
      ],
    ).toBeUndefined();
  });
});

describe('pods', () => {
  const first = { name: 'first', image: 'image:2' };
  const beside = { name: 'beside', image: 'image:3', restartPolicy: 'Always' };
  const other = { name: 'other', image: 'image:4', ports: [{ name: 'http', containerPort: 80 }] };
  const pod = deployment(
    'web',
    {},
    { initContainers: [first, beside], containers: [{ name: 'web', image: 'image:1' }, other] },
  );
  const service: KubernetesObject = {
    kind: 'Service',
    metadata: { name: 'hi-web-front' },
    spec: { selector: { app: 'web' } },
  };
  const theirs: KubernetesObject = { kind: 'Service', metadata: { name: 'hi-x' }, spec: { selector: { app: 'x' } } };

  test('the container that others call owns the network, and the names; who prepares is before all', () => {
    const { services } = project([pod, service, theirs]);
    expect(Object.keys(services).sort()).toEqual(['web', 'web-beside', 'web-first', 'web-other']);
    expect(services['web-other']?.['networks']).toEqual({
      default: {
        aliases: [
          'web',
          'hi-web-front',
          'hi-web-front.team-a',
          'hi-web-front.team-a.svc',
          'hi-web-front.team-a.svc.cluster.local',
        ],
      },
    });
    const done = { 'web-first': { condition: 'service_completed_successfully' } };
    const started = { ...done, 'web-other': { condition: 'service_started' } };
    expect(services['web']).toMatchObject({ network_mode: 'service:web-other', depends_on: started });
    expect(services['web-beside']).toMatchObject({ network_mode: 'service:web-other', restart: 'unless-stopped' });
    expect(services['web-other']?.['depends_on']).toEqual(done);
    expect(services['web-first']).toMatchObject({ restart: 'no' });
    expect([services['web-first']?.['network_mode'], services['web-first']?.['networks']]).toEqual([
      undefined,
      undefined,
    ]);
  });
  test('a Service is a name of those that it selects, and of no others', () => {
    const named = (kind: string, name: string, selector?: Fields): KubernetesObject => ({
      kind,
      metadata: { name },
      spec: { selector },
    });
    const others = [
      named('Service', 'none'),
      named('Service', 'narrow', { app: 'web', tier: 'front' }),
      named('ReplicationController', 'no-service', { app: 'web' }),
    ];
    const ports = [{ name: 'http', containerPort: 80 }];
    const { services } = project([deployment('web', { ports }), service, ...others]);
    expect(services['web']?.['networks']).toEqual({
      default: {
        aliases: [
          'hi-web-front',
          'hi-web-front.team-a',
          'hi-web-front.team-a.svc',
          'hi-web-front.team-a.svc.cluster.local',
        ],
      },
    });
  });
  test('ports are the machine’s own', () => {
    const published = { web: { http: 8080, gone: 1 } };
    expect(project([pod], { published }).services['web-other']?.['ports']).toEqual(['127.0.0.1:8080:80']);
    expect(project([pod], { published }).services['web']?.['ports']).toBeUndefined();
  });
  test('names of the declaration', () => {
    const { services } = project([pod], { services: { 'web/web': 'site', 'web/first': 'ready' }, named: ['site'] });
    expect(Object.keys(services).sort()).toEqual(['ready', 'site', 'web-beside', 'web-other']);
    expect([services['site']?.['container_name'], services['ready']?.['container_name']]).toEqual(['site', undefined]);
  });
  test('two of one name are none', () => {
    expect(made([pod, deployment('web-other', {})])).toBe('two containers would be the service web-other');
  });
  test('who is needed is waited for: until it is well, has ended, or just runs', () => {
    const database = deployment(
      'database',
      { readinessProbe: { exec: { command: ['ok'] } } },
      // It ends by itself before.
      { initContainers: [first] },
    );
    const cache = deployment('cache', {});
    const alive = deployment('alive', { livenessProbe: { exec: { command: ['ok'] } } });
    const starting = deployment('starting', { startupProbe: { exec: { command: ['ok'] } } });
    const job = deployment('load-0a1b2c3d', {}, {}, 'Job');
    const needs = { web: ['database', 'cache', 'load', 'nobody', 'alive', 'starting'] };
    expect(
      project([deployment('web', {}), database, cache, job, alive, starting], { needs }).services['web']?.[
        'depends_on'
      ],
    ).toEqual({
      database: { condition: 'service_healthy' },
      cache: { condition: 'service_started' },
      load: { condition: 'service_completed_successfully' },
      alive: { condition: 'service_started' },
      starting: { condition: 'service_healthy' },
    });
  });
  test('tasks have a profile of their own name, and run once', () => {
    const tasks = project([deployment('nightly', {}, {}, 'CronJob'), deployment('load-0a1b2c3d', {}, {}, 'Job')]);
    expect(tasks.services['nightly']).toMatchObject({ profiles: ['nightly'], restart: 'no' });
    expect(tasks.services['load']).toMatchObject({ profiles: ['load'], restart: 'no' });
    expect(tasks.files.get('compose.yaml')).toContain('docker compose run --rm load ');
    expect(project([deployment('web', {})], { profiles: { web: 'extra' } }).services['web']?.['profiles']).toEqual([
      'extra',
    ]);
  });
  test('whatever order the objects come in, the file is the same', () => {
    const three = ['web', 'cache', 'another'].map((name) => deployment(name, {}));
    const file = project(three).files.get('compose.yaml');
    expect(project([...three].reverse()).files.get('compose.yaml')).toBe(file);
    expect(Object.keys(project(three).services)).toEqual(['another', 'cache', 'web']);
  });
  test('a Job is called without what tells it from the one before; others have their whole name', () => {
    const { services } = project([
      deployment('load-0a1b2c3d', {}, {}, 'Job'),
      deployment('keep-0a1b2c3d', {}, {}, 'CronJob'),
      { ...deployment('x', {}), metadata: { name: 'other-x' } },
    ]);
    expect(Object.keys(services).sort()).toEqual(['keep-0a1b2c3d', 'load', 'other-x']);
  });
  test('what only Compose has comes of what is installed', () => {
    const seen: string[] = [];
    const { services } = project([pod], {
      beside: (objects) => {
        seen.push(...objects.map(({ metadata: { name } }) => name));
        return [deployment('watch', {})];
      },
    });
    expect([seen, services['watch']?.['image']]).toEqual([['hi-web', 'config', 'hi-known'], 'image:1']);
  });
  test('a kind that Compose cannot have says why', () => {
    expect(
      made([{ kind: 'Cluster', metadata: { name: 'x' } }], { impossible: { Cluster: 'it takes a cluster' } }),
    ).toBe('it takes a cluster');
  });
  test('what is for helm test alone is not installed', () => {
    const hook = {
      ...deployment('probe', {}),
      metadata: { name: 'hi-probe', annotations: { 'helm.sh/hook': 'test' } },
    };
    expect(Object.keys(project([pod, hook]).services)).not.toContain('probe');
  });
  test('whoever gives volumes their owners needs an image to do so', () => {
    const pod = { volumes: [{ name: 'v', emptyDir: { sizeLimit: '1Gi' } }] };
    const lonely = deployment('db', { volumeMounts: [{ name: 'v', mountPath: '/v' }] }, pod);
    expect(() => made([lonely])).toThrow('no container is called web/web');
  });
});
