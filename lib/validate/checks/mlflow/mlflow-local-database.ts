import type { CorpusCheck } from '../../check';
import { server } from '../../mlflow/example';
import { serverKinds, serversOf } from '../../mlflow/server';
import { isKept } from '../../mlflow/volumes';

export default {
  id: 'mlflow-local-database',
  pack: 'mlflow',
  scope: 'corpus',
  severity: 'warning',
  summary: 'Runs and models are kept in a file of the pod: lost with it, and different in each replica',
  remedy: 'Use PostgreSQL in --backend-store-uri; for one replica, a file on a PersistentVolumeClaim works too.',
  link: 'https://mlflow.org/docs/latest/self-hosting/architecture/backend-store/',
  kinds: serverKinds,
  examples: {
    passes: [
      server({ args: '--backend-store-uri postgresql://db/mlflow', spec: 'replicas: 2' }),
      server({
        args: '--backend-store-uri sqlite:////data/mlflow.db',
        container: 'volumeMounts:\n  - {name: data, mountPath: /data}',
        pod: 'volumes:\n  - {name: data, persistentVolumeClaim: {claimName: data}}',
      }),
    ],
    fails: [
      {
        yaml: server({ args: '--backend-store-uri sqlite:///mlflow.db' }),
        at: 'spec.template.spec.containers[0].command',
      },
      server(),
      server({
        args: '--backend-store-uri sqlite:////data/mlflow.db',
        container: 'volumeMounts:\n  - {name: data, mountPath: /data}',
        pod: 'volumes:\n  - {name: data, persistentVolumeClaim: {claimName: data}}',
        spec: 'replicas: 3',
      }),
    ],
  },
  check(corpus, report) {
    for (const { container, option, commandPath, replicas, words } of serversOf(corpus)) {
      const store = option('--backend-store-uri', 'MLFLOW_BACKEND_STORE_URI');
      if (store === 'unknown' || words.length === 0 || (store !== undefined && store.text === undefined)) continue;
      const text = store?.text ?? '';
      const file = text === '' ? 'mlruns' : /^(?:sqlite:\/\/\/|file:(?:\/\/)?)(.*)$/.exec(text)?.[1];
      if (file === undefined && !/^[./]/.test(text)) continue;
      const path = store?.path ?? commandPath;
      const name = text === '' ? 'no --backend-store-uri is given: the database' : text;
      if (replicas > 1)
        report(container.pod.object, path, `${name} is a file, and each of ${replicas} replicas has its own`);
      else if (!isKept(container, file ?? text)) {
        report(container.pod.object, path, `${name} is a file on no persistent volume: it is lost with the pod`);
      }
    }
  },
} satisfies CorpusCheck;
