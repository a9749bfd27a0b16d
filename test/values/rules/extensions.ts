import type { RuleRow } from './row';

const CONFIG_MAP = '{apiVersion: v1, kind: ConfigMap, metadata: {name: NAME}}';
const configMap = (name: string) => CONFIG_MAP.replace('NAME', name);

const LISTS = ['extraContainers', 'extraInitContainers'];
const MONITORED = 'monitoring: {enabled: true}';
const BASIC = 'auth: {mode: basic, basic: {existingSecret: users}}';
const OIDC =
  "auth: {mode: oidc, oidc: {issuerUrl: 'https://login.example.com', clientId: mlflow, existingSecret: o, allowedGroups: [a], extraIssuers: [{name: ci, issuerUrl: 'https://ci.example.com', audience: ci, allowedSubjects: [a]}]}}";

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
  ...LISTS.flatMap((list) => [
    ...['mlflow', 'prepare', 'proxy'].map((name): RuleRow => [
      `mlflow: {${list}: [{name: ${name}, image: x}]}`,
      'mlflow.extraContainers: or extraInitContainers has a container called mlflow, prepare or proxy, as the chart has. Use another name.',
    ]),
    [
      `{${MONITORED}, mlflow: {${list}: [{name: monitor, image: x}]}}`,
      'mlflow.extraContainers: or extraInitContainers has a container called monitor, as the chart has with monitoring.enabled. Use another name.',
    ] as RuleRow,
    [`mlflow: {${list}: [{name: monitor, image: x}]}`] as RuleRow,
    [
      `{${BASIC}, mlflow: {${list}: [{name: verifier, image: x}]}}`,
      'mlflow.extraContainers: or extraInitContainers has a container called verifier, as the chart has with auth.mode basic. Use another name.',
    ] as RuleRow,
    ...['oauth2-proxy', 'machines'].map((name): RuleRow => [
      `{${OIDC}, mlflow: {${list}: [{name: ${name}, image: x}]}}`,
      'mlflow.extraContainers: or extraInitContainers has a container called oauth2-proxy or machines, as the chart has with auth.mode oidc. Use another name.',
    ]),
    [
      `{${OIDC}, mlflow: {${list}: [{name: issuer-ci, image: x}]}}`,
      'mlflow.extraContainers: or extraInitContainers has a container called issuer-ci, as the one of an issuer in auth.oidc.extraIssuers is. Use another name.',
    ] as RuleRow,
    ...[
      '{containerPort: 5000}',
      '{containerPort: 9113, name: mine}',
      '{name: http, containerPort: 8080}',
      '{name: metrics, protocol: TCP, hostIP: 1.2.3.4, hostPort: 80, containerPort: 1}',
    ].map((port): RuleRow => [
      `mlflow: {${list}: [{name: mine, image: x, ports: [{containerPort: 8080, name: web}, ${port}]}]}`,
      'mlflow.extraContainers: or extraInitContainers has a port that is 5000 or 9113, or called http or metrics, as the proxy’s are. Choose another number, and another name.',
    ]),
  ]),
  [`{${OIDC}, mlflow: {extraContainers: [{name: issuer-other, image: x}]}}`],
  [
    'mlflow: {extraContainers: [{name: http, image: x, ports: [{containerPort: 50000, name: https}, {containerPort: 500, hostPort: 5000}]}]}',
  ],
  [
    'global: {imagePullSecrets: [{name: hub}, {name: hub}]}',
    'global.imagePullSecrets: has hub more than once. Keep one of each.',
  ],
  ...['mlflow', 'postgresql', 'minio', 'backup'].flatMap((pod): readonly RuleRow[] => [
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
