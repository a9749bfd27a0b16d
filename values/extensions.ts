/** What the chart has no value of its own for: objects beside its own, containers in the server's pods, labels on everything. */
import { and, contains, equal, has, not, notEmpty, or, repeated, toJson } from '../lib/expr/function';
import { collection, each, field, text } from '../lib/expr/vocabulary';
import type { Value } from '../lib/expr/expr';
import type { Rule } from '../lib/values/rule';
import { map, opaqueList } from '../lib/values/schema';
import { LABEL, labelValue } from './fields';
import { namesIn, oneOf, RESERVED_CONTAINERS } from './names';
import type { Values } from './schema';

const TEXTS = { type: 'object', additionalProperties: { type: 'string' } } as const;

/** As much as the outputs need to know: a file's name, one object of each name, and what Helm reads of any manifest. */
const OBJECT = {
  type: 'object',
  properties: {
    apiVersion: {
      type: 'string',
      pattern: '^([a-z0-9.-]+/)?v[a-z0-9]+$',
      maxLength: 253,
      description: 'an API version such as v1 or batch/v1',
    },
    kind: { type: 'string', pattern: '^[A-Z][A-Za-z0-9]*$', maxLength: 63, description: 'a kind such as ConfigMap' },
    metadata: {
      type: 'object',
      properties: {
        name: {
          type: 'string',
          pattern: '^[A-Za-z0-9][-.:_A-Za-z0-9]*$',
          maxLength: 253,
          description: 'the name of an object',
        },
        namespace: { type: 'string', pattern: `^${LABEL}$`, maxLength: 63, description: 'the name of a namespace' },
        labels: TEXTS,
        annotations: TEXTS,
      },
      required: ['name'],
    },
  },
  required: ['apiVersion', 'kind', 'metadata'],
} as const;

export const extraObjects = opaqueList(
  'Further Kubernetes objects, installed as they stand here: no templates in them, and no labels added.',
  OBJECT,
);

export const commonLabels = map(labelValue(), {
  description:
    'Labels of all objects of the chart and of its pods; podLabels and the chart’s own win. Never part of a selector.',
});

const CONTAINER = {
  type: 'object',
  properties: {
    name: { type: 'string', pattern: `^${LABEL}$`, maxLength: 63, description: 'the name of a container' },
    image: { type: 'string', minLength: 1 },
  },
  required: ['name', 'image'],
} as const;

export const extraContainers = opaqueList('Further containers beside the server.', CONTAINER);

export const extraInitContainers = opaqueList(
  'Further init containers. They run before the stores are prepared; with restartPolicy: Always they stay, as sidecars.',
  CONTAINER,
);

export function extensionRules({ mlflow, postgresql, minio, global }: Values): readonly Rule[] {
  const { extraContainers, extraInitContainers } = mlflow;
  const containers = collection('containers', [
    ...each(extraContainers, (container) => field(container, 'name')),
    ...each(extraInitContainers, (container) => field(container, 'name')),
  ]);
  const mountPaths = namesIn(mlflow.extraVolumeMounts, 'userMountPaths', 'mountPath');
  return [
    once('mlflow.env', namesIn(mlflow.env)),
    once('mlflow.extraVolumes', namesIn(mlflow.extraVolumes, 'userVolumes')),
    once('mlflow.extraVolumeMounts', mountPaths),
    once('mlflow.extraContainers', containers),
    {
      path: 'mlflow.extraContainers',
      violated: or(...RESERVED_CONTAINERS.map((name) => has(containers, name))),
      problem: `or extraInitContainers has a container called ${oneOf(RESERVED_CONTAINERS)}, as the chart has`,
      remedy: 'Use another name',
    },
    once('global.imagePullSecrets', namesIn(global.imagePullSecrets, 'pullSecrets')),
    ...Object.entries({ mlflow, postgresql, minio }).flatMap(([name, pod]) => [
      once(`${name}.hostAliases`, namesIn(pod.hostAliases, `${name}Addresses`, 'ip')),
      {
        path: `${name}.dnsPolicy`,
        // In its JSON: what is only passed on is never looked into.
        violated: and(equal(pod.dnsPolicy, 'None'), not(contains(toJson(pod.dnsConfig), '"nameservers":["'))),
        problem: `is None, but ${name}.dnsConfig.nameservers is empty`,
        remedy: 'Name a DNS server, or use another policy',
      },
    ]),
  ];
}

/** Lists that Kubernetes keeps by key: of two entries kubectl takes one, and server-side apply, as in Helm 4, none. */
function once(path: string, names: Value<readonly string[]>): Rule {
  const again = repeated(names);
  return {
    path,
    violated: notEmpty(again),
    problem: text`has ${again} more than once`,
    remedy: 'Keep one of each',
  };
}
