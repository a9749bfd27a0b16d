import type { RuleRow } from './row';

const on = (more = '', rest = '') =>
  `{mlflow: {artifacts: {mode: presigned${more && `, presigned: {${more}}`}}}${rest && `, ${rest}`}}`;
const AT = 'publicEndpoint: "https://s3.example.com"';
const PLAIN = 'publicEndpoint: "http://s3.example.com"';
const EXTERNAL = 'minio: {enabled: false, auth: {rootUser: "", rootPassword: ""}}, externalS3: {bucket: my-bucket';
const TLS = 'tls: {existingSecret: certificate}';

const old = (tag: string) =>
  `warning: mlflow.artifacts.mode: is presigned, but MLflow ${tag} signs nothing: artefacts go through the server, as with proxied. Take MLflow 3.18 or newer, or set it to proxied.`;
const AWS =
  'mlflow.artifacts.presigned.publicEndpoint: is set, but externalS3.endpoint is empty: AWS has one address for all, which URLs are signed for. Remove it, or name the store’s address in externalS3.endpoint.';
const MIXED =
  'warning: mlflow.artifacts.presigned.publicEndpoint: is http, but the web page comes by https: browsers fetch nothing from there for it. Serve the store by https, too.';
const unused = (mode: string) =>
  `warning: mlflow.artifacts.presigned.publicEndpoint: is set, but mlflow.artifacts.mode is ${mode}: nothing is signed for it. Set the mode to presigned, or remove it.`;

const EMPTY =
  'warning: mlflow.artifacts.presigned.only: is true, but Garage takes no empty file by a URL: logging one, such as an __init__.py of a model, fails. Set it to false: such files go through the server then.';
const GARAGE = 'objectStore: {engine: garage, garage: {accessKeyId: mlflow-1, secretAccessKey: sixteen-chars-16}}';

export const presigned: readonly RuleRow[] = [
  [on()],
  [on(AT)],
  [on(PLAIN)],
  ...['v2.9.2', '3.10.1', 'v3.17.9-full'].map((tag): RuleRow => [
    `mlflow: {image: {tag: ${tag}}, artifacts: {mode: presigned}}`,
    old(tag),
  ]),
  ...['v3.18.0', '3.20.1', 'v4.0.0', 'ours'].map((tag): RuleRow => [
    `mlflow: {image: {tag: ${tag}}, artifacts: {mode: presigned}}`,
  ]),
  [`mlflow: {image: {tag: 3.10.1, digest: "sha256:${'a'.repeat(64)}"}, artifacts: {mode: presigned}}`],
  ['mlflow: {image: {tag: 3.10.1}}'],
  [on(AT, `${EXTERNAL}}`), AWS],
  [on('', `${EXTERNAL}}`)],
  [on(AT, `${EXTERNAL}, endpoint: "http://s3.internal:9000"}`)],
  [
    `{mlflow: {artifacts: {mode: presigned, presigned: {${AT}}}, env: [{name: MLFLOW_S3_ENDPOINT_URL, value: "http://a"}]}, ${EXTERNAL}}}`,
  ],
  [on(PLAIN, TLS), MIXED],
  [on('', GARAGE), EMPTY],
  [on('only: false', GARAGE)],
  [on('only: false')],
  [`{${GARAGE}}`],
  [on(AT, TLS)],
  [
    `mlflow: {artifacts: {mode: presigned, presigned: {${PLAIN}}}, ingress: {enabled: true, hosts: [{host: a.example.com}], tls: [{secretName: t}]}}`,
    MIXED,
  ],
  [`mlflow: {artifacts: {presigned: {${AT}}}}`, unused('proxied')],
  [`mlflow: {artifacts: {mode: direct, presigned: {${AT}}}}`, unused('direct')],
];
