/** When the kubelet probes: every period, counting failures in a row. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Probe } from '../../../imports/kubernetes/types';
import { probe, type ProbeResult, type ProbeTarget } from './probe';

/** Probes until the first success, or as many failures as the threshold says. */
export async function untilDecided(check: Probe, target: ProbeTarget, signal: AbortSignal): Promise<ProbeResult> {
  const decided = new AbortController();
  let last: ProbeResult | undefined;
  try {
    await everyPeriod(check, target, AbortSignal.any([signal, decided.signal]), (result) => {
      last = result;
      decided.abort();
    });
  } catch (error) {
    if (last === undefined) throw error;
  }
  return last ?? { ok: false, detail: 'not probed' };
}

/**
 * Probes until `signal` aborts, which throws. Reports each success, and each failure from the moment on that as many came
 * in a row as the threshold says.
 */
export async function everyPeriod(
  check: Probe,
  target: ProbeTarget,
  signal: AbortSignal,
  report: (result: ProbeResult) => void | Promise<void>,
): Promise<void> {
  const { initialDelaySeconds = 0, periodSeconds = 10, failureThreshold = 3 } = check;
  await sleep(initialDelaySeconds * 1000, undefined, { signal });
  for (let failures = 0; ;) {
    const result = await probe(check, target);
    signal.throwIfAborted();
    failures = result.ok ? 0 : failures + 1;
    if (result.ok || failures >= failureThreshold) await report(result);
    await sleep(periodSeconds * 1000, undefined, { signal });
  }
}
