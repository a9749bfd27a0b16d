import type { LifecycleHandler } from '../../../../imports/kubernetes/types';
import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import type { Loose } from '../../object';

export default {
  id: 'pre-stop-too-long',
  scope: 'container',
  severity: 'warning',
  summary: 'A preStop hook takes the whole grace period, so that the process is killed before it can end',
  remedy: 'Raise terminationGracePeriodSeconds above the hook and the time that the process itself needs.',
  link: 'https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/#hook-handler-execution',
  examples: {
    passes: [
      workload('lifecycle: {preStop: {sleep: {seconds: 5}}}'),
      workload({
        pod: 'terminationGracePeriodSeconds: 90',
        container: 'lifecycle: {preStop: {exec: {command: [sh, -c, sleep 60]}}}',
      }),
    ],
    fails: [
      {
        yaml: workload('lifecycle: {preStop: {exec: {command: [sh, -c, "sleep 30 && nginx -s quit"]}}}'),
        at: 'spec.template.spec.containers[0].lifecycle.preStop',
      },
      workload({
        pod: 'terminationGracePeriodSeconds: 10',
        container: 'lifecycle: {preStop: {exec: {command: [sleep, "15"]}}}',
      }),
      workload('lifecycle: {preStop: {sleep: {seconds: 30}}}'),
    ],
  },
  check({ pod, spec, path }, report) {
    const hook = spec.lifecycle?.preStop;
    const grace = pod.spec.terminationGracePeriodSeconds ?? 30;
    const wait = hook === undefined ? 0 : secondsOf(hook);
    // No grace at all is grace-period-zero's to say.
    if (grace === 0 || wait < grace) return;
    report([...path, 'lifecycle', 'preStop'], `sleeps ${wait} s of a grace period of ${grace} s`);
  },
} satisfies ContainerCheck;

/** How long it sleeps, as far as its command says. */
function secondsOf({ exec, sleep }: Loose<LifecycleHandler>): number {
  if (sleep?.seconds !== undefined) return sleep.seconds;
  const found = /(?:^|[\s;&|])sleep\s+(\d+)(?:s?)(?=$|[\s;&|])/.exec((exec?.command ?? []).join(' '));
  return Number(found?.[1] ?? 0);
}
