/** A chart of one's own: whoever types what docs/engine.md shows, in an empty folder, gets a chart that agrees. */
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commandsIn, filesIn } from '../docs/shown';
import { execute, outputOf } from '../support/execute';
import { fetchHelm, locateHelm } from '../support/helm-binary';
import { root } from '../support/root';

const DOCUMENT = 'docs/engine.md';
const HEADING = 'A chart of your own';

/** @param folder has the package in `mlflow-chart/` */
export async function tryOwnChart(folder: string): Promise<void> {
  const home = join(folder, 'greeter');
  const programs = join(folder, 'programs');
  await Promise.all([fetchHelm('3'), fetchHelm('4')]);
  const [HELM3, HELM4] = [locateHelm('3').file, locateHelm('4').file];
  mkdirSync(programs);
  symlinkSync(HELM4, join(programs, 'helm'));
  const env = { ...process.env, PATH: [programs, process.env['PATH']].join(':'), HELM3, HELM4 };

  mkdirSync(home);
  for (const [file, text] of filesIn(DOCUMENT, HEADING)) {
    mkdirSync(dirname(join(home, file)), { recursive: true });
    writeFileSync(join(home, file), text);
  }
  let printed = '';
  for (const command of commandsIn(DOCUMENT, HEADING)) {
    const offline = command.replace('npm install', 'npm install --prefer-offline --no-audit --no-fund');
    printed = outputOf(await execute('bash', ['-c', offline], { cwd: home, env }));
    if (command.includes('--test')) assert.match(printed, /accepted: [1-9]\d*,/);
  }
  // The last one renders.
  assert.match(printed, /^ {2}replicas: 3$/m);
  assert.match(printed, /^ *- "Hello"\n *- --loud\n *- "--name=Ann"\n *- "--name=Bob"$/m);

  await tryUnderJest(home, env);
}

/** Jest gives each test file modules of its own. */
async function tryUnderJest(home: string, env: NodeJS.ProcessEnv): Promise<void> {
  const program = `import { prove } from 'mlflow-chart/engine';
import { chart } from './chart';
test('agrees', async () => expect(await prove(chart, { runs: 5, seed: 1 })).toMatchObject({ seed: 1 }), 60000);
`;
  writeFileSync(join(home, 'jest.test.ts'), program);
  const transform = { '\\.ts$': [require.resolve('@swc/jest'), { jsc: { parser: { syntax: 'typescript' } } }] };
  const config = JSON.stringify({ rootDir: home, testMatch: ['**/jest.test.ts'], transform });
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  outputOf(await execute('node', [jest, '--config', config], { cwd: home, env }));
}
