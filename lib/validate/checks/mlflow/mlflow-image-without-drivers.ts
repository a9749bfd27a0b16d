import type { CorpusCheck } from '../../check';
import { server } from '../../mlflow/example';
import { serverKinds, serversOf } from '../../mlflow/server';

const options = [
  ['--backend-store-uri', 'MLFLOW_BACKEND_STORE_URI'],
  ['--artifacts-destination', 'MLFLOW_ARTIFACTS_DESTINATION'],
  ['--default-artifact-root', 'MLFLOW_DEFAULT_ARTIFACT_ROOT'],
] as const;

export default {
  id: 'mlflow-image-without-drivers',
  pack: 'mlflow',
  scope: 'corpus',
  severity: 'warning',
  summary: 'The plain image of MLflow has no drivers for PostgreSQL and S3: the server stops with ModuleNotFoundError',
  remedy: 'Use the tag with -full, or an image of your own with psycopg2 and boto3.',
  link: 'https://mlflow.org/docs/latest/self-hosting/architecture/tracking-server/',
  kinds: serverKinds,
  examples: {
    passes: [
      server({ args: '--backend-store-uri postgresql://db/mlflow' }),
      server({ image: 'ghcr.io/mlflow/mlflow:v3.18.0', args: '--backend-store-uri sqlite:///data/mlflow.db' }),
    ],
    fails: [
      {
        yaml: server({ image: 'ghcr.io/mlflow/mlflow:v3.18.0', args: '--backend-store-uri postgresql://db/mlflow' }),
        at: 'spec.template.spec.containers[0].image',
      },
      server({
        image: 'ghcr.io/mlflow/mlflow:v3.18.0',
        container: 'env:\n  - {name: MLFLOW_ARTIFACTS_DESTINATION, value: "s3://models"}',
      }),
    ],
  },
  check(corpus, report) {
    for (const { container, option } of serversOf(corpus)) {
      const { image = '' } = container.spec;
      if (!/^ghcr\.io\/mlflow\/mlflow:v?\d+(?:\.\d+)*(?:@|$)/.test(image)) continue;
      for (const [flag, variable] of options) {
        const found = option(flag, variable);
        const text = typeof found === 'object' ? (found.text ?? '') : '';
        const scheme = /^(postgresql|mysql|s3)(?:\+\w+)?:\/\//.exec(text)?.[1];
        if (scheme === undefined) continue;
        report(container.pod.object, [...container.path, 'image'], `image ${image} has no driver for ${scheme}`);
        break;
      }
    }
  },
} satisfies CorpusCheck;
