/** Tries mutants, one after the other, in a process of its own: a mutant that does not end ends it. */
import childProcess from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import * as fc from 'fast-check';
import { instrument, type Mutant } from './instrument';
import { KnownHelm, type RunHelm } from './known-helm';
import { forget, loadProject, root } from './load';
import type { Answer, Order, Survey, TestRun, Work } from './messages';
import { JEST_GLOBALS, runFile, type Watcher } from './run-file';
import { countSteps, note, turnOn } from './state';

/** Microseconds of the processor for one mutant, besides what its tests take without it, some times. */
const LONGEST = 3_000_000;
const SLOWER = 3;
/** Microseconds: tests that cost less are tried first, all of them. */
const CHEAP = 20_000;

const REFUSAL = 'no processes while mutants are tried';

/** Microseconds of a run of Helm. */
const HELM = 100_000;

let isSurvey = false;
let mayStart = false;
const helm = new KnownHelm(() => isSurvey);
let prepared: readonly Mutant[] | undefined;
let processes = 0;
let rejection: string | undefined;

function prepare({ sources }: Work): readonly Mutant[] {
  if (prepared !== undefined) return prepared;
  const mutants: Mutant[] = [];
  const texts = new Map<string, string>();
  for (const path of sources) {
    const changed = instrument(path, readFileSync(join(root, path), 'utf8'), mutants.length);
    mutants.push(...changed.mutants);
    texts.set(path, changed.text);
  }
  loadProject({
    text: (path, text) => texts.get(path) ?? text,
    exports: (path, exports) => (path === 'lib/helm/run.ts' ? withKnownHelm(exports as Helm) : exports),
    modules: { '@jest/globals': JEST_GLOBALS },
  });
  prepared = mutants;
  return mutants;
}

interface Helm {
  readonly runHelm: RunHelm;
}

function withKnownHelm(exports: Helm): Helm {
  const run: RunHelm = (...args) => {
    mayStart = true;
    try {
      return exports.runHelm(...args);
    } finally {
      mayStart = false;
    }
  };
  return { ...exports, runHelm: helm.around(run) };
}

async function survey(work: Work): Promise<Survey> {
  const mutants = prepare(work);
  isSurvey = true;
  const runs: TestRun[] = [];
  const unused: string[] = [];
  for (const file of work.tests) {
    const loading = new Uint8Array(mutants.length);
    // Of all tests so far: what one has computed, the next may find in a cache.
    const passing = new Uint8Array(mutants.length);
    let started = process.cpuUsage();
    let before = 0;
    let runsBefore = 0;
    let helped = 0;
    let slow = 0;
    let load = 0;
    note(loading);
    const since = process.cpuUsage();
    forget(new Set([...work.sources, file].map((path) => join(root, path))));
    const failure = await run(file, {
      wanted: () => {
        load ||= microseconds(since);
        return true;
      },
      starts: () => {
        before = processes;
        runsBefore = helm.runs;
        note(passing);
        countSteps(Infinity);
        started = process.cpuUsage();
      },
      ends: (index, failed) => {
        note(loading);
        const taken = microseconds(started);
        const passes = mutants.flatMap((_, number) => (loading[number] === 1 || passing[number] === 1 ? [number] : []));
        if (failed !== undefined && (processes > before || failed.endsWith(REFUSAL))) helped++;
        else if (failed !== undefined) unused.push(`${file}: ${failed}`);
        else if (taken > work.within) slow++;
        else
          runs.push({
            file,
            index,
            steps: countSteps(Infinity),
            cost: taken + HELM * (helm.runs - runsBefore),
            load,
            passes,
          });
        return true;
      },
    });
    note(undefined);
    if (slow > 0) unused.push(`${file}: ${slow} tests take more than ${work.within / 1000} ms`);
    if (helped > 0) unused.push(`${file}: ${helped} tests start processes`);
    if (failure !== undefined) unused.push(`${file}: ${failure}`);
  }
  isSurvey = false;
  return { mutants, runs, unused };
}

/** @returns which test noticed it */
async function noticed(work: Work, mutant: number, runs: readonly TestRun[]): Promise<string | undefined> {
  const file = prepare(work)[mutant]?.file ?? '';
  turnOn(mutant);
  try {
    const isCheap = ({ cost, load }: TestRun): boolean => cost < CHEAP && load < 10 * CHEAP;
    const byLoad = [...runs].sort((a, b) => a.load - b.load);
    for (const round of [byLoad.filter(isCheap), byLoad.filter((one) => !isCheap(one))]) {
      for (const test of new Set(round.map((one) => one.file))) {
        forget(new Set([join(root, file), join(root, test)]));
        const failure = await failureOf(
          test,
          new Map(round.filter((one) => one.file === test).map((one) => [one.index, one])),
        );
        if (failure !== undefined) return failure;
      }
    }
    return undefined;
  } finally {
    turnOn(-1);
    forget(new Set([join(root, file)]));
  }
}

async function failureOf(test: string, runs: ReadonlyMap<number, TestRun>): Promise<string | undefined> {
  let found: string | undefined;
  countSteps(10_000_000);
  const failure = await run(test, {
    wanted: (index) => runs.has(index),
    starts: (index) => countSteps(100_000 + 20 * (runs.get(index)?.steps ?? 0)),
    ends: (_index, failed) => {
      countSteps(Infinity);
      found ??= failed;
      return found === undefined;
    },
  });
  countSteps(Infinity);
  const told = found ?? failure;
  return told === undefined ? undefined : `${test}: ${told}`;
}

function microseconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return user + system;
}

/** Leaves the process as it was. */
async function run(file: string, watcher: Watcher): Promise<string | undefined> {
  const environment = { ...process.env };
  rejection = undefined;
  try {
    return (await runFile(file, watcher)) ?? rejection;
  } finally {
    process.chdir(root);
    for (const name of Object.keys(process.env)) if (!(name in environment)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, environment);
    process.exitCode = undefined;
  }
}

/** Programs other than Helm are for `npm test`: a mutant is tried in milliseconds. */
function refuseProcesses(): void {
  for (const name of ['spawn', 'spawnSync', 'execFile', 'execFileSync', 'exec', 'execSync', 'fork']) {
    const start = Reflect.get(childProcess, name) as (...args: unknown[]) => unknown;
    const refuse = (...args: unknown[]): unknown => {
      if (mayStart) return start(...args);
      processes++;
      throw new Error(REFUSAL);
    };
    Object.assign(childProcess, { [name]: refuse });
  }
}

/** A thread that ends the process when an order takes more of the processor than allowed: [its number, milliseconds]. */
function watch(orders: Int32Array): void {
  let last = { order: 0, since: 0 };
  setInterval(() => {
    const { user, system } = process.cpuUsage();
    const [order, allowed] = [Atomics.load(orders, 0), 1000 * Atomics.load(orders, 1)];
    if (order !== last.order) last = { order, since: user + system };
    else if (order % 2 === 1 && user + system - last.since > allowed) process.kill(process.pid, 'SIGKILL');
  }, 500);
}

function listen(): void {
  const orders = new Int32Array(new SharedArrayBuffer(8));
  new Worker(__filename, { workerData: orders });
  // A failure is enough: the smallest one is not looked for.
  fc.configureGlobal({ seed: 1, endOnFailure: true });
  refuseProcesses();
  process.on('disconnect', () => process.exit());
  process.on('unhandledRejection', (reason) => (rejection ??= `nobody awaits: ${String(reason)}`));
  process.on('uncaughtException', (error) => (rejection ??= `nobody catches: ${String(error)}`));
  const say = (answer: Answer): void => void process.send?.(answer);
  process.on('message', (order: Order) => {
    if (order.order === 'survey') {
      void survey(order.work).then((result) => {
        say({ answer: 'surveyed', survey: result });
      });
      return;
    }
    const loads = new Map(order.runs.map(({ file, load }) => [file, load]));
    const usual = [...loads.values(), ...order.runs.map(({ cost }) => cost)].reduce((sum, one) => sum + one, 0);
    Atomics.store(orders, 1, Math.ceil((LONGEST + SLOWER * usual) / 1000));
    Atomics.add(orders, 0, 1);
    // What is wrong beyond a test's own failure, such as in a hook of Jest's runner, is noticed as well.
    void noticed(order.work, order.mutant, order.runs)
      .catch((error: unknown) => String(error))
      .then((result) => {
        Atomics.add(orders, 0, 1);
        say({ answer: 'tried', noticed: result });
      });
  });
}

if (isMainThread) listen();
else watch(workerData as Int32Array);
