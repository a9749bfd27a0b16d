/**
 * How the containers of a pod end without a failed request: the proxy when nobody sends any more, the others when it has ended.
 * Kubernetes tells a pod to end and everybody else to forget it at the same time. (The action `sleep`, which needs no program,
 * came with Kubernetes 1.30.)
 */
import type { Value } from '../../lib/expr/expr';
import { greater } from '../../lib/expr/function';
import { text, when } from '../../lib/expr/vocabulary';

/** The proxy serves on until everybody has heard of it. */
export function untilForgotten(seconds: Value<number>) {
  return when(greater(seconds, 0), { preStop: { exec: { command: ['sleep', text`${seconds}`] } } });
}

/** @param folder where the proxy keeps a file as long as it runs */
export function untilProxyEnds(folder: string, seconds: Value<number>) {
  const script = text`sleep ${seconds}; while [ -e ${folder}/proxy ]; do sleep 1; done`;
  return { preStop: { exec: { command: ['sh', '-ec', script] } } };
}
