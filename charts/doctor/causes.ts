/**
 * What the doctor's program finds from inside (*_steps.py name these): what it means, and what to do. The command, docs/troubleshooting.md
 * and the Job's log have their words from here; the seen is said by whoever saw it.
 */

/** Of the guide's section 9.1: as what users meet it. */
export type Symptom = 'connect' | 'upload' | 'slow' | 'full';

/** What of a release it is about. */
export type Part = 'way in' | 'server' | 'database' | 'store' | 'cluster';

export interface Cause {
  readonly symptom: Symptom;
  readonly part: Part;
  /** What is wrong, in a sentence. */
  readonly what: string;
  readonly remedy: string;
  /** The value, or the object, that says it. */
  readonly where: string;
  /**
   * Where it is what follows from something else, how far it is from a cause: it is not said beside what stops the same part, and is
   * nearer. 0, unless given.
   */
  readonly rank?: number;
  /** Whether nothing can be done with the part, as long as it is so. */
  readonly stops?: true;
}

const stops = { stops: true } as const;
const database = { symptom: 'connect', part: 'database' } as const;
const slow = { symptom: 'slow', part: 'database' } as const;
const store = { symptom: 'upload', part: 'store' } as const;
const server = { symptom: 'connect', part: 'server' } as const;

/** By the ends of their names, for the database and the store alike. */
function onTheWay(
  name: string,
  of: Pick<Cause, 'symptom' | 'part'>,
  address: string,
  authority: string,
): Readonly<Record<string, Cause>> {
  return {
    [`${name}-name-unknown`]: {
      ...{ ...of, ...stops, rank: 2 },
      what: `Nobody has the name under which the ${name} is looked for.`,
      remedy: `Correct the host in ${address}; if it is a Service, see that it is there (kubectl get services).`,
      where: address,
    },
    [`${name}-refused`]: {
      ...{ ...of, ...stops, rank: 2 },
      what: `The ${name}’s address refuses connections: nobody listens on that port, or its Service has no pod that is ready.`,
      remedy: `See whether the ${name} runs, and whether host and port are right.`,
      where: address,
    },
    [`${name}-no-answer`]: {
      ...{ ...of, ...stops, rank: 2 },
      what: `The ${name}’s address does not answer: something drops what is sent to it.`,
      remedy:
        'Look for a firewall, a security group or a NetworkPolicy in between: networkPolicy.externalCidrs names what is outside of the release.',
      where: address,
    },
    [`${name}-certificate-authority`]: {
      ...{ ...of, ...stops },
      what: `The ${name}’s certificate is by an authority that is not believed.`,
      remedy: 'Name the authority that has issued it in tls.caBundle, and restart the server’s pods.',
      where: authority,
    },
    [`${name}-certificate-host`]: {
      ...{ ...of, ...stops },
      what: `The ${name}’s certificate is for other names than the one that is asked for.`,
      remedy: `Ask for a name that the certificate has (${address}), or have one issued for this name.`,
      where: address,
    },
    [`${name}-certificate-expired`]: {
      ...{ ...of, ...stops },
      what: `The ${name}’s certificate is not valid at this time.`,
      remedy:
        'Renew it; where cert-manager does that, its Certificate says why it has not. If the clock of the node is wrong, set that right.',
      where: authority,
    },
    [`${name}-tls`]: {
      ...{ ...of, ...stops },
      what: `The ${name} and MLflow do not agree on TLS.`,
      remedy: 'See which versions of TLS and which ciphers it takes: MLflow’s image speaks TLS 1.2 and 1.3.',
      where: address,
    },
  };
}

export const CAUSES: Readonly<Record<string, Cause>> = {
  'names-no-answer': {
    ...{ symptom: 'connect', part: 'cluster', ...stops, rank: 2 },
    what: 'DNS does not answer.',
    remedy:
      'See whether the cluster’s DNS runs (kubectl -n kube-system get pods -l k8s-app=kube-dns), and whether a NetworkPolicy denies port 53.',
    where: 'Service kube-system/kube-dns',
  },
  'clock-off': {
    ...store,
    ...stops,
    what: 'The clocks of the node and of the store are too far apart: S3 takes no signature that is a quarter of an hour off.',
    remedy: 'Set the clock right that is wrong (timedatectl on the node, chrony or ntpd on the store).',
    where: 'Node',
  },

  ...onTheWay('server', server, 'mlflow.service', 'tls'),
  'server-silent': {
    ...{ ...server, ...stops, rank: 2 },
    what: 'The proxy answers, and MLflow behind it does not.',
    remedy:
      'Look what it does: kubectl logs deployment/<release>-tracking -c mlflow. One that still starts needs a minute.',
    where: 'mlflow.resources',
  },
  'server-scheme': {
    ...server,
    what: 'The server speaks TLS, and is asked without, or the other way round.',
    remedy: 'Clients need the address that the ConfigMap <release>-clients has.',
    where: 'tls',
  },
  'server-odd': {
    ...{ ...server, rank: 2 },
    what: 'What answers under the server’s address does not answer as MLflow.',
    remedy: 'See whether something else has the address, and whether mlflow.staticPrefix is what clients ask for.',
    where: 'mlflow.staticPrefix',
  },

  ...onTheWay('database', database, 'externalDatabase.host', 'tls.caBundle'),
  'database-uri': {
    ...{ ...database, ...stops },
    what: 'The URI of the database cannot be read.',
    remedy:
      'Correct MLFLOW_BACKEND_STORE_URI: what has a meaning in URIs (@ / % :) has to be written as %40, %2F, %25, %3A.',
    where: 'mlflow.env',
  },
  'database-tls-absent': {
    ...{ ...database, ...stops },
    what: 'The database speaks no TLS, which it is asked for.',
    remedy: 'Switch it on there, or say externalDatabase.sslMode: prefer if the network between is yours.',
    where: 'externalDatabase.sslMode',
  },
  'database-login': {
    ...{ ...database, ...stops },
    what: 'The database refuses the login.',
    remedy:
      'Make the password of the user and that in the Secret the same (ALTER ROLE … PASSWORD, or change the Secret), then restart the server’s pods; “no pg_hba.conf entry” is a rule of the database’s.',
    where: 'postgresql.auth.existingSecret, externalDatabase.existingSecret',
  },
  'database-missing': {
    ...{ ...database, ...stops },
    what: 'The server of the database has no database of this name.',
    remedy: 'Correct the name, or create it: CREATE DATABASE … OWNER ….',
    where: 'externalDatabase.database',
  },
  'database-connections': {
    ...slow,
    ...stops,
    what: 'The database has no connection left, or nearly none.',
    remedy:
      'See who has them (SELECT usename, application_name, count(*) FROM pg_stat_activity GROUP BY 1, 2 ORDER BY 3 DESC), end what is left over, and raise postgresql.maxConnections or lower mlflow.workers and mlflow.databasePool.',
    where: 'postgresql.maxConnections',
  },
  'database-full': {
    symptom: 'full',
    part: 'database',
    ...stops,
    what: 'The database’s disk is full.',
    remedy: 'Grow the volume (docs/database.md), then see what may go: mlflow-chart report, docs/retention.md.',
    where: 'postgresql.storage.size',
  },
  'database-silent': {
    ...{ ...database, ...stops, rank: 2 },
    what: 'The database takes connections, and does not answer.',
    remedy:
      'Look into its log. A pooler lets wait while all of its connections to the database are taken, or it is paused: see SHOW POOLS there.',
    where: 'externalDatabase.host',
  },
  'database-starting': {
    ...{ ...database, ...stops, rank: 2 },
    what: 'The database is starting, or ending, and takes no connection yet.',
    remedy: 'Wait. If it stays so, its log says what it does: after it was killed, it reads its write-ahead log again.',
    where: 'StatefulSet of the database',
  },
  'database-refuses': {
    ...{ ...database, ...stops, rank: 2 },
    what: 'The database answers with an error.',
    remedy: 'Its log has more of it.',
    where: 'database',
  },
  'database-read-only': {
    ...{ ...database, ...stops },
    what: 'The database only lets read.',
    remedy:
      'Name the primary in externalDatabase.host; one that was made read-only (by a provider whose disk is full, for instance) has to be made writable again.',
    where: 'externalDatabase.host',
  },
  'database-rights': {
    ...{ ...database, ...stops },
    what: 'The database’s user lacks rights on MLflow’s tables.',
    remedy:
      'Make it their owner: REASSIGN OWNED BY … TO …, or ALTER TABLE … OWNER TO …, and GRANT CREATE ON SCHEMA public.',
    where: 'externalDatabase.username',
  },
  'schema-absent': {
    ...{ ...database, rank: 1 },
    what: 'The database has no tables of MLflow yet.',
    remedy: 'They come with the first server that starts: the log of its container prepare says what hinders it.',
    where: 'mlflow.migration',
  },
  'schema-revision': {
    ...database,
    what: 'The database’s tables are of another MLflow.',
    remedy:
      'Older ones are migrated by the next pod that starts (kubectl logs … -c prepare). Newer ones need the newer MLflow: roll forward again, or restore the backup from before (docs/recovery.md).',
    where: 'mlflow.image.tag',
  },
  'keys-other': {
    ...database,
    what: 'What MLflow has encrypted in the database cannot be read with the server’s keys.',
    remedy:
      'Put back the keys that were in the Secret, and restart the server’s pods; after a restore they have to be those of the backup (docs/recovery.md).',
    where: 'mlflow.encryption.existingSecret',
  },
  'database-lock': {
    ...slow,
    what: 'Somebody holds a lock in the database for which others wait.',
    remedy: 'If that session is nobody’s work any more, end it: SELECT pg_terminate_backend(<pid>).',
    where: 'database',
  },
  'database-transaction': {
    ...slow,
    what: 'A transaction was left open: while it is, no dead row can be removed.',
    remedy:
      'End the session (SELECT pg_terminate_backend(<pid>)), and mend the program that leaves it; idle_in_transaction_session_timeout does it by itself.',
    where: 'database',
  },
  'index-missing': {
    ...slow,
    what: 'The database lacks indexes that MLflow’s model has.',
    remedy: 'Set retention.database.createIndexes to true: it creates them, without blocking anybody.',
    where: 'retention.database.createIndexes',
  },
  'index-invalid': {
    ...slow,
    what: 'An index is of no use: its creation was interrupted.',
    remedy:
      'Create it again beside the work: REINDEX INDEX CONCURRENTLY <name>; one whose name ends in _ccnew or _ccold may go: DROP INDEX CONCURRENTLY <name>.',
    where: 'retention.database.enabled',
  },
  'index-bloated': {
    ...slow,
    what: 'Indexes are mostly empty: each question reads what is not there.',
    remedy:
      'Set retention.database.enabled to true: it rebuilds them beside the work; by hand, REINDEX INDEX CONCURRENTLY <name>.',
    where: 'retention.database.enabled',
  },
  'table-untidied': {
    ...slow,
    what: 'Tables have more dead rows than others.',
    remedy:
      'Set retention.database.enabled to true: it tidies them; by hand, VACUUM (ANALYZE) <table>. If that does not help, a transaction was left open.',
    where: 'retention.database.enabled',
  },

  ...onTheWay('store', store, 'externalS3.endpoint', 'tls.caBundle'),
  'store-endpoint': {
    ...{ ...store, ...stops },
    what: 'The settings of the store cannot be used.',
    remedy: 'An endpoint is a URL with a scheme, such as https://s3.example.com; nothing stands behind the port.',
    where: 'externalS3.endpoint',
  },
  'store-scheme': {
    ...{ ...store, ...stops },
    what: 'The store speaks TLS, and is asked without, or the other way round.',
    remedy: 'Write https:// or http:// as it is there.',
    where: 'externalS3.endpoint',
  },
  'store-silent': {
    ...{ ...store, ...stops, rank: 2 },
    what: 'The store takes connections, and does not answer.',
    remedy: 'Look into its log, and restart it if it hangs.',
    where: 'externalS3.endpoint',
  },
  'store-addressing': {
    ...{ ...store, ...stops },
    what: 'Buckets are looked for as names below the store’s, which nobody has.',
    remedy: 'Set MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE to path, or have DNS answer for all names below the store’s.',
    where: 'mlflow.env',
  },
  'store-no-keys': {
    ...{ ...store, ...stops },
    what: 'The server has no keys for the store.',
    remedy: 'Name a Secret with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the ServiceAccount a role.',
    where: 'externalS3.existingSecret, mlflow.serviceAccount.annotations',
  },
  'store-key': {
    ...{ ...store, ...stops },
    what: 'The store does not know the access key.',
    remedy: 'Correct AWS_ACCESS_KEY_ID in the Secret, or create the key there again; then restart the server’s pods.',
    where: 'minio.existingSecret, externalS3.existingSecret',
  },
  'store-secret': {
    ...{ ...store, ...stops },
    what: 'The secret key is not that of the access key.',
    remedy:
      'Correct AWS_SECRET_ACCESS_KEY in the Secret (line breaks at its end count), then restart the server’s pods.',
    where: 'minio.existingSecret, externalS3.existingSecret',
  },
  'store-rights': {
    ...{ ...store, ...stops },
    what: 'The key may not do with the bucket what MLflow does.',
    remedy:
      'It needs s3:ListBucket on the bucket, and s3:GetObject, s3:PutObject and s3:DeleteObject on what is in it (docs/store.md).',
    where: 'externalS3.existingSecret',
  },
  'store-region': {
    ...{ ...store, ...stops },
    // Where the store says in which, boto3 goes there by itself.
    what: 'The bucket is in another region than the one that is asked.',
    remedy: 'Set externalS3.region to the bucket’s; some stores want a name of their own there.',
    where: 'externalS3.region',
  },
  'bucket-missing': {
    ...{ ...store, ...stops },
    what: 'There is no such bucket.',
    remedy:
      'Correct the name, or create it: externalS3.createBucket does, and a pod of the server that restarts makes that of the store in the cluster. What was in a deleted one, a backup has (docs/recovery.md).',
    where: 'externalS3.bucket, minio.bucket',
  },
  'store-full': {
    symptom: 'full',
    part: 'store',
    ...stops,
    what: 'The store takes nothing more: its disk, or the bucket’s quota, is full.',
    remedy:
      'Grow it (docs/store.md), then see what may go: mlflow-chart report says whose experiments are the largest, docs/retention.md how they go.',
    where: 'minio.storage.size',
  },
  'store-odd': {
    ...{ ...store, ...stops, rank: 2 },
    what: 'What answers under the store’s address does not answer as S3 does.',
    remedy: 'See whether the endpoint is that of the API: a console, for instance, has another port.',
    where: 'externalS3.endpoint',
  },
};
