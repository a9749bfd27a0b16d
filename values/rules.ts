/** Values that contradict each other. Each is refused with the same words by `npm run synth` and by `helm install`. */
import type { Value } from '../lib/expr/expr';
import { add, and, byteLength, equal, greater, has, multiply, not, notEmpty, or } from '../lib/expr/function';
import { text } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import type { Values } from './schema';
import { namesIn } from './names';

export function rules(values: Values): readonly Rule[] {
  return [...databaseRules(values), ...storeRules(values), ...serverRules(values), ...imageRules(values)];
}

const empty = (value: Value<string>) => equal(value, '');

function setsVariable({ mlflow }: Values, name: string): Value<boolean> {
  return has(namesIn(mlflow.env), name);
}

function databaseRules(values: Values): readonly Rule[] {
  const { mlflow, postgresql, externalDatabase } = values;
  const { auth } = postgresql;
  const ownUri = setsVariable(values, 'MLFLOW_BACKEND_STORE_URI');
  const perReplica = multiply(mlflow.workers, add(mlflow.databasePool.size, mlflow.databasePool.maxOverflow));
  const atMost = multiply(add(mlflow.replicaCount, 1), perReplica);
  return [
    {
      path: 'externalDatabase.host',
      violated: and(postgresql.enabled, notEmpty(externalDatabase.host)),
      problem: 'is set although postgresql.enabled is true',
      remedy: 'Set postgresql.enabled to false, or remove the host',
    },
    {
      path: 'externalDatabase.host',
      violated: and(not(postgresql.enabled), empty(externalDatabase.host), not(ownUri)),
      problem: 'is empty although postgresql.enabled is false, so there is no database',
      remedy: 'Name a host, enable postgresql, or set MLFLOW_BACKEND_STORE_URI in mlflow.env',
    },
    {
      path: 'postgresql.auth.password',
      violated: and(postgresql.enabled, empty(auth.password), empty(auth.existingSecret)),
      problem: 'is empty, and there is no postgresql.auth.existingSecret',
      remedy: 'Name a Secret in existingSecret, or, for development, set the password',
    },
    {
      path: 'postgresql.auth.password',
      violated: and(notEmpty(auth.password), notEmpty(auth.existingSecret)),
      problem: 'is set beside postgresql.auth.existingSecret, which would win',
      remedy: 'Remove one of them',
    },
    {
      path: 'externalDatabase.password',
      violated: and(notEmpty(externalDatabase.password), notEmpty(externalDatabase.existingSecret)),
      problem: 'is set beside externalDatabase.existingSecret, which would win',
      remedy: 'Remove one of them',
    },
    {
      path: 'externalDatabase.password',
      violated: and(
        not(postgresql.enabled),
        notEmpty(externalDatabase.host),
        empty(externalDatabase.password),
        empty(externalDatabase.existingSecret),
        not(or(ownUri, setsVariable(values, 'PGPASSWORD'), setsVariable(values, 'PGPASSFILE'))),
      ),
      problem: 'is empty, and there is no externalDatabase.existingSecret',
      remedy: 'Name a Secret in existingSecret, or set PGPASSWORD or PGPASSFILE in mlflow.env',
    },
    {
      path: 'postgresql.maxConnections',
      violated: and(postgresql.enabled, greater(add(atMost, 10), postgresql.maxConnections)),
      problem: text`is ${postgresql.maxConnections}, but ${mlflow.replicaCount} replicas of ${mlflow.workers} workers, and one more during an update, can open ${atMost} connections, and 10 are kept for administration`,
      remedy: 'Raise it, or lower mlflow.workers or mlflow.databasePool',
    },
  ];
}

function storeRules(values: Values): readonly Rule[] {
  const { minio, externalS3 } = values;
  const { auth } = minio;
  const keys = or(notEmpty(externalS3.accessKeyId), notEmpty(externalS3.secretAccessKey));
  const ownRoot = or(
    setsVariable(values, 'MLFLOW_DEFAULT_ARTIFACT_ROOT'),
    setsVariable(values, 'MLFLOW_ARTIFACTS_DESTINATION'),
  );
  return [
    {
      path: 'externalS3.bucket',
      violated: and(minio.enabled, notEmpty(externalS3.bucket)),
      problem: 'is set although minio.enabled is true',
      remedy: 'Set minio.enabled to false, or remove the bucket',
    },
    {
      path: 'externalS3.bucket',
      violated: and(not(minio.enabled), empty(externalS3.bucket), not(ownRoot)),
      problem: 'is empty and minio.enabled is false, so artefacts would be lost with the pod',
      remedy:
        'Name a bucket, enable minio, or set MLFLOW_ARTIFACTS_DESTINATION or MLFLOW_DEFAULT_ARTIFACT_ROOT in mlflow.env',
    },
    {
      path: 'minio.auth.rootPassword',
      violated: and(
        minio.enabled,
        empty(auth.existingSecret),
        or(greater(8, byteLength(auth.rootPassword)), greater(3, byteLength(auth.rootUser))),
      ),
      problem: 'needs 8 characters or more, and minio.auth.rootUser 3, because there is no minio.auth.existingSecret',
      remedy: 'Name a Secret in existingSecret, or, for development, set both',
    },
    {
      path: 'minio.auth.rootPassword',
      violated: and(notEmpty(auth.existingSecret), or(notEmpty(auth.rootPassword), notEmpty(auth.rootUser))),
      problem: 'or rootUser is set beside minio.auth.existingSecret, which would win',
      remedy: 'Remove one of them',
    },
    {
      path: 'externalS3.accessKeyId',
      violated: and(keys, or(empty(externalS3.accessKeyId), empty(externalS3.secretAccessKey))),
      problem: 'and externalS3.secretAccessKey go together, but one is empty',
      remedy: 'Set both, or neither to use an IAM role or existingSecret',
    },
    {
      path: 'externalS3.accessKeyId',
      violated: and(keys, notEmpty(externalS3.existingSecret)),
      problem: 'or secretAccessKey is set beside externalS3.existingSecret, which would win',
      remedy: 'Remove one of them',
    },
  ];
}

function serverRules(values: Values): readonly Rule[] {
  const { mlflow } = values;
  const { ingress, registry, encryption, podDisruptionBudget: budget } = mlflow;
  const volumes = namesIn(mlflow.extraVolumes, 'userVolumes');
  return [
    {
      path: 'mlflow.ingress.hosts',
      violated: and(ingress.enabled, not(notEmpty(ingress.hosts))),
      problem: 'is empty although mlflow.ingress.enabled is true; MLflow would refuse every request',
      remedy: 'Name at least one host',
    },
    {
      path: 'mlflow.env',
      violated: setsVariable(values, 'POD_IP'),
      problem: 'sets POD_IP, which the chart fills with the pod’s address',
      remedy: 'Use another name',
    },
    {
      path: 'mlflow.extraVolumes',
      violated: or(has(volumes, 'tmp'), has(volumes, 'scripts')),
      problem: 'has a volume called tmp or scripts, as the chart has',
      remedy: 'Use another name',
    },
    {
      path: 'mlflow.drainSeconds',
      violated: and(
        greater(mlflow.drainSeconds, 0),
        not(greater(mlflow.terminationGracePeriodSeconds, mlflow.drainSeconds)),
      ),
      problem: text`is ${mlflow.drainSeconds} of the ${mlflow.terminationGracePeriodSeconds} seconds that a pod has to end, so that requests in flight would be cut off`,
      remedy: 'Lower it, or raise mlflow.terminationGracePeriodSeconds',
    },
    {
      path: 'mlflow.registry.storeUri',
      violated: and(notEmpty(registry.storeUri), notEmpty(registry.existingSecret)),
      problem: 'is set beside mlflow.registry.existingSecret, which would win',
      remedy: 'Remove one of them',
    },
    {
      path: 'mlflow.encryption.passphrase',
      violated: and(notEmpty(encryption.passphrase), notEmpty(encryption.existingSecret)),
      problem: 'is set beside mlflow.encryption.existingSecret, which would win',
      remedy: 'Remove one of them',
    },
    {
      path: 'mlflow.podDisruptionBudget.minAvailable',
      violated: and(budget.enabled, not(greater(mlflow.replicaCount, budget.minAvailable))),
      problem: text`is ${budget.minAvailable} of ${mlflow.replicaCount} replicas, so no node could ever be drained`,
      remedy: 'Raise mlflow.replicaCount, or disable the budget',
    },
  ];
}

function imageRules({ mlflow, postgresql, minio }: Values): readonly Rule[] {
  return Object.entries({ mlflow, postgresql, minio }).map(([name, { image }]) => ({
    path: `${name}.image.tag`,
    violated: and(equal(image.tag, 'latest'), empty(image.digest)),
    problem: 'is latest, which can be another image on every node and after every restart',
    remedy: 'Name a version, or give a digest',
  }));
}
