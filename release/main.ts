/**
 * `npm run release -- VERSION`: one command from what is unreleased to a commit with its tag.
 *
 *     npm run release -- 1.1.0 --dry-run    everything, in a copy that is thrown away
 *     npm run release -- 1.1.0
 *     npm run changes                       charts/changes.json alone, after an old section of CHANGELOG.md was mended
 */
import { releaseCommand } from './command';

const { stdout: output, stderr: errors, env: environment } = process;

// Whoever read this has gone (`| head`), or their terminal has: nothing is left to say, and enough to do.
for (const stream of [output, errors]) stream.on('error', () => undefined);

void releaseCommand(process.argv.slice(2), { output, errors, environment, folder: process.cwd() }).then((code) => {
  process.exitCode = code;
});
