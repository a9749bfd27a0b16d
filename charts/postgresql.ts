/** PostgreSQL: one instance with its volume, for the backend store. */
import type { Construct } from 'constructs';
import type { Value } from '../lib/expr/expr';
import { text } from '../lib/expr/vocabulary';
import type { SecretKey } from './environment';
import { Store, storeProbes, type StoreProps } from './store';

export interface PostgresqlProps extends StoreProps {
  readonly auth: { readonly database: Value<string>; readonly username: Value<string> };
  readonly password: SecretKey;
  readonly maxConnections: Value<number>;
}

const NAME = 'postgresql';
const DATA = '/var/lib/postgresql/data';
const READY = 'exec pg_isready --quiet --host=127.0.0.1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB"';

/**
 * Shares of the memory that the pod is guaranteed, as PostgreSQL's manual advises: a quarter for its own buffers, three
 * quarters counted as cache. Computed when the pod starts, so that it follows every change of the request.
 */
const START = `memory=$(( MEMORY_MIB > 256 ? MEMORY_MIB : 256 ))
exec docker-entrypoint.sh postgres \\
  -c listen_addresses='*' \\
  -c max_connections="$MAX_CONNECTIONS" \\
  -c shared_buffers="$(( memory / 4 ))MB" \\
  -c effective_cache_size="$(( memory * 3 / 4 ))MB" \\
  -c maintenance_work_mem="$(( memory / 16 ))MB" \\
  -c work_mem="$(( memory * 1024 / 2 / MAX_CONNECTIONS > 4096 ? memory * 1024 / 2 / MAX_CONNECTIONS : 4096 ))kB" \\
  -c password_encryption=scram-sha-256
`;

export class Postgresql extends Store {
  constructor(scope: Construct, id: string, props: PostgresqlProps) {
    const { auth, password, maxConnections } = props;
    const probe = { exec: { command: ['sh', '-c', READY] } };
    super(scope, id, props, {
      name: NAME,
      ports: [{ name: 'postgresql', port: 5432 }],
      dataPath: DATA,
      scratch: [
        { name: 'tmp', path: '/tmp' },
        { name: 'run', path: '/var/run/postgresql' },
        // Parallel queries exchange rows here; the 64 MiB that containers get by default are not enough.
        { name: 'shm', path: '/dev/shm', emptyDir: { medium: 'Memory', sizeLimit: '256Mi' } },
      ],
      container: {
        command: ['sh', '-ec', START],
        env: [
          { name: 'POSTGRES_DB', value: auth.database },
          { name: 'POSTGRES_USER', value: auth.username },
          { name: 'POSTGRES_PASSWORD', valueFrom: { secretKeyRef: password } },
          { name: 'POSTGRES_INITDB_ARGS', value: '--data-checksums --auth-host=scram-sha-256' },
          // A subfolder: the root of a volume may hold lost+found, which initdb refuses.
          { name: 'PGDATA', value: `${DATA}/pgdata` },
          { name: 'MAX_CONNECTIONS', value: text`${maxConnections}` },
          {
            name: 'MEMORY_MIB',
            valueFrom: { resourceFieldRef: { containerName: NAME, resource: 'requests.memory', divisor: '1Mi' } },
          },
        ],
        ...storeProbes(probe, probe),
      },
    });
  }
}
