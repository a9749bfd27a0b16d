/** Fields that several components have, with their own defaults. */
import {
  integer,
  opaqueList,
  opaqueMap,
  record,
  string,
  stringMap,
  type Pattern,
  type StringField,
} from '../lib/values/schema';
import type { Json } from '../lib/yaml/json';

/** Of a name: what a DNS label may be. */
export const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const NAME = `${LABEL}(\\.${LABEL})*`;

const NAME_WORDS = 'the name of an object: lower-case letters, digits, dashes and dots';

/** The name of an existing object, or nothing. */
export function objectName(description: string): StringField {
  return string({ default: '', description, pattern: { regex: `^(${NAME})?$`, expected: NAME_WORDS }, maxLength: 253 });
}

/** The name of an existing object, which has to be given. */
export function requiredName(description: string): StringField {
  return string({ description, pattern: { regex: `^${NAME}$`, expected: NAME_WORDS }, maxLength: 253 });
}

/** A DNS name, or a wildcard for one label of it. */
export function hostName(description: string): StringField {
  const pattern = { regex: `^(\\*\\.)?${NAME}$`, expected: 'a DNS name such as mlflow.example.com' };
  return string({ description, pattern, maxLength: 253 });
}

const OCTET = '(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
export const IPV4 = `${OCTET}(\\.${OCTET}){3}`;
const FOUR = '[0-9a-fA-F]{1,4}';
/** All eight, or fewer around one `::`. */
const IPV6 = `(${[
  `(${FOUR}:){7}${FOUR}`,
  `(${FOUR}:){1,7}:`,
  ...[1, 2, 3, 4, 5, 6].map((after) => `(${FOUR}:){1,${String(7 - after)}}(:${FOUR}){1,${String(after)}}`),
  `:((:${FOUR}){1,7}|:)`,
].join('|')})`;

/** Of an IP address, of either family. */
export const ADDRESS = `${IPV4}|${IPV6}`;
/** Of a range of addresses, as 10.0.0.0/8 or fd00::/8. */
export const RANGE = `${IPV4}/(3[0-2]|[12]?[0-9])|${IPV6}/(12[0-8]|1[01][0-9]|[1-9]?[0-9])`;

/** Of a port in a URL. */
export const PORT = '([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])';

/** What a label may be. */
export function labelValue(): StringField {
  return string({
    description: 'Value of the label.',
    maxLength: 63,
    pattern: {
      regex: '^([A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?)?$',
      expected: 'the value of a label: letters, digits, dashes, underscores and dots, at most 63',
    },
  });
}

/** Which entry of an existing Secret. */
export function secretKey(key: string): StringField {
  const pattern = {
    regex: '^\\.?[-_a-zA-Z0-9][-._a-zA-Z0-9]*$',
    expected: 'a key of letters, digits, dashes, underscores and dots',
  };
  return string({ default: key, description: 'Key of that Secret.', pattern, maxLength: 253 });
}

export const url: Pattern = {
  regex: `^https?://[A-Za-z0-9.*_-]+(:${PORT})?/?$`,
  expected: 'a URL such as https://mlflow.example.com',
};

/** A number of bytes: a whole one, and more than none. Kubernetes warns of half a byte, which 0.1Gi has. */
export function size(field: { readonly default: string; readonly description: string }): StringField {
  const decimal = '([1-9][0-9]*(\\.[0-9]{1,3})?|0\\.[0-9]{0,2}[1-9])(k|M|G|T|P|E)';
  const binary = '([1-9][0-9]*(\\.(25|5|75))?|0\\.(25|5|75))(Ki|Mi|Gi|Ti|Pi|Ei)';
  const pattern = {
    regex: `^([1-9][0-9]*|${decimal}|${binary})$`,
    expected: 'a size in whole bytes, such as 10Gi or 1.5Ti',
  };
  return string({ ...field, pattern, maxLength: 32 });
}

/** A database password: from a Secret, or from the values. */
export function passwordFields() {
  return {
    password: string({
      default: '',
      description: 'Development only; elsewhere use existingSecret.',
      maxLength: 256,
      secret: true,
    }),
    existingSecret: objectName('Secret that holds the password.'),
    existingSecretKey: secretKey('password'),
  };
}

export function s3Secret() {
  return objectName('Secret with the keys AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.');
}

export function bucket(field: { readonly default: string; readonly description: string }): StringField {
  const name = '[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]';
  const pattern = {
    regex: field.default === '' ? `^(${name})?$` : `^${name}$`,
    expected: 'a bucket name of 3 to 63 lower-case letters, digits, dots and dashes',
  };
  return string({ ...field, pattern });
}

/** Empty defaults may stay empty: then they follow another image. */
export function imageFields({ repository, tag }: { readonly repository: string; readonly tag: string }) {
  const form = (regex: string) => (repository === '' ? `^(${regex})?$` : `^${regex}$`);
  return {
    repository: string({
      default: repository,
      description: 'Registry and repository.',
      pattern: { regex: form('[a-zA-Z0-9][a-zA-Z0-9._:/-]*'), expected: 'a repository such as ghcr.io/mlflow/mlflow' },
    }),
    tag: string({
      default: tag,
      description: 'Tag; it is ignored where a digest is given.',
      pattern: { regex: form('[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}'), expected: 'an image tag' },
    }),
    digest: string({
      default: '',
      description: 'Digest that pins the image for good.',
      pattern: { regex: '^(sha256:[a-f0-9]{64})?$', expected: 'a digest: sha256: and 64 hexadecimal digits' },
    }),
    pullPolicy: string({
      default: 'IfNotPresent',
      options: ['IfNotPresent', 'Always', 'Never'],
      description: 'When nodes pull the image.',
    }),
  };
}

export function probe(
  description: string,
  { period, timeout, failures }: { readonly period: number; readonly timeout: number; readonly failures: number },
) {
  return record(description, {
    periodSeconds: integer({ default: period, minimum: 1, maximum: 3600, description: 'Time between two attempts.' }),
    timeoutSeconds: integer({ default: timeout, minimum: 1, maximum: 3600, description: 'Time for one attempt.' }),
    failureThreshold: integer({ default: failures, minimum: 1, maximum: 1000, description: 'Failures in a row.' }),
  });
}

/** Pod Security “restricted”, as far as it is the pod's. */
export const RESTRICTED_POD = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };

/** Pod Security “restricted”, as far as it is the container's; and nothing is written to the image's file system. */
export const RESTRICTED_CONTAINER = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
};

const ADDRESS_FIELD = {
  type: 'string',
  pattern: `^(${ADDRESS}|::ffff:${IPV4})$`,
  maxLength: 45,
  description: 'an IP address',
} as const;
const DNS_NAME = { type: 'string', pattern: `^${NAME}$`, maxLength: 253, description: 'a DNS name' } as const;

/** How pods find others by name, where the cluster's DNS is not enough. */
function nameFields() {
  return {
    hostAliases: opaqueList('Lines for the pods’ /etc/hosts: a list of {ip: …, hostnames: […]}.', {
      type: 'object',
      properties: {
        ip: ADDRESS_FIELD,
        hostnames: { type: 'array', items: DNS_NAME },
      },
      required: ['ip', 'hostnames'],
      additionalProperties: false,
    }),
    dnsPolicy: string({
      default: 'ClusterFirst',
      options: ['ClusterFirst', 'Default', 'None'],
      description: 'Where the pods’ DNS servers come from: the cluster, the node, or dnsConfig alone.',
    }),
    dnsConfig: opaqueMap(
      'DNS of the pods, beside what dnsPolicy gives: nameservers, searches, and options, a list of {name: …, value: …}.',
      {},
      {
        properties: {
          nameservers: { type: 'array', items: ADDRESS_FIELD },
          searches: { type: 'array', items: DNS_NAME },
          options: {
            type: 'array',
            items: {
              type: 'object',
              properties: { name: { type: 'string', minLength: 1 }, value: { type: 'string' } },
              required: ['name'],
              additionalProperties: false,
            },
          },
        },
        additionalProperties: false,
      },
    ),
  };
}

const AMOUNTS = {
  type: 'object',
  additionalProperties: {
    anyOf: [
      { type: 'string', pattern: '^[0-9]+(\\.[0-9]+)?(n|u|m|k|Ki|M|Mi|G|Gi|T|Ti|P|Pi|E|Ei)?$' },
      { type: 'number' },
    ],
  },
} as const;

/** Of a container. */
export function resources(amounts: Json) {
  return opaqueMap('CPU, memory and ephemeral storage: requests and limits.', amounts, {
    properties: { requests: AMOUNTS, limits: AMOUNTS, claims: { type: 'array' } },
    additionalProperties: false,
  });
}

export interface PodDefaults {
  readonly resources: Json;
  readonly podSecurityContext: Json;
  readonly securityContext: Json;
  /** Seconds that a pod has to end by itself. */
  readonly gracePeriod: number;
}

/** Of an artefact store with a volume. */
export const STORE_POD: PodDefaults = {
  resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '2Gi' } },
  podSecurityContext: {
    ...RESTRICTED_POD,
    runAsUser: 1000,
    runAsGroup: 1000,
    fsGroup: 1000,
    fsGroupChangePolicy: 'OnRootMismatch',
  },
  securityContext: RESTRICTED_CONTAINER,
  gracePeriod: 60,
};

/** What Kubernetes lets one say of any pod: passed on as it is. */
export function podFields(defaults: PodDefaults) {
  const { podSecurityContext, securityContext, gracePeriod } = defaults;
  return {
    resources: resources(defaults.resources),
    podAnnotations: stringMap('Annotations of the pods.'),
    podLabels: stringMap('Labels of the pods; the chart’s own win.'),
    nodeSelector: stringMap('Labels that a node must have.'),
    tolerations: opaqueList('Taints that the pods tolerate.'),
    affinity: opaqueMap('Affinity of the pods.'),
    priorityClassName: objectName('PriorityClass of the pods.'),
    terminationGracePeriodSeconds: integer({
      default: gracePeriod,
      minimum: 0,
      maximum: 3600,
      description: 'Time that a pod has to end by itself.',
    }),
    podSecurityContext: opaqueMap('Security context of the pods.', podSecurityContext),
    securityContext: opaqueMap('Security context of the containers.', securityContext),
    ...nameFields(),
  };
}
