/** The S3 bucket with models and artefacts: MinIO of this installation, or a store that others run. */
import type { Value } from '../../lib/expr/expr';
import { and, choose, equal, not, notEmpty, or, orDefault } from '../../lib/expr/function';
import { named, text, when } from '../../lib/expr/vocabulary';
import { hasStore } from '../../values/engines';
import type { Values } from '../../values/schema';
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY, storeSecret } from '../../values/store';
import type { EnvironmentPart, Settings } from '../parts/environment';
import { secretFromValues } from '../parts/credentials';
import { portOf, tcp, type Departure } from '../parts/flows';
import type { Instance } from '../parts/instance';

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
  /** Where who uses it has to get to. */
  readonly departures: readonly Departure[];
}

/** MinIO's, of its API. */
export const STORE_PORT = 9000;

export function artifactStore(values: Values, instance: Instance): ArtifactStore {
  const { minio, externalS3, mlflow } = values;
  const inside = hasStore(values, 'minio');
  const pick = (own: Value<string>, external: Value<string>) => choose(inside, own, external);
  const existing = storeSecret(values).name;
  const bucket = named('s3.bucket', pick(minio.bucket, externalS3.bucket));
  const { path, mode } = mlflow.artifacts;
  const literal = (key: Value<string>) => choose(notEmpty(existing), '', key);
  const id = named('s3.literalKeyId', literal(pick(minio.auth.rootUser, externalS3.accessKeyId)));
  return {
    configured: or(inside, notEmpty(externalS3.bucket)),
    bucket,
    uri: named('s3.uri', text`s3://${bucket}${choose(equal(path, ''), '', text`/${path}`)}`),
    createBucket: or(inside, and(externalS3.createBucket, notEmpty(externalS3.bucket))),
    endpoint: named(
      's3.endpoint',
      pick(
        text`${choose(minio.tls.enabled, 'https', 'http')}://${instance.host('minio')}:${STORE_PORT}`,
        externalS3.endpoint,
      ),
    ),
    region: named('s3.region', pick('us-east-1', externalS3.region)),
    direct: equal(mode, 'direct'),
    secretName: orDefault(existing, secretFromValues(instance, 's3')),
    hasKeys: or(notEmpty(existing), notEmpty(id)),
    literalKeys: {
      id,
      secret: named('s3.literalKey', literal(pick(minio.auth.rootPassword, externalS3.secretAccessKey))),
    },
    departures: [
      { component: 'minio', port: STORE_PORT, condition: inside },
      { purpose: 's3', ports: [tcp(portOf(externalS3.endpoint))] },
    ],
  };
}

/** The store for whoever copies from it, or to it. */
export function artifactSource({ configured, uri, endpoint, region }: ArtifactStore): Settings {
  return {
    ARTIFACTS_URI: when(configured, uri),
    MLFLOW_S3_ENDPOINT_URL: when(and(configured, notEmpty(endpoint)), endpoint),
    AWS_DEFAULT_REGION: when(and(configured, notEmpty(region)), region),
  };
}

/** The store for the server. With a default artefact root, MLflow sends clients to it; with a destination, it serves. */
export function artifactEnvironment(store: ArtifactStore): EnvironmentPart {
  const { configured, direct } = store;
  const source = artifactSource(store);
  return {
    settings: {
      MLFLOW_ARTIFACTS_DESTINATION: when(and(configured, not(direct)), store.uri),
      MLFLOW_DEFAULT_ARTIFACT_ROOT: when(and(configured, direct), store.uri),
      MLFLOW_S3_ENDPOINT_URL: source['MLFLOW_S3_ENDPOINT_URL'],
      AWS_DEFAULT_REGION: source['AWS_DEFAULT_REGION'],
      // For create-bucket.py.
      BUCKET: when(store.createBucket, store.bucket),
    },
    secrets: [ACCESS_KEY_ID, SECRET_ACCESS_KEY].map((name) => ({
      name,
      secret: { name: store.secretName, key: name },
      condition: store.hasKeys,
    })),
  };
}
