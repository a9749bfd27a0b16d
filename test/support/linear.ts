/**
 * Programs that might not end: apart from the test, with so many seconds of the processor (not of the clock: the machine
 * may be busy). Else a fault is no failed test, but a run that hangs.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { root } from './root';

/** What all the cases of a test take together is a tenth of it. */
const processorSeconds = 20;

let programs = 0;

/**
 * What a function of the project returns for each list of arguments; fewer results where it was ended before.
 * @param module from the project's folder, such as `./lib/text/glob`
 * @param use an expression for a function that takes JSON and returns JSON, with the module's exports as `it`
 */
export function resultsOf(module: string, use: string, cases: readonly (readonly unknown[])[]): readonly unknown[] {
  // Where it finds what it requires, and reads, when it runs.
  const outfile = join(root, `node_modules/.cache/linear-${process.pid}-${++programs}.js`);
  try {
    const contents = `
      import * as it from ${JSON.stringify(module)};
      import { readFileSync, writeSync } from 'node:fs';
      const use = ${use};
      for (const each of JSON.parse(readFileSync(0, 'utf8'))) writeSync(1, JSON.stringify(use(...each)) + '\\n');
    `;
    buildSync({ stdin: { contents, resolveDir: root, loader: 'ts' }, bundle: true, platform: 'node', outfile });
    const words = ['-c', `ulimit -t ${processorSeconds}; exec "$0" "$1"`, process.execPath, outfile];
    const [file, args] = process.platform === 'win32' ? [process.execPath, [outfile]] : ['/bin/sh', words];
    const { stdout, stderr } = spawnSync(file, args, { input: JSON.stringify(cases), encoding: 'utf8' });
    if (stderr !== '') throw new Error(stderr);
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line));
  } finally {
    rmSync(outfile, { force: true });
  }
}
