/** `mlflow-chart load`: what a tracking server bears, by clients that do what people and their programs do. */
import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import type { Command } from '../lib/cli/command';
import type { CommandContext } from '../lib/cli/context';
import { HELP, optionsIn, type OptionGroups } from '../lib/cli/option-lines';
import { readOptions } from '../lib/cli/options';
import { helpPage, type CommandPage } from '../lib/cli/page';
import { reportErrors } from '../lib/cli/report-errors';
import { working } from '../lib/cli/working';
import { SettingsError } from '../lib/validate/settings/settings-error';
import { single, type Single } from './installation-options';
import { load, type Kind, type Load, type Mix } from './load/clients';
import { cells, figuresOf } from './load/figures';
import { cleared, loginIn, prepared, trackingUri } from './load/server';
import { certificatesIn } from './publish/target';

const USUAL: Mix = { logging: 8, searching: 4, storing: 2, tracing: 2 };
/** Whoever wants more than a machine bears wants another tool. */
const MOST = { clients: 200, seconds: 600, runs: 100_000 };

const clients = (count: number, what: string) => ({
  value: 'N',
  help: `how many clients ${what} (default: ${String(count)})`,
});
const GROUPS = {
  Clients: {
    logging: clients(USUAL.logging, 'log runs: 23 requests each'),
    searching: clients(USUAL.searching, 'search, as the page of an experiment does'),
    storing: clients(USUAL.storing, 'store 1 MiB and fetch it again'),
    tracing: clients(USUAL.tracing, 'send traces'),
  },
  Trial: {
    seconds: { value: 'N', help: 'how long it lasts (default: 60)' },
    'warm-up': { value: 'N', help: 'seconds before, which do not count (default: 15)' },
    runs: { value: 'N', help: 'runs to search among, logged before (default: 200)' },
    'ca-file': { value: 'FILE', completes: 'file', help: 'certificate authorities that the server is trusted by' },
  },
  Output: { json: { help: 'print figures as JSON' } },
  Help: HELP,
} as const satisfies OptionGroups;

const DECLARED = optionsIn(GROUPS);

const PAGE: CommandPage = {
  name: 'load',
  usage: ['URI [OPTION…]'],
  about: [
    'Measures what a tracking server bears: clients log runs, search, store and fetch artefacts and send traces, each of which asks again as soon as it is answered. Prints how many requests of each kind a second were answered, how long half, 95 and 99 of a hundred of them took at most, and how many failed.',
    'It writes into three experiments of its own, which it deletes afterwards: their runs stay in the database, as those of every deleted experiment, until they are deleted for good. Whoever uses the server meanwhile will notice.',
    'MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, say who asks.',
  ],
  options: GROUPS,
  examples: (program) => [
    `${program} load https://mlflow.example.com`,
    `${program} load http://localhost:5000 --seconds 20 --warm-up 5 --logging 2`,
    `${program} load https://mlflow.example.com --storing 20 --json`,
  ],
  exit: {
    0: 'measured, and every request was answered',
    1: 'a request failed, or something could not be cleared away',
    2: 'bad usage, or the server cannot be reached',
  },
  document: 'docs/scaling.md',
};

const KINDS: readonly Kind[] = ['run', 'search', 'upload', 'download', 'trace'];
const HEAD = ['requests', 'a second', 'p50 ms', 'p95 ms', 'p99 ms', 'failed'];

/** @returns the exit code: 0 all answered, 1 something failed, 2 bad usage, or there is no server */
export async function loadCommand(args: readonly string[], context: CommandContext): Promise<0 | 1 | 2> {
  return await reportErrors(context, () => run(args, context));
}

export const command: Command = { page: PAGE, run: loadCommand };

async function run(args: readonly string[], { output, errors, environment, tool }: CommandContext): Promise<0 | 1> {
  const { positionals, given } = readOptions(args, DECLARED);
  if (given.has('help')) {
    output.write(helpPage(tool.name, PAGE));
    return 0;
  }
  const [uri, stray] = positionals;
  if (uri === undefined) throw new SettingsError('expected the URI of a tracking server; see --help');
  if (stray !== undefined) throw new SettingsError(`expected one URI, got ${uri} and ${stray}`);
  const one = single(given);
  const url = trackingUri(uri);
  const seconds = count(one, 'seconds', 60, MOST.seconds);
  const warmUp = count(one, 'warm-up', 15, MOST.seconds, 0);
  const runs = count(one, 'runs', 200, MOST.runs, 0);
  const mix = Object.fromEntries(
    Object.entries(USUAL).map(([name, usual]) => [name, count(one, name, Number(usual), MOST.clients, 0)]),
  ) as unknown as Mix;
  if (Object.values(mix).every((number) => number === 0))
    throw new SettingsError('expected a client of some kind, got none');
  const caFile = one('ca-file');
  const server = {
    url,
    headers: loginIn(environment),
    ...(caFile !== undefined && { ca: readFileSync(certificatesIn(caFile), 'utf8') }),
  };

  const name = `${tool.name} load ${randomBytes(4).toString('hex')}`;
  let made = 0;
  const target = await working(
    errors,
    () => `logging runs to search among: ${String(made)} of ${String(runs)}`,
    () => prepared(server, name, runs, () => made++),
  );
  const stored: string[] = [];
  // Whoever ends it early gets figures, too, and leaves nothing behind.
  const ended = new AbortController();
  const end = () => {
    ended.abort();
  };
  process.once('SIGINT', end);
  let measured: Load;
  let problems: readonly string[];
  try {
    if (warmUp > 0)
      stored.push(...(await working(errors, 'warming up', load(target, mix, warmUp, ended.signal))).stored);
    measured = await working(errors, `measuring for ${String(seconds)} s`, load(target, mix, seconds, ended.signal));
    stored.push(...measured.stored);
  } finally {
    process.off('SIGINT', end);
    problems = await working(errors, 'clearing away', cleared(target, stored));
  }
  output.write(given.has('json') ? asJson(measured) : table(measured));
  errors.write(problems.map((problem) => `${problem}\n`).join(''));
  return problems.length > 0 || [...measured.asked.values()].flat().some(({ failed }) => failed) ? 1 : 0;
}

function count(one: Single, name: string, usual: number, most: number, least = 1): number {
  const expected = `a number from ${String(least)} to ${String(most)}`;
  const text = one(name, /^\d{1,7}$/, expected);
  const number = text === undefined ? usual : Number(text);
  if (number >= least && number <= most) return number;
  throw new SettingsError(`--${name}: expected ${expected}, got ${String(number)}`);
}

const figures = ({ asked, seconds }: Load) => [
  ...KINDS.flatMap((kind) => {
    const some = asked.get(kind) ?? [];
    return some.length === 0 ? [] : [[kind, figuresOf(some, seconds)] as const];
  }),
  ['all', figuresOf([...asked.values()].flat(), seconds)] as const,
];

function asJson(measured: Load): string {
  return `${JSON.stringify({ seconds: measured.seconds, requests: Object.fromEntries(figures(measured)) }, null, 2)}\n`;
}

function table(measured: Load): string {
  const rows = [HEAD, ...figures(measured).map(([kind, one]) => [kind, ...cells(one)])];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  return rows.map((row) => `${line(row)}\n`).join('');
}
