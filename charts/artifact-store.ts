/** The S3 bucket with models and artefacts: MinIO of this installation, or a store that others run. */
import type { Value } from '../lib/expr/expr';
import { and, choose, equal, not, notEmpty, or, orDefault } from '../lib/expr/function';
import { text } from '../lib/expr/vocabulary';
import type { Values } from '../values/schema';
import type { Variable } from './environment';
import type { Instance } from './instance';

export interface ArtifactStore {
  /** Whether the values name a bucket at all; otherwise `mlflow.env` must. */
  readonly configured: Value<boolean>;
  readonly bucket: Value<string>;
  /** `s3://bucket/path` */
  readonly uri: Value<string>;
  readonly createBucket: Value<boolean>;
  /** Empty for AWS, where setting it would break regions and IAM roles. */
  readonly endpoint: Value<string>;
  readonly region: Value<string>;
  /** Clients talk to the store themselves, instead of through the server. */
  readonly direct: Value<boolean>;
  /** Secret with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: `envFrom` of a client can take it as it is. */
  readonly secretName: Value<string>;
  readonly hasKeys: Value<boolean>;
  /** The keys where the values hold them, else empty. */
  readonly literalKeys: { readonly id: Value<string>; readonly secret: Value<string> };
}

export const ACCESS_KEY_ID = 'AWS_ACCESS_KEY_ID';
export const SECRET_ACCESS_KEY = 'AWS_SECRET_ACCESS_KEY';

export function artifactStore({ minio, externalS3, mlflow }: Values, instance: Instance): ArtifactStore {
  const inside = minio.enabled;
  const pick = (own: Value<string>, external: Value<string>) => choose(inside, own, external);
  const existing = pick(minio.auth.existingSecret, externalS3.existingSecret);
  const bucket = pick(minio.bucket, externalS3.bucket);
  const { path, mode } = mlflow.artifacts;
  const literal = (key: Value<string>) => choose(notEmpty(existing), '', key);
  const id = literal(pick(minio.auth.rootUser, externalS3.accessKeyId));
  return {
    configured: or(inside, notEmpty(externalS3.bucket)),
    bucket,
    uri: text`s3://${bucket}${choose(equal(path, ''), '', text`/${path}`)}`,
    createBucket: or(inside, and(externalS3.createBucket, notEmpty(externalS3.bucket))),
    endpoint: pick(text`http://${instance.host('minio')}:9000`, externalS3.endpoint),
    region: pick('us-east-1', externalS3.region),
    direct: equal(mode, 'direct'),
    secretName: orDefault(existing, instance.name('s3')),
    hasKeys: or(notEmpty(existing), notEmpty(id)),
    literalKeys: { id, secret: literal(pick(minio.auth.rootPassword, externalS3.secretAccessKey)) },
  };
}

/** The store for the server. With a default artefact root, MLflow sends clients to it; with a destination, it serves. */
export function artifactVariables(store: ArtifactStore): readonly Variable[] {
  const { configured, direct } = store;
  return [
    { name: 'MLFLOW_ARTIFACTS_DESTINATION', value: store.uri, condition: and(configured, not(direct)) },
    { name: 'MLFLOW_DEFAULT_ARTIFACT_ROOT', value: store.uri, condition: and(configured, direct) },
    { name: 'MLFLOW_S3_ENDPOINT_URL', value: store.endpoint, condition: and(configured, notEmpty(store.endpoint)) },
    { name: 'AWS_DEFAULT_REGION', value: store.region, condition: and(configured, notEmpty(store.region)) },
    { name: ACCESS_KEY_ID, secret: { name: store.secretName, key: ACCESS_KEY_ID }, condition: store.hasKeys },
    { name: SECRET_ACCESS_KEY, secret: { name: store.secretName, key: SECRET_ACCESS_KEY }, condition: store.hasKeys },
  ];
}
