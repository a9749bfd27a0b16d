/** `mlflow.artifacts.mode: presigned`: clients and browsers get artefacts from the store by URLs that the server signs, without keys. */
import type { Tree, Value } from '../../lib/expr/expr';
import { and, equal, notEmpty } from '../../lib/expr/function';
import { text, when } from '../../lib/expr/vocabulary';
import { hasStore } from '../../values/engines';
import type { Values } from '../../values/schema';
import type { Settings } from '../parts/environment';
import type { Arrival } from '../parts/flows';
import type { ArtifactStore } from './artifact-store';

/** For the server. Older versions of MLflow ignore all of them. */
export function presignedSettings(values: Values, { presigned }: ArtifactStore): Settings {
  const { publicEndpoint, ttlSeconds, only } = values.mlflow.artifacts.presigned;
  return {
    MLFLOW_ARTIFACTS_PRESIGNED_ONLY: when(presigned, text`${only}`),
    // What clients go by where that is false.
    MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD: when(presigned, 'true'),
    MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD: when(presigned, 'true'),
    MLFLOW_PRESIGNED_DOWNLOAD_URL_TTL_SECONDS: when(presigned, text`${ttlSeconds}`),
    // For start-server.sh.
    ARTIFACTS_SIGNED_FOR: when(and(presigned, notEmpty(publicEndpoint)), publicEndpoint),
    // For create-bucket.py. MinIO knows origins for all buckets alone, and is told of them when it starts.
    BUCKET_CORS: when(and(presigned, hasStore(values, 'garage')), 'true'),
  };
}

/** Who gets to a store of the chart beside its own pods: whoever uses MLflow in the cluster, and what stands before the public address. */
export function storeArrivals(values: Values, store: ArtifactStore, port: number, open: Value<boolean>): Arrival[] {
  const { publicEndpoint } = values.mlflow.artifacts.presigned;
  return [
    { from: 'clients', port, condition: and(store.reached, open) },
    { from: 'ingressControllers', port, condition: and(store.presigned, notEmpty(publicEndpoint), open) },
  ];
}

export function presignedNotes(values: Values, store: ArtifactStore): Tree {
  const { publicEndpoint, ttlSeconds } = values.mlflow.artifacts.presigned;
  return when<Tree>(store.presigned, [
    text`  Clients get artefacts from the store itself, by URLs of the server’s that hold for ${ttlSeconds} seconds, or for an hour to upload:`,
    when(notEmpty(store.signedFor), text`    ${store.signedFor}`),
    when<Tree>(and(equal(publicEndpoint, ''), notEmpty(store.endpoint)), [
      '  Browsers and laptops that do not reach this address get none: name one that they do in',
      '  mlflow.artifacts.presigned.publicEndpoint (docs/store.md).',
    ]),
  ]);
}
