/** What the chart has no value of its own for: objects beside its own, containers in the server's pods, labels on everything. */
import { and, contains, equal, matches, not, notEmpty, repeated, toJson } from '../lib/expr/function';
import { collection, each, field, text } from '../lib/expr/vocabulary';
import type { Value } from '../lib/expr/expr';
import type { Rule } from '../lib/values/rule';
import { map, opaqueList } from '../lib/values/schema';
import { LABEL, labelValue } from './fields';
import { reservedByBackup } from './backup';
import { namesIn, notReserved, reservedIn } from './names';
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

/** In the JSON of containers, whose keys are sorted: the proxy's ports, and their names. */
const PORT_NUMBER = '"containerPort":(5000|9113)[,}]';
const PORT_NAME = '"containerPort":[0-9]+(,"host(IP|Port)":("[^"]*"|[0-9]+))*,"name":"(http|metrics)"';

export function extensionRules(values: Values): readonly Rule[] {
  const { auth, mlflow, postgresql, minio, backup, global } = values;
  const { extraContainers, extraInitContainers } = mlflow;
  const containers = collection('containers', [
    ...each(extraContainers, (container) => field(container, 'name')),
    ...each(extraInitContainers, (container) => field(container, 'name')),
  ]);
  // Each of them has a container.
  const issuers = collection(
    'containersOfIssuers',
    each(auth.oidc.extraIssuers, ({ name }) => text`issuer-${name}`),
  );
  const taken = repeated(
    collection('containersOfAll', [
      ...each(extraContainers, (container) => field(container, 'name')),
      ...each(extraInitContainers, (container) => field(container, 'name')),
      ...each(auth.oidc.extraIssuers, ({ name }) => text`issuer-${name}`),
    ]),
  );
  const ports = text`${toJson(extraContainers)}${toJson(extraInitContainers)}`;
  const mountPaths = namesIn(mlflow.extraVolumeMounts, 'userMountPaths', 'mountPath');
  return [
    once('mlflow.env', namesIn(mlflow.env)),
    once('mlflow.extraVolumes', namesIn(mlflow.extraVolumes, 'userVolumes')),
    once('mlflow.extraVolumeMounts', mountPaths),
    once('mlflow.extraContainers', containers),
    ...notReserved(
      'mlflow.extraContainers',
      containers,
      [...reservedIn(values).containers, ...reservedByBackup(values).containers],
      ['or extraInitContainers has a container called', 'as the chart has'],
      'Use another name',
    ),
    {
      path: 'mlflow.extraContainers',
      violated: and(notEmpty(taken), not(notEmpty(repeated(containers))), not(notEmpty(repeated(issuers)))),
      problem: text`or extraInitContainers has a container called ${taken}, as the one of an issuer in auth.oidc.extraIssuers is`,
      remedy: 'Use another name',
    },
    {
      path: 'mlflow.extraContainers',
      violated: matches(ports, `${PORT_NUMBER}|${PORT_NAME}`),
      problem: 'or extraInitContainers has a port that is 5000 or 9113, or called http or metrics, as the proxy’s are',
      remedy: 'Choose another number, and another name',
    },
    once('global.imagePullSecrets', namesIn(global.imagePullSecrets, 'pullSecrets')),
    ...Object.entries({ mlflow, postgresql, minio, backup }).flatMap(([name, pod]) => [
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
