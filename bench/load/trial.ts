/** What is tried: which sizes of the platform, with how much in it, by which clients. */
import type { Mix } from '../../operations/load/clients';

export interface Size {
  readonly pods: number;
  readonly workers: number;
}

export interface Trial {
  readonly sizes: readonly Size[];
  /** That are there before. */
  readonly runs: number;
  readonly mix: Mix;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

export const USUAL: Trial = {
  sizes: [
    { pods: 1, workers: 1 },
    { pods: 1, workers: 2 },
    { pods: 1, workers: 4 },
    { pods: 2, workers: 1 },
    { pods: 2, workers: 2 },
    { pods: 3, workers: 2 },
  ],
  runs: 100_000,
  mix: { logging: 8, searching: 4, storing: 2, tracing: 2 },
  warmUpSeconds: 15,
  seconds: 60,
};

/** Clients and seconds have limits: whoever wants more than a machine bears wants another tool. */
const MOST = { clients: 200, seconds: 600, runs: 1_000_000 };

/** Options in the place of what is usual; words that say what is wrong with one. @param args such as `--seconds=30`, `--size=2x4` */
export function trialOf(args: readonly string[]): Trial | string {
  let trial = USUAL;
  const sizes: Size[] = [];
  for (const arg of args) {
    const [, name = '', value = ''] = /^--([a-z]+)=(\S+)$/.exec(arg) ?? [];
    const [, pods = '', workers = ''] = /^([1-9]|10)x([1-9]|1[0-6])$/.exec(value) ?? [];
    const number = /^[1-9]\d{0,6}$/.test(value) ? Number(value) : 0;
    if (name === 'size' && pods !== '') sizes.push({ pods: Number(pods), workers: Number(workers) });
    else if (name === 'seconds' && number > 0 && number <= MOST.seconds) trial = { ...trial, seconds: number };
    else if (name === 'runs' && number > 0 && number <= MOST.runs) trial = { ...trial, runs: number };
    else if (name in trial.mix && number > 0 && number <= MOST.clients)
      trial = { ...trial, mix: { ...trial.mix, [name]: number } };
    else return `what is \`${arg}\`? ${USAGE}`;
  }
  return sizes.length === 0 ? trial : { ...trial, sizes };
}

export const USAGE = `npm run bench:load -- [--size=PODSxWORKERS …] [--seconds=1…${String(MOST.seconds)}] [--runs=1…${String(MOST.runs)}] [--logging=N] [--searching=N] [--storing=N] [--tracing=N], of clients 1…${String(MOST.clients)}`;
