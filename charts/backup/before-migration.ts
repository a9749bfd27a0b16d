/** What the server's pod does before it migrates a database that has tables: it backs it up. */
import type { Container, Volume } from '../../imports/kubernetes/types';
import type { Deferred, Value } from '../../lib/expr/expr';
import { when } from '../../lib/expr/vocabulary';
import { PROGRAMS, transferContainers, transferVolumes, type Step, type TransferProps } from '../parts/transfer-pod';

export interface BeforeMigration {
  /** In this order, before the migration. The serving container has none of what they have. */
  readonly containers: readonly (Deferred<Container> | undefined)[];
  readonly volumes: readonly (Deferred<Volume> | undefined)[];
}

const FLAG = { name: 'BEFORE_MIGRATION', value: '1' };
const STEPS: readonly Step[] = [
  {
    name: 'backup-needed',
    image: 'mlflow',
    command: ['python', `${PROGRAMS}/backup.py`, 'needed'],
    access: ['database'],
    env: [FLAG],
  },
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

export function beforeMigration(
  enabled: Value<boolean>,
  transfer: TransferProps,
  programs: Value<string>,
): BeforeMigration {
  return {
    containers: transferContainers(transfer, STEPS).map((container) => when(enabled, container)),
    volumes: transferVolumes(transfer, [programs]).map((volume) => when(enabled, volume)),
  };
}
