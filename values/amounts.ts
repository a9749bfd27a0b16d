/** What containers ask for, and may have at most: Kubernetes takes no pod with a limit below what it asks for. */
import type { Opaque } from '../lib/expr/expr';
import { and, greater, notEmpty } from '../lib/expr/function';
import { named, text } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import { amountOf, mebibytes, millicores } from './quantity';
import type { Values } from './schema';

/** By the path of each `resources` in the values. */
function resourcesIn(values: Values): Readonly<Record<string, Opaque>> {
  const { mlflow, proxy, oauth2Proxy, postgresql, database, externalDatabase, minio, objectStore } = values;
  const { backup, retention, monitoring, smokeTest, doctor, jobs, artifacts } = values;
  return {
    mlflow: mlflow.resources,
    jobs: jobs.resources,
    artifacts: artifacts.resources,
    proxy: proxy.resources,
    'proxy.verifier': proxy.verifier.resources,
    oauth2Proxy: oauth2Proxy.resources,
    postgresql: postgresql.resources,
    'database.cnpg': database.cnpg.resources,
    'database.cnpg.pooler': database.cnpg.pooler.resources,
    'externalDatabase.pooler': externalDatabase.pooler.resources,
    minio: minio.resources,
    'objectStore.garage': objectStore.garage.resources,
    backup: backup.resources,
    'backup.exporter': backup.exporter.resources,
    'backup.pointInTime': backup.pointInTime.resources,
    retention: retention.resources,
    'monitoring.databaseExporter': monitoring.databaseExporter.resources,
    'monitoring.server': monitoring.server.resources,
    smokeTest: smokeTest.resources,
    doctor: doctor.resources,
  };
}

/** Processors by thousandths, memory by whole mebibytes. What else there is, hardly anybody asks for: each costs the chart's templates 50 kB. */
const COMPARED = { cpu: millicores, memory: mebibytes } as const;

export function amountRules(values: Values): readonly Rule[] {
  return Object.entries(resourcesIn(values)).flatMap(([owner, resources]) =>
    Object.entries(COMPARED).map(([resource, numberOf]): Rule => {
      const amount = (kind: 'limits' | 'requests') => {
        const name = `${owner}.${kind}.${resource}`;
        const written = named(name, amountOf(resources, kind, resource));
        return { written, number: numberOf(`${name}.number`, written) };
      };
      const [limit, request] = [amount('limits'), amount('requests')];
      return {
        path: `${owner}.resources.limits.${resource}`,
        violated: and(notEmpty(limit.written), greater(request.number, limit.number)),
        problem: text`is ${limit.written}, less than the ${request.written} of ${`${owner}.resources.requests.${resource}`}: Kubernetes would take no such pod`,
        remedy: 'Raise it, or lower what is requested',
      };
    }),
  );
}
