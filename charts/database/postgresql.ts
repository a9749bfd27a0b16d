/** PostgreSQL: one instance with its volume, for the backend store. */
import type { Construct } from 'constructs';
import type { EnvVar } from '../../imports/kubernetes/types';
import type { Deferred, Value } from '../../lib/expr/expr';
import { text, when } from '../../lib/expr/vocabulary';
import type { SecretKey } from '../parts/environment';
import { StatefulProgram, programProbes, type StatefulProgramProps } from '../parts/stateful-program';
import { CERTIFICATE } from '../parts/server-certificate';
import { DATABASE_PORT } from './backend-store';
import START from './start-postgresql.sh';

export interface PostgresqlProps extends StatefulProgramProps {
  readonly auth: { readonly database: Value<string>; readonly username: Value<string> };
  readonly password: SecretKey;
  readonly maxConnections: Value<number>;
  /** Whether changes are kept until they are in the bucket (charts/point-in-time), and how many mebibytes of them at most. */
  readonly keepsChanges: Value<boolean>;
  readonly mostWal: Value<number>;
}

const NAME = 'postgresql';
/** Where its volume is. */
export const DATA = '/var/lib/postgresql/data';
const READY = 'exec pg_isready --quiet --host=127.0.0.1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB"';

export class Postgresql extends StatefulProgram {
  constructor(scope: Construct, id: string, props: PostgresqlProps) {
    const { maxConnections, keepsChanges, mostWal } = props;
    const probe = { exec: { command: ['sh', '-c', READY] } };
    super(scope, id, props, {
      name: NAME,
      ports: [{ name: 'postgresql', port: DATABASE_PORT }],
      dataPath: DATA,
      scratch: [
        { name: 'tmp', path: '/tmp' },
        { name: 'run', path: '/var/run/postgresql' },
        // Parallel queries exchange rows here; the 64 MiB that containers get by default are not enough.
        { name: 'shm', path: '/dev/shm', emptyDir: { medium: 'Memory', sizeLimit: '256Mi' } },
      ],
      container: {
        // Its memory settings are shares of what the pod is guaranteed, as PostgreSQL's manual advises.
        command: ['sh', '-ec', START],
        env: [
          ...postgresqlLogin(props),
          { name: 'POSTGRES_INITDB_ARGS', value: '--data-checksums --auth-host=scram-sha-256' },
          // A subfolder: the root of a volume may hold lost+found, which initdb refuses.
          { name: 'PGDATA', value: `${DATA}/pgdata` },
          { name: 'MAX_CONNECTIONS', value: text`${maxConnections}` },
          { name: 'MAX_SLOT_WAL', value: text`${mostWal}MB` },
          when(keepsChanges, { name: 'KEEPS_CHANGES', value: 'true' }),
          when(props.certificate.enabled, { name: 'CERTIFICATE', value: CERTIFICATE.mountPath }),
          {
            name: 'MEMORY_MIB',
            valueFrom: { resourceFieldRef: { containerName: NAME, resource: 'requests.memory', divisor: '1Mi' } },
          },
        ],
        ...programProbes(probe, probe),
      },
    });
  }
}

/** Of the official image. */
export function postgresqlLogin({
  auth,
  password,
}: Pick<PostgresqlProps, 'auth' | 'password'>): readonly Deferred<EnvVar>[] {
  return [
    { name: 'POSTGRES_DB', value: auth.database },
    { name: 'POSTGRES_USER', value: auth.username },
    { name: 'POSTGRES_PASSWORD', valueFrom: { secretKeyRef: password } },
  ];
}
