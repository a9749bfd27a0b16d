import type { CorpusCheck } from '../../check';
import { server } from '../../mlflow/example';
import { serverKinds, serversOf } from '../../mlflow/server';
import { isKept } from '../../mlflow/volumes';

const options = [
  ['--artifacts-destination', 'MLFLOW_ARTIFACTS_DESTINATION'],
  ['--default-artifact-root', 'MLFLOW_DEFAULT_ARTIFACT_ROOT'],
] as const;

export default {
  id: 'mlflow-local-artifacts',
  pack: 'mlflow',
  scope: 'corpus',
  severity: 'warning',
  summary: 'Artefacts are kept in a directory of the pod that is lost with it',
  remedy: 'Use an object store in --artifacts-destination, or mount a PersistentVolumeClaim there.',
  link: 'https://mlflow.org/docs/latest/self-hosting/architecture/artifact-store/',
  kinds: serverKinds,
  examples: {
    passes: [
      server({ args: '--artifacts-destination s3://models' }),
      server({
        args: '--artifacts-destination /data/artifacts',
        container: 'volumeMounts:\n  - {name: data, mountPath: /data}',
        pod: 'volumes:\n  - {name: data, persistentVolumeClaim: {claimName: data}}',
      }),
    ],
    fails: [
      {
        yaml: server({ args: '--default-artifact-root /artifacts' }),
        at: 'spec.template.spec.containers[0].command',
      },
      server({ args: '--host 0.0.0.0' }),
    ],
  },
  check(corpus, report) {
    for (const { container, option, commandPath, words } of serversOf(corpus)) {
      const found = options.map(([flag, variable]) => option(flag, variable));
      if (found.includes('unknown') || words.length === 0) continue;
      const { object } = container.pod;
      if (found.every((place) => place === undefined)) {
        report(
          object,
          commandPath,
          'no place for artefacts is given: they go to ./mlartifacts, which is lost with the pod',
        );
      }
      for (const place of found) {
        if (place === undefined || place === 'unknown' || place.text === undefined) continue;
        const file = /^(?:file:(?:\/\/)?)?([./].*)$/.exec(place.text)?.[1];
        if (file === undefined || isKept(container, file)) continue;
        report(object, place.path, `${place.text} is on no persistent volume: it is lost with the pod`);
      }
    }
  },
} satisfies CorpusCheck;
