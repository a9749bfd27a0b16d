/** What the server's pod does before it migrates a database that has tables: it backs it up. */
import type { Container, Volume } from '../../imports/kubernetes/types';
import type { Deferred, Value } from '../../lib/expr/expr';
import { shared, when } from '../../lib/expr/vocabulary';
import { PROGRAMS, transferContainers, transferVolumes, type Step, type TransferProps } from '../parts/transfer-pod';

export interface BeforeMigration {
  /** In this order, before the migration. The serving container has none of what they have. */
  readonly containers: readonly (Deferred<Container> | undefined)[];
  readonly volumes: readonly (Deferred<Volume> | undefined)[];
}

const FLAG = { name: 'BEFORE_MIGRATION', value: '1' };
const NEEDED: Step = {
  name: 'backup-needed',
  image: 'mlflow',
  command: ['python', `${PROGRAMS}/backup.py`, 'needed'],
  access: ['database'],
};
const STEPS: readonly Step[] = [
  {
    name: 'backup-dump',
    image: 'postgresql',
    command: ['bash', `${PROGRAMS}/dump.sh`],
    access: ['database'],
    env: [FLAG],
  },
  {
    name: 'backup-store',
    image: 'mlflow',
    command: ['python', `${PROGRAMS}/backup.py`, 'finish'],
    access: ['database', 'destination', 'keys'],
    env: [FLAG],
  },
];

export interface BeforeMigrationProps {
  readonly enabled: Value<boolean>;
  readonly transfer: TransferProps;
  /** The ConfigMaps that have them. */
  readonly programs: readonly Value<string>[];
  /** Whether MLflow has users of its own in the database, who are migrated too. */
  readonly hasUsers: Value<boolean>;
}

export function beforeMigration({ enabled, transfer, programs, hasUsers }: BeforeMigrationProps): BeforeMigration {
  const needed = { ...NEEDED, env: [FLAG, when(hasUsers, { name: 'LOGIN_SETTINGS', value: '[mlflow]' })] };
  return {
    containers: shared(
      'beforeMigration.containers',
      transferContainers(transfer, 'beforeMigration', [needed, ...STEPS], enabled),
    ),
    volumes: shared(
      'beforeMigration.volumes',
      transferVolumes(transfer, programs).map((volume) => when(enabled, volume)),
    ),
  };
}
