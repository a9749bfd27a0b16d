/** Documents per second, cold starts and memory: whole commands, as users run them. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execute } from '../../test/support/execute';
import { root } from '../../test/support/root';
import { BASE } from './corpus';
import { command } from './command';
import { kubeconformCommand } from './peers';

const RUNS = 5;
const SIZES = [1_000, 10_000, 100_000];
const DOCUMENTS_A_FILE = 100;

interface Run {
  readonly seconds: number;
  readonly mebibytes: number;
}

interface Contestant {
  readonly name: string;
  readonly words: (folder: string) => readonly [string, ...string[]];
}

export async function benchSpeed(say: (line: string) => void): Promise<readonly string[]> {
  const program = await command();
  const { file, args } = kubeconformCommand();
  const contestants: readonly Contestant[] = [
    { name: 'kubeconform -strict', words: (folder) => [file, ...args, '-summary', folder] },
    {
      name: 'ours, schema only',
      words: (folder) => ['node', program, 'validate', '--only', 'schema', '--quiet', folder],
    },
    { name: 'ours, all checks', words: (folder) => ['node', program, 'validate', '--quiet', folder] },
  ];
  const lines = [
    `Speed on ${String(availableParallelism())} cores; the median of ${String(RUNS)} runs in turn, and their range`,
  ];
  const folder = mkdtempSync(join(tmpdir(), 'speed-'));
  try {
    for (const size of SIZES) {
      const corpus = join(folder, String(size));
      writeDocuments(corpus, size);
      say(`${String(size)} documents`);
      const runs = await inTurn(contestants, corpus, size > 10_000 ? 1 : RUNS);
      const [theirs = 1] = runs.map(median);
      lines.push(`  ${String(size)} documents in ${String(size / DOCUMENTS_A_FILE)} files`);
      for (const [index, { name }] of contestants.entries()) {
        const own = runs[index] ?? [];
        const seconds = median(own);
        const times = own.map((run) => run.seconds);
        const peak = Math.max(...own.map(({ mebibytes }) => mebibytes));
        lines.push(
          `    ${name.padEnd(22)}${seconds.toFixed(2).padStart(7)} s (${Math.min(...times).toFixed(2)}–${Math.max(...times).toFixed(2)})` +
            `${Math.round(size / seconds)
              .toString()
              .padStart(8)}/s  ${(theirs / seconds).toFixed(2)}× kubeconform  ${peak.toFixed(0).padStart(5)} MiB`,
        );
      }
    }
    lines.push(...(await coldStarts(contestants, program, folder)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return lines;
}

async function coldStarts(
  contestants: readonly Contestant[],
  program: string,
  folder: string,
): Promise<readonly string[]> {
  const one = join(folder, 'one.yaml');
  writeFileSync(one, documents()[7] ?? '');
  // Packed: an unpacked copy of this very chart would be evaluated without Helm.
  const chart = join(root, 'dist/prod/mlflow-1.0.0.tgz');
  const starts: readonly Contestant[] = [
    ...contestants.map(({ name, words }) => ({ name: `${name}, one Deployment`, words: () => words(one) })),
    {
      name: 'ours, one chart with Helm',
      words: () => ['node', program, 'validate', '--quiet', chart],
    },
  ];
  const runs = await inTurn(starts, folder, RUNS);
  return [
    '  Cold start',
    ...starts.map(
      ({ name }, index) =>
        `    ${name.padEnd(40)}${median(runs[index] ?? [])
          .toFixed(2)
          .padStart(6)} s`,
    ),
  ];
}

async function inTurn(
  contestants: readonly Contestant[],
  folder: string,
  times: number,
): Promise<readonly (readonly Run[])[]> {
  const runs = contestants.map((): Run[] => []);
  for (let time = 0; time < times; time++) {
    for (const [index, { words }] of contestants.entries()) runs[index]?.push(await timed(words(folder)));
  }
  return runs;
}

/** Peak memory is that of the process and its threads, as the kernel counted it. */
async function timed(words: readonly [string, ...string[]]): Promise<Run> {
  const begun = performance.now();
  const { stderr, code } = await execute('/usr/bin/env', ['python3', '-c', MEASURE, ...words], { cwd: tmpdir() });
  if (code > 1) throw new Error(`${words.join(' ')} ended with ${String(code)}: ${stderr}`);
  const [, seconds = '', kibibytes = ''] = /MEASURED (\S+) (\S+)/.exec(stderr) ?? [];
  if (seconds === '') throw new Error(`nothing was measured in ${String(performance.now() - begun)} ms: ${stderr}`);
  return { seconds: Number(seconds), mebibytes: Number(kibibytes) / 1024 };
}

const MEASURE = `
import resource, subprocess, sys, time
begun = time.monotonic()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print("MEASURED", time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)
`;

function median(runs: readonly Run[]): number {
  const sorted = runs.map(({ seconds }) => seconds).sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

function documents(): readonly string[] {
  return readFileSync(join(__dirname, BASE), 'utf8').split(/^---\n/m);
}

/** The application again and again, in namespaces of its own. */
function writeDocuments(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true });
  const texts = documents();
  let file: string[] = [];
  for (let index = 0; index < count; index++) {
    const text = texts[index % texts.length] ?? '';
    const namespace = `shop-${String(Math.floor(index / texts.length))}`;
    file.push(
      text
        .replaceAll(/(namespace|name): shop$/gm, `$1: ${namespace}`)
        .replaceAll('name: shop-default', `name: ${namespace}`),
    );
    if (file.length < DOCUMENTS_A_FILE && index < count - 1) continue;
    writeFileSync(join(folder, `${String(index).padStart(6, '0')}.yaml`), file.join('---\n'));
    file = [];
  }
}
