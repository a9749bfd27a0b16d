import { expect, test } from '@jest/globals';
import { progress } from '../../lib/cli/progress';

/** Two environments, the first in 0.12 s, the second in 12.5 s. */
function run(stream: { readonly isTTY?: boolean }): readonly string[] {
  const written: string[] = [];
  const clock = [0, 1000, 1120, 3000, 15_500];
  const now = () => clock.shift() ?? NaN;
  const steps = progress({ ...stream, write: (text) => written.push(text) }, 'staging'.length, now);
  steps.start('dev', 'rendering');
  steps.done('dev', '31 objects', 'dist/dev/manifests');
  steps.start('staging', 'rendering');
  steps.done('staging', '34 objects', 'dist/staging/manifests');
  return written;
}

const dev = 'dev       0.12 s  31 objects  dist/dev/manifests\n';
const staging = 'staging  12.50 s  34 objects  dist/staging/manifests\n';

test.each([[{}], [{ isTTY: false }]])('in a file or a pipe (%j), one line for each environment', (stream) => {
  expect(run(stream)).toEqual([dev, staging]);
});

test('on a terminal, the step is there at once and makes way for the line', () => {
  expect(run({ isTTY: true })).toEqual([
    '\r\u001b[Kdev      rendering …',
    `\r\u001b[K${dev}`,
    '\r\u001b[Kstaging  rendering …',
    `\r\u001b[K${staging}`,
  ]);
});

test('it takes the real clock and a real stream', () => {
  const written: string[] = [];
  progress({ write: (text) => written.push(text) }, 3).done('dev');
  expect(written).toEqual([expect.stringMatching(/^dev {3}0\.\d\d s\n$/)]);
});
