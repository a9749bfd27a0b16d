import type { RuleRow } from './row';

const CONFIG_MAP = '{apiVersion: v1, kind: ConfigMap, metadata: {name: NAME}}';
const configMap = (name: string) => CONFIG_MAP.replace('NAME', name);

export const extensions: readonly RuleRow[] = [
  ['enabled: true'],
  [
    'enabled: false',
    'enabled: is false, but Helm heeds that only as the condition of a parent chart’s dependency. Give the dependency in the parent’s Chart.yaml the condition <its name>.enabled; without a parent, uninstall the release instead.',
  ],
  [
    'mlflow: {env: [{name: A}, {name: B}, {name: A}, {name: B}, {name: C}]}',
    'mlflow.env: has A, B more than once. Keep one of each.',
  ],
  ['mlflow: {env: [{name: A}, {name: a}]}'],
  [
    'mlflow: {extraVolumes: [{name: mine}, {name: mine}]}',
    'mlflow.extraVolumes: has mine more than once. Keep one of each.',
  ],
  [
    'mlflow: {extraVolumeMounts: [{name: a, mountPath: /x}, {name: b, mountPath: /x}]}',
    'mlflow.extraVolumeMounts: has /x more than once. Keep one of each.',
  ],
  ['mlflow: {extraVolumeMounts: [{name: a, mountPath: /x}, {name: a, mountPath: /x/y}]}'],
  [
    'mlflow: {extraContainers: [{name: a, image: x}], extraInitContainers: [{name: a, image: x}]}',
    'mlflow.extraContainers: has a more than once. Keep one of each.',
  ],
  ['mlflow: {extraContainers: [{name: a, image: x}], extraInitContainers: [{name: b, image: x}]}'],
  ...['mlflow', 'prepare', 'proxy', 'verifier', 'oauth2-proxy', 'machines']
    .flatMap((name) => ['extraContainers', 'extraInitContainers'].map((list) => `${list}: [{name: ${name}, image: x}]`))
    .map((containers): RuleRow => [
      `mlflow: {${containers}}`,
      'mlflow.extraContainers: or extraInitContainers has a container called mlflow, prepare, proxy, verifier, oauth2-proxy or machines, as the chart has. Use another name.',
    ]),
  [
    'global: {imagePullSecrets: [{name: hub}, {name: hub}]}',
    'global.imagePullSecrets: has hub more than once. Keep one of each.',
  ],
  ...['mlflow', 'postgresql', 'minio'].flatMap((pod): readonly RuleRow[] => [
    [
      `${pod}: {hostAliases: [{ip: 10.0.0.1, hostnames: [a]}, {ip: 10.0.0.1, hostnames: [b]}]}`,
      `${pod}.hostAliases: has 10.0.0.1 more than once. Keep one of each.`,
    ],
    [
      `${pod}: {dnsPolicy: None}`,
      `${pod}.dnsPolicy: is None, but ${pod}.dnsConfig.nameservers is empty. Name a DNS server, or use another policy.`,
    ],
    [`${pod}: {dnsPolicy: None, dnsConfig: {nameservers: [10.0.0.10]}}`],
  ]),
  [
    `extraObjects: [${configMap('a')}, ${configMap('a')}]`,
    'extraObjects: there would be two of v1 ConfigMap mlflow/a. Rename one, or leave it out.',
  ],
  [
    `extraObjects: [${configMap('mlflow-scripts')}]`,
    'extraObjects: there would be two of v1 ConfigMap mlflow/mlflow-scripts. Rename one, or leave it out.',
  ],
  [`extraObjects: [${configMap('a')}, ${configMap('b')}]`],
  [`extraObjects: [${configMap('a')}, ${configMap('a, namespace: other')}]`],
];
