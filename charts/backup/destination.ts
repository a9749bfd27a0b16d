/** Where backups go, for whoever writes or reads them. */
import { notEmpty } from '../../lib/expr/function';
import { unlessEmpty } from '../../lib/expr/vocabulary';
import type { Values } from '../../values/schema';
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY } from '../../values/store';
import type { EnvironmentPart } from '../parts/environment';
import { portOf, tcp, type Departure } from '../parts/flows';

export interface Destination extends EnvironmentPart {
  readonly departures: readonly Departure[];
}

export function backupDestination({ backup: { destination } }: Values): Destination {
  const { bucket, endpoint, region, existingSecret } = destination;
  return {
    settings: {
      BACKUP_BUCKET: unlessEmpty(bucket),
      BACKUP_ENDPOINT: unlessEmpty(endpoint),
      BACKUP_REGION: unlessEmpty(region),
    },
    secrets: [ACCESS_KEY_ID, SECRET_ACCESS_KEY].map((key) => ({
      name: key.replace('AWS_', 'BACKUP_'),
      secret: { name: existingSecret, key },
      condition: notEmpty(existingSecret),
    })),
    departures: [{ purpose: 'backups', ports: [tcp(portOf(endpoint))] }],
  };
}
