/** Compose files: field by field what the manifests of the same installation say, but for what docs/compose.md lists. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { compose } from '../../charts/compose';
import type { Container, PodSpec, Volume } from '../../imports/kubernetes/types';
import { composeProject } from '../../lib/synth/compose/compose';
import type { KubernetesObject } from '../../lib/synth/compose/declaration';
import { evaluateModel } from '../../lib/synth/model';
import { mergeValues, type JsonObject } from '../../lib/values/merge';
import type { Json } from '../../lib/yaml/json';
import { readDocuments } from '../../lib/yaml/read';
import SPECIFICATION from '../fixtures/compose/compose-spec.json';
import { everyFeature } from '../cluster/every-feature';
import { complete, environmentNames, environmentValues, model } from '../support/platform';
import { root } from '../support/root';

const RELEASE = { name: 'mlflow', namespace: 'ml' };
const DESTINATION = { bucket: 'backups', endpoint: 'https://s3.example.com', existingSecret: 'mlflow-backup' };
/** Everything that a Compose file can have at once. */
const WHOLE: JsonObject = mergeValues(environmentValues('dev'), {
  backup: { enabled: true, destination: DESTINATION, rehearsal: { enabled: true }, pointInTime: { enabled: true } },
  restore: { enabled: true },
  retention: {
    gc: { enabled: true },
    traces: { enabled: true },
    lifecycle: { enabled: true },
    database: { enabled: true },
  },
  doctor: { enabled: true },
  monitoring: { enabled: true },
  jobs: { enabled: true },
  artifacts: { enabled: true },
});
const SETS: Readonly<Record<string, JsonObject>> = {
  'all of it': WHOLE,
  ...Object.fromEntries(environmentNames.map((name) => [name, environmentValues(name)])),
  ...everyFeature,
};

const specification = new Ajv2020({ strict: false, allErrors: true }).compile(SPECIFICATION);

interface Service {
  readonly image: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly network_mode?: string;
  readonly user?: string;
  readonly group_add?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly volumes?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly shm_size?: string;
  readonly ports?: readonly string[];
  readonly healthcheck?: {
    readonly test: readonly string[];
    readonly interval: string;
    readonly timeout: string;
    readonly retries: number;
    readonly start_period?: string;
  };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly stop_grace_period?: string;
  readonly restart: string;
  readonly profiles?: readonly string[];
  readonly deploy?: {
    readonly resources: {
      readonly limits?: { readonly cpus?: string; readonly memory?: string };
      readonly reservations?: { readonly cpus?: string; readonly memory?: string };
    };
  };
}

interface Pod {
  readonly kind: string;
  readonly name: string;
  readonly spec: PodSpec;
  readonly claims: readonly string[];
}

type Objects = ReadonlyMap<string, Json>;

const objectsOf = (values: JsonObject): Objects => evaluateModel(model, { values: complete(values), release: RELEASE });
const declarationOf = (values: JsonObject) => compose({ values: complete(values), release: RELEASE });
const projectOf = (objects: Objects, values: JsonObject) =>
  composeProject(objects.values(), declarationOf(values), RELEASE);

/** With those that only a Compose file has. */
function withBeside(objects: Objects, values: JsonObject): Objects {
  const beside = declarationOf(values).beside?.([...objects.values()] as unknown as readonly KubernetesObject[]) ?? [];
  return new Map([
    ...objects,
    ...beside.map((object, at) => [`beside ${String(at)}`, object as unknown as Json] as const),
  ]);
}

function podsOf(objects: Objects): readonly Pod[] {
  return [...objects.values()].flatMap((object) => {
    const { kind, metadata, spec } = object as unknown as {
      readonly kind: string;
      readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
      readonly spec?: {
        readonly template?: { readonly spec: PodSpec };
        readonly jobTemplate?: { readonly spec: { readonly template: { readonly spec: PodSpec } } };
        readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
      };
    };
    if (!['Deployment', 'StatefulSet', 'CronJob', 'Job'].includes(kind)) return [];
    const template = spec?.jobTemplate?.spec.template ?? spec?.template;
    if (template === undefined || metadata.annotations?.['helm.sh/hook'] === 'test') return [];
    const claims = (spec?.volumeClaimTemplates ?? []).map((claim) => claim.metadata.name);
    return [{ kind, name: metadata.name, spec: template.spec, claims }];
  });
}

const OWN_NAMES: Readonly<Record<string, string>> = {
  'tracking/mlflow': 'mlflow',
  'tracking/prepare': 'mlflow-prepare',
  'tracking/proxy': 'mlflow-proxy',
  'postgresql/postgresql': 'postgres',
};

function serviceName({ name, kind, spec }: Pod, container: Container): string {
  const whole = name.replace(/^mlflow-/, '');
  const component = kind === 'Job' ? whole.replace(/-[0-9a-f]{8}$/, '') : whole;
  const isFirst = container === spec.containers[0];
  return OWN_NAMES[`${component}/${container.name}`] ?? (isFirst ? component : `${component}-${container.name}`);
}

/** What Compose makes of its own dollars. */
const read = (text: string) => text.replaceAll('$$', '$');
const containersOf = ({ spec }: Pod) => [...(spec.initContainers ?? []), ...spec.containers];
const dataOf = (objects: Objects, kind: string, name: string) =>
  (
    [...objects.values()] as unknown as readonly {
      kind: string;
      metadata: { name: string };
      data?: Record<string, string>;
      stringData?: Record<string, string>;
    }[]
  ).find((object) => object.kind === kind && object.metadata.name === name);

describe.each(Object.entries(SETS))('%s', (_name, values) => {
  const installed = objectsOf(values);
  const made = projectOf(installed, values);
  const objects = withBeside(installed, values);
  if (typeof made === 'string') {
    test('there is none, and it says why', () => {
      expect(made).toMatch(
        /^database\.engine is cloudnative-pg, whose operator|takes all of the (Secret|ConfigMap) \w+, of which nobody knows/,
      );
    });
    return;
  }
  const services = made.services as unknown as Readonly<Record<string, Service>>;
  const pods = podsOf(objects);
  const pairs = pods.flatMap((pod) =>
    containersOf(pod).map((container) => [serviceName(pod, container), container, pod] as const),
  );
  const serviceOf = (name: string): Service => {
    const service = services[name];
    if (service === undefined) throw new Error(`there is no service ${name}`);
    return service;
  };

  test('the Compose Specification has nothing to say of it', () => {
    const [document, ...others] = readDocuments(made.files.get('compose.yaml') ?? '', 'compose.yaml');
    specification(document?.value);
    expect([specification.errors, others]).toEqual([null, []]);
  });

  test('each container is a service, and there is no other but the one for volumes', () => {
    const names = pairs.map(([name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(
      Object.keys(services)
        .filter((name) => name !== 'volumes')
        .sort(),
    ).toEqual([...names].sort());
  });

  test.each(pairs)('%s has the image, the command and the words', (name, { image, command, args, workingDir }) => {
    const service = serviceOf(name);
    expect(service.image).toBe(image);
    const said = { entrypoint: service.entrypoint?.map(read), command: service.command?.map(read) };
    // None has a variable of Kubernetes in it.
    expect(JSON.stringify([command, args])).not.toMatch(/\$\([A-Z_]+\)/);
    expect(said).toEqual({ entrypoint: command, command: args });
    expect(workingDir).toBeUndefined();
  });

  test.each(pairs)('%s has the environment', (name, container, pod) => {
    const { environment = {} } = serviceOf(name);
    const [first] = pod.spec.containers;
    const address = first === undefined ? '' : serviceName(pod, first);
    const wanted: Record<string, unknown> = {};
    for (const { configMapRef, prefix = '' } of container.envFrom ?? []) {
      const { data = {} } = dataOf(objects, 'ConfigMap', configMapRef?.name ?? '') ?? {};
      for (const [key, value] of Object.entries(data)) wanted[`${prefix}${key}`] = value;
    }
    for (const { name: variable, value = '', valueFrom } of container.env ?? []) {
      const { secretKeyRef, fieldRef, resourceFieldRef } = valueFrom ?? {};
      if (secretKeyRef !== undefined) {
        const { name: secret = '', key, optional } = secretKeyRef;
        const known = dataOf(objects, 'Secret', secret);
        const text =
          known?.stringData?.[key] ??
          (known?.data?.[key] === undefined ? undefined : Buffer.from(known.data[key], 'base64').toString());
        const of = made.variables.filter((one) => one.secret === secret && one.key === key).map((one) => one.name);
        const named = of.find((one) => optional !== true || one === variable) ?? of[0];
        // Compose takes it from the variable of the same name: `secrets --compose` has to write that one.
        if (text === undefined && optional === true) expect(of).toContain(variable);
        if (text !== undefined) wanted[variable] = `\${${String(named)}:-${text}}`;
        else wanted[variable] = optional === true ? null : `\${${String(named)}:?${secret}/${key}}`;
      } else if (fieldRef?.fieldPath === 'status.podIP') wanted[variable] = address;
      else if (fieldRef?.fieldPath === 'metadata.namespace') wanted[variable] = 'ml';
      else if (fieldRef?.fieldPath === 'metadata.name') wanted[variable] = pod.name;
      else if (resourceFieldRef !== undefined) wanted[variable] = expect.stringMatching(/^\d+$/);
      else if (valueFrom === undefined) wanted[variable] = value.replaceAll('$(POD_IP)', address);
      else throw new Error(`${variable} comes from what this test does not know`);
    }
    const said = Object.entries(environment).map(([key, value]) => [key, value === null ? null : read(value)]);
    expect(Object.fromEntries(said)).toEqual(wanted);
  });

  test.each(pairs)('%s has the rights and the amounts', (name, container, { name: podName, spec, kind }) => {
    const service = serviceOf(name);
    const { securityContext = {}, resources = {} } = container;
    const pod = spec.securityContext ?? {};
    const [user, group] = [securityContext.runAsUser ?? pod.runAsUser, securityContext.runAsGroup ?? pod.runAsGroup];
    expect(service.user).toBe(
      user === undefined ? undefined : [user, group].filter((id) => id !== undefined).join(':'),
    );
    expect([service.read_only, service.cap_drop, service.cap_add, service.security_opt]).toEqual([
      true,
      ['ALL'],
      undefined,
      ['no-new-privileges:true'],
    ]);
    expect([securityContext.readOnlyRootFilesystem, securityContext.allowPrivilegeEscalation]).toEqual([true, false]);
    expect(securityContext.capabilities).toEqual({ drop: ['ALL'] });
    const { limits = {}, reservations = {} } = service.deploy?.resources ?? {};
    for (const [written, amounts] of [
      [limits, resources.limits],
      [reservations, resources.requests],
    ] as const) {
      expect(bytesOf(written.memory)).toBe(bytesOf(amounts?.['memory']));
      expect(cpusOf(written.cpus)).toBe(cpusOf(amounts?.['cpu']));
    }
    expect(service.stop_grace_period).toBe(
      spec.terminationGracePeriodSeconds === undefined ? undefined : `${String(spec.terminationGracePeriodSeconds)}s`,
    );
    const isTask =
      ['Job', 'CronJob'].includes(kind) ||
      (spec.initContainers ?? []).some((one) => one === container && one.restartPolicy !== 'Always');
    expect(service.restart).toBe(isTask ? 'no' : 'unless-stopped');
    const component = podName.replace(/^mlflow-/, '').replace(/-[0-9a-f]{8}$/, '');
    const isOwn = ['Job', 'CronJob'].includes(kind);
    expect(service.profiles).toEqual(isOwn ? [component] : name === 'prometheus' ? ['monitoring'] : undefined);
  });

  test.each(pairs)('%s asks itself what a kubelet would', (name, container, { spec }) => {
    const { startupProbe, readinessProbe, livenessProbe, restartPolicy } = container;
    const { healthcheck } = serviceOf(name);
    const isOnce = (spec.initContainers ?? []).includes(container) && restartPolicy !== 'Always';
    const probe = readinessProbe ?? startupProbe ?? livenessProbe;
    if (probe === undefined || isOnce) {
      expect(healthcheck).toBeUndefined();
      return;
    }
    const { exec, httpGet, tcpSocket, periodSeconds, timeoutSeconds, failureThreshold } = probe;
    const portOf = (port: string | number) =>
      String(container.ports?.find((one) => one.name === port)?.containerPort ?? port);
    const { test: said = [], interval, timeout, retries, start_period } = healthcheck ?? {};
    const words = said.map(read);
    expect(words[0]).toBe('CMD');
    if (exec !== undefined) expect(words.slice(1)).toEqual(exec.command);
    else if (tcpSocket !== undefined)
      expect(words.slice(1)).toEqual(['bash', '-c', `exec 3<>/dev/tcp/127.0.0.1/${portOf(tcpSocket.port)}`]);
    else if (name === 'garage') expect(words.slice(1)).toEqual(['/garage', '-c', '/run/garage/garage.toml', 'health']);
    else {
      expect(['curl', 'wget', 'python']).toContain(words[1]);
      const { scheme = 'HTTP', port = '', path } = httpGet ?? {};
      expect(words).toContain(`${scheme.toLowerCase()}://127.0.0.1:${portOf(port)}${String(path)}`);
      expect(words).toContain(String(timeoutSeconds));
    }
    expect([timeout, retries]).toEqual([`${String(timeoutSeconds ?? 1)}s`, failureThreshold]);
    expect(interval).toBe(`${String(startupProbe?.periodSeconds ?? periodSeconds)}s`);
    const start = startupProbe && (startupProbe.periodSeconds ?? 10) * (startupProbe.failureThreshold ?? 3);
    expect(start_period).toBe(start === undefined ? undefined : `${String(start)}s`);
  });

  test.each(pairs)('%s mounts the same files', (name, container, pod) => {
    const { volumes = [], tmpfs = [], shm_size } = serviceOf(name);
    const places = new Map(volumes.map((volume) => [volume.split(':')[1], volume.split(':')[0]]));
    const inMemory = tmpfs.map((one) => one.split(':')[0]);
    for (const { name: volume, mountPath, readOnly, subPath } of container.volumeMounts ?? []) {
      const found = pod.spec.volumes?.find((one) => one.name === volume);
      const there = [
        places.has(mountPath),
        inMemory.includes(mountPath),
        mountPath === '/dev/shm' && shm_size !== undefined,
      ];
      expect([mountPath, there.filter(Boolean).length, subPath]).toEqual([mountPath, 1, undefined]);
      if (readOnly === true) expect(volumes.find((one) => one.split(':')[1] === mountPath)).toMatch(/:ro$/);
      const wanted = found === undefined ? undefined : filesOf(found, objects);
      if (wanted === undefined) continue;
      const folder = places.get(mountPath)?.replace(/^\.\//, '') ?? '';
      const said = [...made.files]
        .filter(([path]) => path.startsWith(`${folder}/`))
        .map(([path, text]) => [path.slice(folder.length + 1), text]);
      expect(Object.fromEntries(said)).toEqual(wanted);
    }
    expect(volumes.length + tmpfs.length + (shm_size === undefined ? 0 : 1)).toBe(container.volumeMounts?.length ?? 0);
  });

  test('containers of one pod share a network, which is called what Services are; ports are the machine’s own', () => {
    for (const { spec, ...pod } of pods) {
      const owner = spec.containers.find(({ ports = [] }) => ports.length > 0) ?? spec.containers[0];
      const names = spec.containers.map(
        (container) => [container === owner, serviceName({ spec, ...pod }, container)] as const,
      );
      const [, own = ''] = names.find(([isOwner]) => isOwner) ?? [];
      for (const [isOwner, name] of names)
        expect([name, serviceOf(name).network_mode]).toEqual([name, isOwner ? undefined : `service:${own}`]);
    }
    const all = Object.values(services).flatMap(({ ports = [] }) => ports);
    for (const port of all) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    expect(new Set(all.map((port) => port.split(':')[1])).size).toBe(all.length);
    for (const [name, port] of [
      ['mlflow-proxy', '127.0.0.1:5000:5000'],
      // Where only its last pass runs, it listens elsewhere.
      ['minio', expect.stringMatching(/^127\.0\.0\.1:9000:(9000|9010)$/)],
      ['garage', '127.0.0.1:3900:3900'],
    ] as const)
      if (services[name] !== undefined)
        expect([name, services[name].ports]).toEqual([name, expect.arrayContaining([port])]);
  });

  test('a task has what it needs started with it: whichever of database and store are here', () => {
    const stores = ['postgres', 'minio', 'garage'].filter((name) => services[name] !== undefined);
    for (const pod of pods.filter(({ kind }) => ['Job', 'CronJob'].includes(kind)))
      for (const container of containersOf(pod)) {
        // Of one that is not the first, by those before it.
        const before = (name: string): readonly string[] => {
          const direct = Object.keys(serviceOf(name).depends_on ?? {});
          return [...direct, ...direct.flatMap(before)];
        };
        expect(before(serviceName(pod, container))).toEqual(expect.arrayContaining(stores));
      }
  });

  test('what is waited for is there, and ends or is asked', () => {
    for (const [name, { depends_on = {} }] of Object.entries(services))
      for (const [other, { condition }] of Object.entries(depends_on)) {
        const wanted = {
          service_healthy: services[other]?.healthcheck !== undefined,
          service_completed_successfully: services[other]?.restart === 'no',
          service_started: true,
        };
        expect([name, other, wanted[condition as keyof typeof wanted]]).toEqual([name, other, true]);
      }
  });
});

const FACTORS: Readonly<Record<string, number>> = { '': 1, b: 1, m: 2 ** 20, Mi: 2 ** 20, Gi: 2 ** 30, G: 1e9, M: 1e6 };
function bytesOf(written: string | number | undefined): number | undefined {
  const [, digits, suffix = ''] = /^(\d+)(\w*)$/.exec(String(written)) ?? [];
  return written === undefined ? undefined : Number(digits) * (FACTORS[suffix] ?? NaN);
}
function cpusOf(written: string | number | undefined): number | undefined {
  const text = String(written);
  return written === undefined ? undefined : text.endsWith('m') ? Number(text.slice(0, -1)) / 1000 : Number(text);
}

/** Of ConfigMaps that are installed; nothing for what others make. */
function filesOf({ configMap, projected }: Volume, objects: Objects): Readonly<Record<string, string>> | undefined {
  const sources = configMap === undefined ? (projected?.sources ?? []) : [{ configMap }];
  const found = sources.map((source) => dataOf(objects, 'ConfigMap', source.configMap?.name ?? ''));
  if (found.length === 0 || found.includes(undefined)) return undefined;
  return Object.assign(
    {},
    ...found.map((object, index) => {
      const { data = {} } = object ?? {};
      const { items } = sources[index]?.configMap ?? {};
      return Object.fromEntries(items?.map(({ key, path }) => [path, data[key]]) ?? Object.entries(data));
    }),
  ) as Readonly<Record<string, string>>;
}

test('docs/compose.md lists all fields of pods and containers that Compose does not have, and no others', () => {
  const page = readFileSync(join(root, 'docs/compose.md'), 'utf8');
  const listed = [...page.slice(page.indexOf('## What differs')).matchAll(/^\| (`[^|]+`) +\|/gm)].flatMap(
    ([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, field = '']) => field),
  );
  const used = new Set<string>();
  for (const values of Object.values(SETS)) {
    const objects = objectsOf(values);
    if (typeof projectOf(objects, values) === 'string') continue;
    for (const pod of podsOf(withBeside(objects, values))) {
      for (const field of Object.keys(pod.spec)) used.add(field);
      for (const field of Object.keys(pod.spec.securityContext ?? {})) used.add(`securityContext.${field}`);
      for (const container of containersOf(pod)) for (const field of Object.keys(container)) used.add(field);
    }
  }
  const taken = [
    'containers',
    'initContainers',
    'volumes',
    'securityContext',
    'terminationGracePeriodSeconds',
    'name',
    'image',
    'command',
    'args',
    'env',
    'envFrom',
    'ports',
    'resources',
    'volumeMounts',
    'restartPolicy',
  ];
  const pod = ['runAsUser', 'runAsGroup', 'fsGroup'].map((field) => `securityContext.${field}`);
  expect([...used].filter((field) => ![...taken, ...pod].includes(field)).sort()).toEqual([...listed].sort());
});

test('a password with a brace, which would end a default, is none: `.env` has to say it', () => {
  const values = { ...environmentValues('dev'), postgresql: { auth: { password: 'a}b$c' } } };
  const made = projectOf(objectsOf(values), values);
  if (typeof made === 'string') throw new Error(made);
  const { environment } = (made.services as unknown as Readonly<Record<string, Service>>)['postgres'] ?? {};
  expect(environment?.['POSTGRES_PASSWORD']).toBe('${POSTGRES_PASSWORD:?mlflow-database-from-values/password}');
});

describe('what is declared beside the objects', () => {
  const made = projectOf(objectsOf(WHOLE), WHOLE);
  if (typeof made === 'string') throw new Error(made);
  const services = made.services as unknown as Readonly<Record<string, Service & { readonly container_name?: string }>>;
  const conditions = (name: string) => {
    const service = services[name];
    if (service === undefined) throw new Error(`there is no service ${name}`);
    return Object.fromEntries(
      Object.entries(service.depends_on ?? {})
        .filter(([other]) => other !== 'volumes')
        .map(([other, { condition }]) => [other, condition]),
    );
  };

  test('who waits for whom', () => {
    const ready = {
      mlflow: 'service_healthy',
      'mlflow-proxy': 'service_healthy',
      // It is looked after, and nobody waits for it.
      'tracking-monitor': 'service_started',
    };
    expect(conditions('jobs-stores')).toEqual(ready);
    expect(conditions('artifacts-prepare')).toEqual(ready);
    expect(conditions('database-exporter')).toEqual({ postgres: 'service_healthy' });
    expect(conditions('tracking-stores')).toEqual({ postgres: 'service_healthy', minio: 'service_healthy' });
    expect(conditions('backup-exporter')).toEqual({});
  });

  test('every task is one that somebody names, and brings the database and the store', () => {
    const tasks = Object.entries(services).filter(([, { profiles }]) => profiles !== undefined);
    expect([...new Set(tasks.flatMap(([, { profiles = [] }]) => profiles))].sort()).toEqual([
      'backup',
      'backup-rehearsal',
      'base-backup',
      'doctor',
      'monitoring',
      'restore',
      'retention-database',
      'retention-gc',
      'retention-lifecycle',
      'retention-traces',
    ]);
  });

  test('what the machine gets to, and the one name that it has once', () => {
    const ports = Object.entries(services).flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port]));
    expect(ports.sort()).toEqual([
      ['minio', '127.0.0.1:9000:9000'],
      ['minio', '127.0.0.1:9001:9001'],
      ['mlflow-proxy', '127.0.0.1:5000:5000'],
      ['prometheus', '127.0.0.1:9090:9090'],
    ]);
    const named = Object.entries(services).filter(([, { container_name }]) => container_name !== undefined);
    expect(named.map(([name, { container_name }]) => [name, container_name])).toEqual([['mlflow', 'mlflow']]);
  });
});
