/**
 * Runs a suite of tests against real servers, and prints what it proved as a table: one row for each test, with what the
 * test measured, under the heading of its outermost `describe`, which names the versions.
 */
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './root';

/** Jest's global: its module `@jest/globals` cannot be imported here, because `runProofs` runs outside of Jest. */
declare const expect: { getState(): { readonly currentTestName?: string } };

const REMARKS = 'PROOF_REMARKS';

/** Puts a figure or an observation beside the running test in the table. Outside of `runProofs` it does nothing. */
export function remark(text: string): void {
  const file = process.env[REMARKS];
  const test = expect.getState().currentTestName;
  if (file !== undefined && test !== undefined) appendFileSync(file, `${JSON.stringify({ test, text })}\n`);
}

/** A run of Jest. */
export interface Round {
  /** Its arguments, such as the names of test files. */
  readonly args: readonly string[];
  /** How many files run at the same time; one, unless given. */
  readonly workers?: number;
}

export interface ProofOptions {
  /** Jest's configuration file. */
  readonly config: string;
  /** One after the other. */
  readonly rounds: readonly Round[];
  /** A command to run Jest under, such as `unshare …`. */
  readonly under?: readonly string[];
  /** Further variables for the tests. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Exit code of a suite that this machine cannot run. */
export const NOT_POSSIBLE_HERE = 2;

/** Names of the test files in a folder, without their ends. */
export function partsOf(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((file) => /^(.*)\.test\.ts$/.exec(file)?.[1] ?? []);
}

/** What to say of arguments that are part of no test file's name in the folder; undefined if there are none. */
export function unknownParts(args: readonly string[], folder: string): string | undefined {
  const parts = partsOf(folder);
  const unknown = args.filter((arg) => !arg.startsWith('-') && !parts.some((part) => part.includes(arg)));
  if (unknown.length === 0) return undefined;
  return `no part is called ${unknown.join(', ')}; there are: ${parts.join(', ')}`;
}

/** Of a part, what Jest finds its file by: not every file, where a folder above them is called so, too. */
function ofFile(arg: string): string {
  return /^[\w-]+$/.test(arg) && !arg.startsWith('-') ? `${arg}[^/]*[.]test[.]ts$` : arg;
}

/** The exit code: 0 if there was a test and all passed, 1 otherwise. */
export async function runProofs({ config, rounds, under = [], env = {} }: ProofOptions): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'proofs-'));
  try {
    const remarks = join(folder, 'remarks');
    const jest = [...under, process.execPath, join(root, 'node_modules/jest/bin/jest.js')];
    const proofs: Proof[] = [];
    let passed = true;
    for (const [index, { args, workers = 1 }] of rounds.entries()) {
      const results = join(folder, `results-${String(index)}.json`);
      const side = workers === 1 ? '--runInBand' : `--maxWorkers=${String(workers)}`;
      const options = ['--config', config, side, '--json', '--outputFile', results, ...args.map(ofFile)];
      const code = await run([...jest, ...options], { ...env, [REMARKS]: remarks });
      passed &&= code === 0;
      if (existsSync(results)) proofs.push(...read(results, remarks));
    }
    process.stdout.write(table(proofs));
    return passed && proofs.length > 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds that the tests get to end by themselves, once they are told to. */
const PATIENCE = 5000;

function run(command: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  const [file = '', ...args] = command;
  return new Promise((resolve, reject) => {
    // Jest's own report goes to stderr; its stdout would repeat the results as JSON.
    const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, ...env } });
    const forward = (signal: NodeJS.Signals) => {
      child.kill(signal);
      // Process 1 of a namespace may be deaf to it. What the tests have started dies with them.
      setTimeout(() => child.kill('SIGKILL'), PATIENCE).unref();
    };
    process.on('SIGINT', forward).on('SIGTERM', forward);
    child.on('error', reject);
    child.on('close', (code) => {
      process.off('SIGINT', forward).off('SIGTERM', forward);
      resolve(code ?? 1);
    });
  });
}

type Outcome = 'passed' | 'failed' | 'skipped' | 'pending' | 'todo' | 'disabled';

interface Proof {
  readonly heading: string;
  readonly title: string;
  readonly outcome: Outcome;
  readonly seconds: number;
  readonly remarks: readonly string[];
}

/** The part of Jest's --json file that is read here. */
interface JestResults {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly fullName: string;
      readonly title: string;
      readonly status: Outcome;
      readonly duration: number | null;
    }[];
  }[];
}

function read(results: string, remarksFile: string): Proof[] {
  const lines = existsSync(remarksFile) ? readFileSync(remarksFile, 'utf8').trim().split('\n') : [];
  const remarks = lines.map((line) => JSON.parse(line) as { readonly test: string; readonly text: string });
  const { testResults } = JSON.parse(readFileSync(results, 'utf8')) as JestResults;
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .map(({ ancestorTitles, fullName, title, status, duration }) => ({
      heading: ancestorTitles[0] ?? '',
      title: [...ancestorTitles.slice(1), title].join(': '),
      outcome: status,
      seconds: (duration ?? 0) / 1000,
      remarks: remarks.filter(({ test }) => test === fullName).map(({ text }) => text),
    }));
}

const MARKS: Partial<Record<Outcome, string>> = { passed: 'proved', failed: 'FAILED' };

function table(proofs: readonly Proof[]): string {
  const lines: string[] = [];
  for (const heading of new Set(proofs.map((proof) => proof.heading))) {
    lines.push('', heading);
    for (const { outcome, seconds, title, remarks } of proofs.filter((proof) => proof.heading === heading)) {
      const mark = MARKS[outcome] ?? 'not run';
      lines.push(`  ${mark.padEnd(8)}${seconds.toFixed(1).padStart(6)} s  ${title}`);
      lines.push(...remarks.map((text) => `${' '.repeat(20)}${text}`));
    }
  }
  const proved = proofs.filter(({ outcome }) => outcome === 'passed').length;
  const rest = proofs.length - proved;
  return `${lines.join('\n')}\n\n${String(proved)} proved, ${String(rest)} not\n`;
}
