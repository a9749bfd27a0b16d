/** A Job of one pod: what it prints while it runs, and how it ends. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '../../../imports/kubernetes/types';
import type { RenderedObject } from '../../support/dist';
import type { Pod, RealCluster } from './real-cluster';

export interface JobResult {
  /** 0 is success. */
  readonly code: number;
  /** What its container printed. */
  readonly output: string;
}

export interface RunningJob {
  /** What its container has printed so far. */
  output(): string;
  readonly ended: Promise<JobResult>;
}

/** Seconds until its container has to run. */
const PATIENCE = 120;

export function startJob(cluster: RealCluster, job: Job & RenderedObject): RunningJob {
  let printed = '';
  const { name, namespace } = job.metadata;
  const ended = async (): Promise<JobResult> => {
    await cluster.apply([job]);
    try {
      const pod = await running(cluster, namespace, name);
      const logs = ['logs', '--follow', pod, '--namespace', namespace];
      await cluster.follow(logs, (text) => (printed += text));
      const code = await exitCode(cluster, namespace, pod);
      // Whatever came while the follower was not there yet, or no longer.
      printed = await cluster.ok(['logs', pod, '--namespace', namespace]);
      return { code, output: printed };
    } finally {
      await cluster.ok(['delete', 'job', name, '--namespace', namespace, '--wait=false']);
    }
  };
  return { output: () => printed, ended: ended() };
}

/** The name of its pod, once its container runs or has run. */
async function running(cluster: RealCluster, namespace: string, job: string): Promise<string> {
  const end = Date.now() + PATIENCE * 1000;
  for (;;) {
    const [pod] = await cluster.pods(namespace, `job-name=${job}`);
    if (pod !== undefined && pod.status.phase !== 'Pending') return pod.metadata.name;
    if (Date.now() > end) throw new Error(`the Job ${job} does not run:\n${await cluster.complaints(namespace)}`);
    await sleep(300);
  }
}

async function exitCode(cluster: RealCluster, namespace: string, pod: string): Promise<number> {
  for (;;) {
    const { status } = await cluster.json<Pod>(['get', 'pod', pod, '--namespace', namespace]);
    const code = status.containerStatuses?.[0]?.state?.terminated?.exitCode;
    if (code !== undefined) return code;
    await sleep(200);
  }
}
