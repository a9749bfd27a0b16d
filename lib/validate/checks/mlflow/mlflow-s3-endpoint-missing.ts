import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { server } from '../../mlflow/example';
import { imageName, serverKinds, serversOf } from '../../mlflow/server';

const minio = workload({ kind: 'StatefulSet', name: 'minio', container: 'image: quay.io/minio/minio:v1' });

export default {
  id: 'mlflow-s3-endpoint-missing',
  pack: 'mlflow',
  scope: 'corpus',
  severity: 'warning',
  summary: 'A MinIO stands beside a tracking server that looks for its buckets at AWS',
  remedy: 'Set MLFLOW_S3_ENDPOINT_URL to the address of the MinIO Service.',
  link: 'https://mlflow.org/docs/latest/self-hosting/architecture/artifact-store/',
  kinds: serverKinds,
  examples: {
    passes: [
      server({ args: '--artifacts-destination s3://models' }),
      documents(
        minio,
        server({
          args: '--artifacts-destination s3://models',
          container: 'env:\n  - {name: MLFLOW_S3_ENDPOINT_URL, value: "http://minio:9000"}',
        }),
      ),
    ],
    fails: [
      {
        yaml: documents(minio, server({ args: '--artifacts-destination s3://models' })),
        at: 'spec.template.spec.containers[0].env',
      },
    ],
  },
  check(corpus, report) {
    const hasMinio = corpus
      .pods()
      .some(({ containers }) => containers.some(({ spec }) => imageName(spec.image ?? '') === 'minio'));
    if (!hasMinio) return;
    for (const { container, option } of serversOf(corpus)) {
      const places = [
        option('--artifacts-destination', 'MLFLOW_ARTIFACTS_DESTINATION'),
        option('--default-artifact-root', 'MLFLOW_DEFAULT_ARTIFACT_ROOT'),
      ];
      const isS3 = places.some((place) => typeof place === 'object' && place.text?.startsWith('s3://') === true);
      if (!isS3) continue;
      const variables = ['MLFLOW_S3_ENDPOINT_URL', 'AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3'];
      if (variables.some((variable) => option(undefined, variable) !== undefined)) continue;
      report(container.pod.object, [...container.path, 'env'], 'MLFLOW_S3_ENDPOINT_URL is not set, and MinIO is used');
    }
  },
} satisfies CorpusCheck;
