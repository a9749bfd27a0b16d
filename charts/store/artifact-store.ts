/** The S3 bucket with models and artefacts: MinIO or Garage of this installation, or a store that others run. */
import type { Value } from '../../lib/expr/expr';
import { and, choose, equal, not, notEmpty, or } from '../../lib/expr/function';
import { named, text, when } from '../../lib/expr/vocabulary';
import { hasStore, movesArtifacts, runsStore, type StoreEngine } from '../../values/engines';
import type { Values } from '../../values/schema';
import { ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY } from '../../values/store';
import type { EnvironmentPart, Settings } from '../parts/environment';
import { portOf, tcp, type Departure } from '../parts/flows';
import type { Instance } from '../parts/instance';
import { storeKeys } from './store-keys';

/** A bucket, and how one gets there. */
export interface Bucket {
  readonly bucket: Value<string>;
  /** Empty for AWS, where setting it would break regions and IAM roles. */
  readonly endpoint: Value<string>;
  readonly region: Value<string>;
  /** Secret with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: `envFrom` of a client can take it as it is. */
  readonly secretName: Value<string>;
  readonly hasKeys: Value<boolean>;
}

export interface ArtifactStore extends Bucket {
  /** Whether the values name a bucket at all; otherwise `mlflow.env` must. */
  readonly configured: Value<boolean>;
  /** `s3://bucket/path` */
  readonly uri: Value<string>;
  readonly createBucket: Value<boolean>;
  /** Whether its artefacts are still to come, from another store of the chart. */
  readonly isMovedTo: Value<boolean>;
  /** Clients talk to the store themselves, with its keys, instead of through the server. */
  readonly direct: Value<boolean>;
  /** Clients talk to it by URLs that the server has signed, without keys. */
  readonly presigned: Value<boolean>;
  /** Clients talk to it themselves, the one way or the other. */
  readonly reached: Value<boolean>;
  /** Where these URLs lead. */
  readonly signedFor: Value<string>;
  /** What tells clients to send all but empty files so, where they may send them through the server: files below 500 MB they would. */
  readonly sentBySize: { readonly name: string; readonly value: string; readonly condition: Value<boolean> };
  /** Where who uses it has to get to. */
  readonly departures: readonly Departure[];
}

/** Of the API of MinIO, and of Garage. */
export const STORE_PORT = 9000;
export const GARAGE_PORT = 3900;
/** MinIO's, once nobody is to write to it any more: whoever has its address gets no connection. */
export const CLOSED_PORT = 9010;

/** Of each store that the values describe. */
export function buckets(values: Values, instance: Instance): Readonly<Record<StoreEngine, Bucket>> {
  const { minio, objectStore, externalS3 } = values;
  const { garage } = objectStore;
  const keys = storeKeys(values, instance);
  const of = (store: StoreEngine, bucket: Value<string>, endpoint: Value<string>, region: Value<string>): Bucket => {
    const { secretName, has } = keys[store];
    return { bucket, endpoint, region, secretName, hasKeys: has };
  };
  const inside = (component: string, tls: Value<boolean>, port: Value<number>) =>
    text`${choose(tls, 'https', 'http')}://${instance.host(component)}:${port}`;
  return {
    minio: of(
      'minio',
      minio.bucket,
      inside('minio', minio.tls.enabled, choose(objectStore.finalPass, CLOSED_PORT, STORE_PORT)),
      REGION,
    ),
    garage: of('garage', garage.bucket, inside('garage', garage.tls.enabled, GARAGE_PORT), REGION),
    external: of('external', externalS3.bucket, externalS3.endpoint, externalS3.region),
  };
}

/** The one that the servers use. */
export function artifactStore(values: Values, instance: Instance): ArtifactStore {
  const { externalS3, objectStore, mlflow } = values;
  const moves = movesArtifacts(values);
  const all = buckets(values, instance);
  const [onMinio, onGarage] = [hasStore(values, 'minio'), hasStore(values, 'garage')];
  const inside = or(onMinio, onGarage);
  const pick = <T extends string | boolean>(of: (one: Bucket) => Value<T>): Value<T> =>
    choose<T>(onMinio, of(all.minio), choose<T>(onGarage, of(all.garage), of(all.external)));
  const bucket = named(
    's3.bucket',
    pick((one) => one.bucket),
  );
  const { path, mode, presigned: signing } = mlflow.artifacts;
  const [direct, presigned] = [equal(mode, 'direct'), equal(mode, 'presigned')];
  const endpoint = named(
    's3.endpoint',
    pick((one) => one.endpoint),
  );
  return {
    configured: or(inside, notEmpty(externalS3.bucket)),
    bucket,
    uri: named('s3.uri', text`s3://${bucket}${choose(equal(path, ''), '', text`/${path}`)}`),
    createBucket: or(inside, and(externalS3.createBucket, notEmpty(externalS3.bucket))),
    endpoint,
    region: named(
      's3.region',
      pick((one) => one.region),
    ),
    isMovedTo: and(moves, objectStore.finalPass),
    direct,
    presigned,
    reached: or(direct, presigned),
    sentBySize: {
      name: 'MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE',
      value: '1',
      condition: and(presigned, not(signing.only)),
    },
    signedFor: choose(notEmpty(signing.publicEndpoint), signing.publicEndpoint, endpoint),
    secretName: named(
      's3.secret',
      pick((one) => one.secretName),
    ),
    hasKeys: notEmpty(
      named(
        's3.keys',
        choose(
          pick((one) => one.hasKeys),
          'known',
          '',
        ),
      ),
    ),
    departures: [
      { component: 'minio', port: STORE_PORT, condition: onMinio },
      { component: 'garage', port: GARAGE_PORT, condition: runsStore(values, 'garage') },
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
      MOVED_TO: when(store.isMovedTo, store.bucket),
      STORE_BUCKET: when(and(configured, not(store.createBucket)), store.bucket),
    },
    secrets: [ACCESS_KEY_ID, SECRET_ACCESS_KEY].map((name) => ({
      name,
      secret: { name: store.secretName, key: name },
      condition: store.hasKeys,
    })),
  };
}
