/** What PostgreSQL's pod does before it starts where the database goes back to a time. The database itself has no key of the bucket. */
import type { EnvVar } from '../../imports/kubernetes/types';
import type { Deferred, Value } from '../../lib/expr/expr';
import { when } from '../../lib/expr/vocabulary';
import type { Departure } from '../parts/flows';
import type { Preparation } from '../parts/stateful-program';
import { PROGRAMS, transferContainers, transferVolumes, type TransferProps } from '../parts/transfer-pod';

export interface GoingBackProps {
  readonly enabled: Value<boolean>;
  /** What is asked for. */
  readonly request: readonly (Deferred<EnvVar> | undefined)[];
  readonly transfer: TransferProps;
  /** The ConfigMaps that have them. */
  readonly programs: readonly Value<string>[];
  /** Where the volume of the database is, and what its image is told. */
  readonly data: string;
  readonly login: readonly Deferred<EnvVar>[];
  readonly keepsChanges: Value<boolean>;
  readonly toDestination: readonly Departure[];
}

export function goingBack(props: GoingBackProps): Preparation {
  const { enabled, transfer, programs, data, keepsChanges } = props;
  const mounts = [{ name: 'data', mountPath: data }];
  const volume = { name: 'DATA', value: data };
  return {
    containers: transferContainers(
      transfer,
      'goingBack',
      [
        {
          name: 'plan',
          image: 'mlflow',
          command: ['python', `${PROGRAMS}/recovery_plan.py`],
          access: ['destination'],
          env: [volume, ...props.request],
          mounts,
        },
        {
          name: 'fetch',
          image: 'copy',
          command: ['sh', `${PROGRAMS}/fetch.sh`],
          access: ['destination'],
          env: [volume],
          mounts,
        },
        {
          name: 'recover',
          image: 'database',
          command: ['bash', `${PROGRAMS}/recover.sh`],
          access: [],
          env: [volume, ...props.login, when(keepsChanges, { name: 'POINT_IN_TIME', value: 'true' })],
          mounts,
        },
      ],
      enabled,
    ),
    volumes: [...transferVolumes(transfer, programs), ...transfer.authorities.volumes].map((one) =>
      one === undefined ? undefined : when(enabled, one),
    ),
    departures: props.toDestination.map((departure) => ({ ...departure, condition: enabled })),
  };
}
