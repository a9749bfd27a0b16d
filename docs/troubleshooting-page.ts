/** docs/troubleshooting.md, of which the findings are those that are declared. */
import { CAUSES, type Symptom } from '../charts/doctor/causes';
import { checks } from '../operations/doctor/checks';
import { CAUSED, PROVED_ON } from './caused-findings';

interface Row {
  readonly id: string;
  readonly symptom: Symptom;
  readonly what: string;
  readonly remedy: string;
}

/** In the words of the guide, and what that means here. */
const SECTIONS: Readonly<Record<Symptom, { readonly title: string; readonly words: string }>> = {
  connect: {
    title: 'Cannot connect',
    words:
      'People get no page, programs `Connection refused`, a time-out, `403 Invalid Host header`, `404`, `502`, or an error of a certificate. It is the way in, the server’s pods, or what they cannot start without: the database.',
  },
  upload: {
    title: 'Artefact upload fails',
    words:
      '`log_artifact`, `log_model` or a download ends with `500`, `413` or a time-out, while metrics arrive. With `mlflow.artifacts.mode: proxied` the server’s keys and network count, and clients need none; with `direct`, the clients’ own; with `presigned`, clients have to reach the address that the server’s URLs lead to, and a `403` of MLflow’s says that a client is too old.',
  },
  slow: {
    title: 'Slow queries',
    words:
      'Pages and searches take seconds, and `mlflow_http_request_duration_seconds` grows. It is the database: indexes, what is held, what is left over.',
  },
  full: {
    title: 'Out of storage',
    words:
      'Writes fail, pods restart, alerts about volumes fire. Whose experiments take the room: [`mlflow-chart report`](report.md). What makes some: [retention.md](retention.md).',
  },
};

/** As Prettier has yet to lay it out. */
export function troubleshootingPage(): string {
  const rows: readonly Row[] = [...checks, ...Object.entries(CAUSES).map(([id, cause]) => ({ id, ...cause }))];
  const caused = new Set(CAUSED.map(([, id]) => id));
  return [
    '# Troubleshooting',
    '',
    '<!-- Generated from charts/doctor/causes.ts and operations/doctor/checks/ by `npm run runbooks`; do not edit. -->',
    '',
    'What is wrong, and what to do. `mlflow-chart doctor` finds out by itself; below is what it can say, and how one looks by hand. Alerts have their own page: [runbooks.md](runbooks.md).',
    '',
    '## The doctor',
    '',
    '    npm run --silent doctor -- mlflow -n mlflow-dev',
    '',
    '(`mlflow-chart doctor mlflow -n mlflow-dev`, where the package is installed.) It asks the cluster with your kubectl (`--context` takes another one): from outside it reads objects, from inside it runs a program by `kubectl exec` in a container of the server’s, with the server’s environment. Nothing is installed. One object is written to the bucket, read and deleted (`.mlflow-chart/doctor/…`); of Secrets it sees the names of keys, and the certificate that is shown to everybody anyway; of sessions in the database, never what they ask.',
    '',
    '- It goes step by step, so that the cause is named and not what follows from it: of a database, its name, its port, TLS, the login, rights, the schema, the keys; of a store, its name, its port, TLS, its clock, the key, the region, the bucket, and an object. A pod that waits for a database that is scaled down is no finding of its own.',
    '- Where no server can start, it looks from the container `prepare` of the pod that waits.',
    '- **Exit codes**: `0` nothing is wrong, `1` something is, `2` nobody could look: no kubectl, no such release, or a right is missing, and it says which; or a part could not be looked at that ought to have been, and nothing else is wrong. It needs `get` and `list` on what it reads, and `create pods/exec`; what else you may not read, such as Secrets, is in its last lines.',
    '- `--format json` prints `findings` (`id`, `symptom`, `part`, `what`, `evidence`, `remedy`, `where`) and `unseen` (`what`, `reason`). An `id` stays the same from one version to the next.',
    '- Servers’ words are others’. What a terminal or a CI server would obey in them is written out, and what looks like a secret is left out, from inside by the values of the environment, from outside by its form: look at the rest yourself before you publish it.',
    '- It believes what objects say of themselves: whoever may change the labels, annotations or status of this namespace’s pods can have it say something else, or nothing.',
    '- Looking at indexes takes MLflow’s own model, and with it some 300 MiB for some seconds: where the container has less left, it says that it has not looked. All of it gives way to the server.',
    '',
    '### As a Job',
    '',
    '```yaml',
    '# doctor.yaml',
    'doctor:',
    '  enabled: true',
    '```',
    '',
    'The same program in a pod of its own, with what the server has: it goes where the server goes, without asking the Kubernetes API, and it sees what a new pod would meet. It waits for the server first (`doctor.timeoutSeconds`), writes what it finds into its log, and **ends with 1 where there is something, and with 2 where it could not look, so that the Job fails**: once (`backoffLimit: 0`), and for as long as it is there. It runs after the installation and after each upgrade that changes the server’s settings, image or Secrets in the values; another `doctor.request` has it run again. No upgrade waits for it but with `--wait-for-jobs`; Argo CD shows the application as `Degraded`. What only the server’s pod has, such as `mlflow.extraVolumeMounts`, it has not.',
    '',
    '    kubectl -n mlflow-dev logs -l app.kubernetes.io/component=doctor --tail=-1',
    '',
    '## By hand',
    '',
    'The guide’s commands, with what works here. Logs of the server (`docker logs mlflow --tail 100`), and what became of its pods:',
    '',
    '    kubectl -n mlflow-dev logs deployment/mlflow-tracking -c mlflow --tail=100',
    '    kubectl -n mlflow-dev get pods,services,endpointslices,ingresses,persistentvolumeclaims',
    '    kubectl -n mlflow-dev get events --sort-by=.lastTimestamp',
    '',
    'The database (`psql -c "SELECT 1"`): in the pod of PostgreSQL, and from the server, whose image has no psql, by its own variables. The second also tries names, policies and the password:',
    '',
    `    kubectl -n mlflow-dev exec statefulset/mlflow-postgresql -- sh -c 'psql -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c "SELECT 1"'`,
    `    kubectl -n mlflow-dev exec deployment/mlflow-tracking -c mlflow -- python -c 'import psycopg2; psycopg2.connect("").cursor().execute("SELECT 1"); print("it answers")'`,
    '',
    'The bucket (`aws s3 ls`): the same, with the server’s keys:',
    '',
    `    kubectl -n mlflow-dev exec deployment/mlflow-tracking -c mlflow -- python -c 'import boto3, os; print([o.key for o in boto3.resource("s3", endpoint_url=os.environ["MLFLOW_S3_ENDPOINT_URL"]).Bucket(os.environ["BUCKET"]).objects.limit(9)])'`,
    '',
    ...Object.entries(SECTIONS).flatMap(([symptom, { title, words }]) => [
      `## ${title}`,
      '',
      words,
      '',
      '| the doctor says | what is wrong | what to do |',
      '| --- | --- | --- |',
      ...rows
        .filter((row) => row.symptom === symptom)
        .map(({ id, what, remedy }) => `| \`${id}\`${caused.has(id) ? '' : ' ¹'} | ${cell(what)} | ${cell(remedy)} |`),
      '',
    ]),
    '¹ Not among those below: with real servers on one machine, or by its examples alone (`test/cluster/doctor/`, `test/operations/doctor/`).',
    '',
    '## What was caused',
    '',
    `Each was caused in a platform that runs, named, mended, and then nothing was said any more (\`test/cluster/platform/doctor.test.ts\`): ${PROVED_ON}.`,
    '',
    '| what was done | finding |',
    '| --- | --- |',
    ...CAUSED.map(([damage, id]) => `| ${damage} | \`${id}\` |`),
    '',
    '## Where to go next',
    '',
    'An alert has fired: [runbooks](runbooks.md). Something is lost: [recovery](recovery.md). It is slow, not broken: [scaling](scaling.md). What MLflow itself does in such cases: [notes](mlflow-notes.md).',
    '',
  ].join('\n');
}

/** What stands in angle brackets is no HTML. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
