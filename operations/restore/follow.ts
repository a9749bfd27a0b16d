/** Following a restore until it has ended: which step it is at, and what it says when it refuses. */
import { setTimeout as sleep } from 'node:timers/promises';
import { visible } from '../../lib/text/visible';
import type { KubectlAnswer } from '../kubectl';
import { RESTORE_JOBS } from './steps';

export interface Following {
  /** @param words of kubectl, in the namespace */
  readonly ask: (words: readonly string[], seconds?: number) => Promise<KubectlAnswer>;
  readonly say: (line: string) => void;
  /** What it is at, for whoever looks on. */
  readonly at: (step: string) => void;
  /** Between two looks, in milliseconds. */
  readonly pause: number;
  /** Nobody waits longer, in seconds. */
  readonly patience: number;
}

export type Followed =
  { readonly is: 'done' } | { readonly is: 'failed' | 'refused' | 'unknown'; readonly why: string };

/** What each of its containers does. */
const STEPS: Readonly<Record<string, string>> = {
  check: 'looking, touching nothing',
  load: 'loading the dump beside the database',
  copy: 'bringing artefacts back',
  finish: 'swapping the databases',
};
const LINES = 20;
/** Of asking, one after the other, after which nobody asks any more. */
const MOST_FAILURES = 10;

interface Status {
  readonly name: string;
  readonly state?: {
    readonly running?: object;
    readonly waiting?: { readonly reason?: string };
    readonly terminated?: { readonly exitCode: number };
  };
}
interface Pod {
  readonly metadata: { readonly name: string; readonly creationTimestamp?: string };
  readonly status?: {
    readonly initContainerStatuses?: readonly Status[];
    readonly containerStatuses?: readonly Status[];
  };
}
interface Job {
  readonly metadata: { readonly name: string; readonly creationTimestamp?: string };
  readonly status?: {
    readonly succeeded?: number;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
  };
}

/** Which there are, before another comes; none where nobody could say. */
export async function jobsNow(ask: Following['ask']): Promise<readonly string[]> {
  const jobs = await read<{ readonly items: readonly Job[] }>(ask, JOBS);
  return typeof jobs === 'string' ? [] : jobs.items.map(({ metadata }) => metadata.name);
}

/**
 * @param name as these values make it; what was set in the cluster alone may have made it another
 * @param former names of Jobs that are not it
 */
export async function followJob(
  name: string,
  former: readonly string[],
  { ask, say, at, pause, patience }: Following,
): Promise<Followed> {
  const end = performance.now() + patience * 1000;
  let failures = 0;
  let step = '';
  while (performance.now() < end) {
    const jobs = await read<{ readonly items: readonly Job[] }>(ask, JOBS);
    const job = typeof jobs === 'string' ? jobs : ours(jobs.items, name, former);
    const pods =
      typeof job === 'string'
        ? job
        : await read<{ readonly items: readonly Pod[] }>(ask, [
            'get',
            'pods',
            `--selector=job-name=${job.metadata.name}`,
            '--output=json',
          ]);
    if (typeof job === 'string' || typeof pods === 'string') {
      failures += 1;
      const why = [job, pods].find((answer) => typeof answer === 'string') ?? '';
      if (failures >= MOST_FAILURES) return { is: 'unknown', why };
      await sleep(pause);
      continue;
    }
    failures = 0;
    if ((job.status?.succeeded ?? 0) > 0) return { is: 'done' };
    const failed = job.status?.conditions?.find(({ type, status }) => type === 'Failed' && status === 'True');
    const pod = newest(pods.items);
    const ended =
      pod === undefined ? undefined : statusesOf(pod).find(({ state }) => (state?.terminated?.exitCode ?? 0) !== 0);
    if (pod !== undefined && ended?.name === 'check') return { is: 'refused', why: await saidBy(pod, 'check', ask) };
    if (failed !== undefined) {
      const why =
        pod === undefined || ended === undefined ? (failed.message ?? '') : await saidBy(pod, ended.name, ask);
      return { is: 'failed', why };
    }
    const now = stepOf(pod);
    if (now !== step) say((step = now));
    at(now);
    await sleep(pause);
  }
  return { is: 'unknown', why: `it has not ended within ${String(Math.round(patience / 60))} minutes` };
}

const JOBS = ['get', 'jobs', `--selector=${RESTORE_JOBS}`, '--output=json'];

function ours(jobs: readonly Job[], name: string, former: readonly string[]): Job | string {
  const found =
    jobs.find(({ metadata }) => metadata.name === name) ??
    newest(jobs.filter(({ metadata }) => !former.includes(metadata.name)));
  return found ?? 'no Job has come';
}

async function read<T>(ask: Following['ask'], words: readonly string[]): Promise<T | string> {
  const said = await ask(words);
  if ('unknown' in said) return said.unknown;
  try {
    return JSON.parse(said.output) as T;
  } catch {
    return 'kubectl prints something else than JSON';
  }
}

const statusesOf = ({ status }: Pod) => [
  ...(status?.initContainerStatuses ?? []),
  ...(status?.containerStatuses ?? []),
];

function newest<T extends Pick<Job, 'metadata'>>(objects: readonly T[]): T | undefined {
  const time = ({ metadata }: T) => metadata.creationTimestamp ?? '';
  return [...objects].sort((one, other) => (time(one) < time(other) ? -1 : 1)).at(-1);
}

function stepOf(pod: Pod | undefined): string {
  if (pod === undefined) return 'waiting for a pod';
  const statuses = statusesOf(pod);
  const running = statuses.find(({ state }) => state?.running !== undefined);
  if (running !== undefined) return `${running.name}: ${STEPS[running.name] ?? 'running'}`;
  // The first that has not begun is what the others wait for.
  const waiting = statuses.find(({ state }) => state?.waiting !== undefined)?.state?.waiting?.reason;
  return `${pod.metadata.name}: ${waiting === undefined ? 'is being placed' : visible(waiting)}`;
}

async function saidBy(pod: Pod, container: string, ask: Following['ask']): Promise<string> {
  const said = await ask(['logs', pod.metadata.name, '--container', container, `--tail=${String(LINES)}`]);
  if ('unknown' in said)
    return `${container} of ${pod.metadata.name} failed, and its log cannot be read: ${said.unknown}`;
  return said.output.trim();
}
