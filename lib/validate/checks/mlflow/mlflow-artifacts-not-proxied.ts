import type { CorpusCheck } from '../../check';
import { server } from '../../mlflow/example';
import { serverKinds, serversOf } from '../../mlflow/server';

export default {
  id: 'mlflow-artifacts-not-proxied',
  pack: 'mlflow',
  scope: 'corpus',
  severity: 'info',
  summary: 'Clients write artefacts to the object store themselves: each needs its address and credentials',
  remedy:
    'Use --artifacts-destination and no default artefact root: then only the server needs credentials. Existing experiments keep their root.',
  link: 'https://mlflow.org/docs/latest/self-hosting/architecture/artifact-store/',
  kinds: serverKinds,
  examples: {
    passes: [server({ args: '--artifacts-destination s3://models' })],
    fails: [
      {
        yaml: server({ args: '--default-artifact-root s3://models --artifacts-destination s3://models' }),
        at: 'spec.template.spec.containers[0].command',
      },
      server({ container: 'env:\n  - {name: MLFLOW_DEFAULT_ARTIFACT_ROOT, value: "s3://models"}' }),
    ],
  },
  check(corpus, report) {
    for (const { container, option } of serversOf(corpus)) {
      const root = option('--default-artifact-root', 'MLFLOW_DEFAULT_ARTIFACT_ROOT');
      if (root === undefined || root === 'unknown') continue;
      const text = root.text ?? '';
      if (!/^[a-z0-9]+:\/\//.test(text) || /^(?:mlflow-artifacts|file):/.test(text)) continue;
      report(container.pod.object, root.path, `the default artefact root ${text} makes clients write there themselves`);
    }
  },
} satisfies CorpusCheck;
