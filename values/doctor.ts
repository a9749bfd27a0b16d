/** The doctor, as a Job of the release. */
import { and, not } from '../lib/expr/function';
import type { Rule } from '../lib/values/rule';
import { boolean, integer, record, string } from '../lib/values/schema';
import { empty } from './conditions';
import { podFields, RESTRICTED_CONTAINER, RESTRICTED_POD } from './fields';
import type { Values } from './schema';

export const doctor = record(
  'A Job that says why MLflow cannot be reached, uploads fail or the database is slow, as its server would meet it. See docs/troubleshooting.md.',
  {
    enabled: boolean({
      default: false,
      description:
        'Have that Job: after an installation, and after each upgrade that changes what it looks at. It fails where something is wrong.',
    }),
    request: string({
      default: '',
      description: 'Any text; another one has it look again.',
      maxLength: 253,
    }),
    timeoutSeconds: integer({
      default: 600,
      minimum: 60,
      maximum: 86_400,
      description:
        'How long it waits for the server, which migrates the database first, until it says that it does not answer.',
    }),
    ...podFields({
      resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '1Gi' } },
      podSecurityContext: { ...RESTRICTED_POD, runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 },
      securityContext: RESTRICTED_CONTAINER,
      gracePeriod: 10,
    }),
  },
);

export function doctorRules({ doctor: { enabled, request } }: Values): readonly Rule[] {
  return [
    {
      level: 'warned',
      path: 'doctor.request',
      violated: and(not(enabled), not(empty(request))),
      problem: 'asks the doctor, but doctor.enabled is false: there is none',
      remedy: 'Set doctor.enabled to true, or remove it',
    },
  ];
}
