/** A pod that carries data, by a schedule. */
import type { Construct } from 'constructs';
import type { CronJob } from '../../imports/kubernetes/types';
import type { Value } from '../../lib/expr/expr';
import { unlessEmpty } from '../../lib/expr/vocabulary';
import { Manifest } from '../../lib/synth/manifest';
import type { Instance } from './instance';
import { MAY_BE_MOVED, transferPod, type Step, type TransferProps } from './transfer-pod';

export interface TransferCronJobProps {
  readonly instance: Instance;
  readonly transfer: TransferProps;
  /** Whose pods they are. */
  readonly component: string;
  /** End of its name, and of those of its parts in templates. */
  readonly name: string;
  readonly schedule: Value<string>;
  readonly timeoutSeconds: Value<number>;
  readonly enabled: Value<boolean>;
  readonly programs: readonly Value<string>[];
  readonly steps: readonly Step[];
}

export class TransferCronJob extends Manifest<CronJob> {
  constructor(scope: Construct, id: string, props: TransferCronJobProps) {
    const { instance, transfer, component, name, schedule, timeoutSeconds, enabled, programs, steps } = props;
    const { podLabels, podAnnotations } = transfer.pod;
    super(
      scope,
      id,
      {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: instance.metadata(component, name),
        spec: {
          schedule,
          timeZone: 'Etc/UTC',
          concurrencyPolicy: 'Forbid',
          // One that was missed, because the cluster was down, is made up for within an hour.
          startingDeadlineSeconds: 3600,
          successfulJobsHistoryLimit: 3,
          failedJobsHistoryLimit: 3,
          jobTemplate: {
            spec: {
              backoffLimit: 2,
              podFailurePolicy: MAY_BE_MOVED,
              activeDeadlineSeconds: timeoutSeconds,
              template: {
                metadata: {
                  labels: instance.podLabels(component, podLabels),
                  annotations: unlessEmpty(podAnnotations),
                },
                // A pod that fails is followed by another, with an empty folder to work in.
                spec: { ...transferPod(transfer, name, programs, steps), restartPolicy: 'Never' },
              },
            },
          },
        },
      },
      enabled,
    );
  }
}
