/** `mlflow-chart diff` with our own chart: what its values warn of is said, too. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { diffCommand } from '../../operations/diff';
import { withFolder } from '../support/chart-folder';
import { root } from '../support/root';

const before = process.cwd();
beforeAll(() => {
  process.chdir(root);
});
afterAll(() => {
  process.chdir(before);
});

async function diff(...args: readonly string[]) {
  let [stdout, stderr] = ['', ''];
  const code = await diffCommand(args, {
    output: { write: (text) => (stdout += text) },
    errors: { write: (text) => (stderr += text) },
    environment: {},
    tool: { name: 'mlflow-chart', version: '1.0.0' },
  });
  return { code, stdout: stdout.replace(/\s+/g, ' '), stderr };
}

test('a warning that the values did not have before is a consequence, and one that they had is none', async () => {
  await withFolder(
    { 'backup.yaml': 'backup: {enabled: true}\n', 'more.yaml': 'mlflow: {podAnnotations: {a: b}}\n' },
    async (folder) => {
      const [backup, more] = [join(folder, 'backup.yaml'), join(folder, 'more.yaml')];
      const warned = await diff('--env', 'staging', '--from', 'staging', '--to-values', backup, '--fail-on', 'warning');
      expect(warned).toMatchObject({ code: 1, stderr: '' });
      expect(warned.stdout).toContain(
        'What then warning values backup.destination.bucket: is empty: NOTHING IS BACKED UP',
      );
      const known = await diff(
        '--env',
        'staging',
        '--from',
        'staging',
        '-f',
        backup,
        '--to-values',
        more,
        '--fail-on',
        'warning',
      );
      expect(known.stdout).toContain('mlflow.podAnnotations.a: none → b');
      expect(known.stdout).not.toContain('NOTHING IS BACKED UP');
      expect(known.code).toBe(0);
    },
  );
});

test('passwords of development are in no report', async () => {
  await withFolder({}, async (folder) => {
    const file = join(folder, 'other.yaml');
    writeFileSync(
      file,
      "postgresql: {auth: {password: 'hunter2-of-dev'}}\nmlflow: {podAnnotations: {note: 'it is hunter2-of-dev, really'}}\n",
    );
    for (const output of ['text', 'markdown', 'json']) {
      const { code, stdout } = await diff(
        '--env',
        'dev',
        '--from',
        'dev',
        '--to-values',
        file,
        '--output',
        output,
        '--full',
      );
      expect(code).toBe(1);
      expect(stdout).toContain('postgresql.auth.password');
      expect(stdout).toContain('it is …, really');
      expect(stdout).not.toContain('hunter2');
      expect(stdout).not.toContain(Buffer.from('hunter2-of-dev').toString('base64').slice(0, 12));
    }
  });
});
