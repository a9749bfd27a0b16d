import type { RuleRow } from './row';

const PROXY = 'http://proxy.example.com:3128';
const isolated = (purposes: string) => `networkPolicy: {enabled: true, externalCidrs: {${purposes}}}`;
const at = (purpose: string) => `${purpose}: [{cidr: 192.0.2.1/32}]`;
const store = (endpoint: string) =>
  `minio: {enabled: false, auth: {rootUser: "", rootPassword: ""}}, externalS3: {bucket: theirs, endpoint: "${endpoint}"}`;
const missing = (purpose: string, because: string, remedy: string) =>
  `networkPolicy.externalCidrs.${purpose}: is empty although ${because}: nothing of the release would get there. ${remedy}.`;
const NO_STORE = missing(
  's3',
  'externalS3.bucket is set',
  'Name the addresses of the store; without keys, those of STS too',
);

export const outboundProxy: readonly RuleRow[] = [
  [`outboundProxy: {http: "${PROXY}", https: "${PROXY}", noProxy: [.example.com, 192.0.2.1]}`],
  ['outboundProxy: {existingSecret: given}'],
  ...['http', 'https'].map((scheme): RuleRow => [
    `outboundProxy: {${scheme}: "${PROXY}", existingSecret: given}`,
    'outboundProxy.existingSecret: is set beside outboundProxy.http or outboundProxy.https, of which it would take the place. Remove one of them.',
  ]),
  [
    'outboundProxy: {noProxy: [.example.com]}',
    'warning: outboundProxy.noProxy: is set, but there is no proxy: everything is asked directly. Name one in outboundProxy.https, or remove it.',
  ],
  [
    `outboundProxy: {https: "${PROXY}", noProxy: [a.example.com, 10.0.0.0/8]}`,
    'warning: outboundProxy.noProxy: has a range of addresses, which MLflow does not read when it goes to a store: only some programs do. Name the hosts, or the addresses one by one.',
  ],
  // What goes by the proxy needs no other way; what is in the cluster does.
  [
    `{outboundProxy: {https: "${PROXY}"}, ${isolated('')}}`,
    missing('outboundProxy', 'outboundProxy names one', 'Name the addresses of the proxy'),
  ],
  [`{outboundProxy: {https: "${PROXY}"}, ${isolated(at('outboundProxy'))}, ${store('')}}`],
  [`{outboundProxy: {existingSecret: a}, ${isolated(at('outboundProxy'))}, ${store('https://s3.example.com:9000')}}`],
  ...['http://minio:9000', 'http://minio.stores.svc', 'https://minio.stores.svc.cluster.local:9000/'].map(
    (endpoint): RuleRow => [
      `{outboundProxy: {https: "${PROXY}"}, ${isolated(at('outboundProxy'))}, ${store(endpoint)}}`,
      NO_STORE,
    ],
  ),
  [`{${isolated('')}, ${store('https://s3.example.com')}}`, NO_STORE],
];
