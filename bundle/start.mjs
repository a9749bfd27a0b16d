/**
 * `node bundle/start.mjs COMMAND …`: a command of this clone, as `mlflow-chart COMMAND …` is one of the package. What it needs is bundled
 * first, in one go: that takes less time than compiling each file as it is imported. Nothing of an earlier run is believed.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { build, stop } from 'esbuild';
import { apart, loadedFiles, options, PROGRAM, root } from './bundle.mjs';

/** Beside those of other tools. */
const OUTPUT = join(root, 'node_modules/.cache/mlflow-chart/command');
const NAME = 'mlflow-chart';

const args = process.argv.slice(2);
const { outputFiles } = await build({
  ...options([[NAME, PROGRAM], ...neededFor(args)]),
  // They are in node_modules.
  packages: 'external',
  external: apart(),
  sourcemap: true,
  outdir: OUTPUT,
  write: false,
});
await stop();
for (const { path, contents } of outputFiles) writeChanged(path, contents);
process.setSourceMapsEnabled(true);
const program = join(OUTPUT, `${NAME}.js`);
process.argv = [process.argv[0], program, ...args];
createRequire(import.meta.url)(program);

/** Of all commands, only the one that is asked for; the completion asks all of them what they take. */
function neededFor([first, second]) {
  const files = loadedFiles();
  if (first === 'completion') return [...files.values()];
  const named = files.get(first === 'help' ? second : first);
  // The validator may meet our own chart.
  const more = first === 'validate' ? [files.get('own-chart')] : [];
  return named === undefined ? [] : [named, ...more];
}

/** Somebody else may be reading the same file. */
function writeChanged(path, contents) {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${String(process.pid)}`;
  writeFileSync(draft, contents);
  renameSync(draft, path);
}
