/** What training jobs are told. */
import { expect, test } from '@jest/globals';
import { evaluateModel } from '../../lib/synth/model';
import type { JsonObject } from '../../lib/values/merge';
import { complete, model, SMALLEST } from '../support/platform';

function variables(values: JsonObject): unknown {
  const context = { values: complete(SMALLEST, values), release: { name: 'ml', namespace: 'team' } };
  const configMap = evaluateModel(model, context).get('clients-configmap');
  return (configMap as { readonly data: unknown } | undefined)?.data;
}

test('they find the Service from any namespace, below its prefix, and need no S3 settings', () => {
  expect(variables({ mlflow: { service: { port: 80 }, staticPrefix: '/mlflow' } })).toEqual({
    MLFLOW_TRACKING_URI: 'http://ml-tracking.team.svc.cluster.local:80/mlflow',
  });
});

test('where they talk to the store themselves, they are told where it is', () => {
  expect(variables({ mlflow: { artifacts: { mode: 'direct' } } })).toEqual({
    MLFLOW_TRACKING_URI: 'http://ml-tracking.team.svc.cluster.local:5000',
    MLFLOW_S3_ENDPOINT_URL: 'http://ml-minio.team.svc.cluster.local:9000',
    AWS_DEFAULT_REGION: 'us-east-1',
  });
});

test('where they go there by URLs of the server’s, those say where it is', () => {
  expect(
    variables({ mlflow: { artifacts: { mode: 'presigned', presigned: { publicEndpoint: 'https://s3' } } } }),
  ).toEqual({
    MLFLOW_TRACKING_URI: 'http://ml-tracking.team.svc.cluster.local:5000',
  });
});

test('where they may send artefacts through the server, too, only empty ones go there', () => {
  expect(variables({ mlflow: { artifacts: { mode: 'presigned', presigned: { only: false } } } })).toEqual({
    MLFLOW_TRACKING_URI: 'http://ml-tracking.team.svc.cluster.local:5000',
    MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE: '1',
  });
  expect(Object.keys(variables({ mlflow: { artifacts: { presigned: { only: false } } } }) as object)).toEqual([
    'MLFLOW_TRACKING_URI',
  ]);
});

test('there is no ConfigMap where nobody wants it', () => {
  expect(variables({ clients: { configMap: false } })).toBeUndefined();
});
