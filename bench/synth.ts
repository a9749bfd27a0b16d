/** The whole of `npm run synth`, cold, against `cdk8s synth` of static charts with the same objects. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluateModel } from '../lib/synth/model';
import { complete, environmentNames, environmentValues, model, root } from '../test/support/platform';
import { median, row } from './measure';

/** What the project's program needs to run elsewhere, so that the real dist/ is left alone. */
const SOURCES = ['main.ts', 'package.json', 'tsconfig.json', 'charts', 'lib', 'values', 'imports'];

export async function benchSynth(): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const ours = join(folder, 'ours');
    for (const source of SOURCES) cpSync(join(root, source), join(ours, source), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(ours, 'node_modules'));
    const program = await median(5, () => {
      rmSync(join(ours, 'dist'), { recursive: true, force: true });
      execFileSync(process.execPath, ['--import', 'tsx', 'main.ts'], { cwd: ours, stdio: 'ignore' });
    });
    const theirs = staticApp(join(folder, 'theirs'));
    const cli = join(root, 'node_modules', 'cdk8s-cli', 'bin', 'cdk8s');
    const peer = await median(5, () => {
      execFileSync(process.execPath, [cli, 'synth', '--check-upgrade=false'], { cwd: theirs, stdio: 'ignore' });
    });
    const { version } = JSON.parse(readFileSync(join(root, 'node_modules/cdk8s-cli/package.json'), 'utf8')) as {
      version: string;
    };
    const what = `${String(environmentNames.length)} environments: manifests and charts`;
    return [
      'Synthesising everything, cold',
      row(what, `${(program / 1000).toFixed(2)} s`),
      row(
        `cdk8s synth ${version}: static charts, no Helm`,
        `${(peer / 1000).toFixed(2)} s`,
        `${(peer / program).toFixed(1)}× as long`,
      ),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A TypeScript app, run the same way, of one static chart for each environment: nothing in it to decide. */
function staticApp(folder: string): string {
  mkdirSync(folder);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const charts = environmentNames.map((name) => {
    const context = {
      values: complete(environmentValues(name)),
      release: { name: 'mlflow', namespace: `mlflow-${name}` },
    };
    return [name, [...evaluateModel(model, context).values()]] as const;
  });
  writeFileSync(join(folder, 'objects.json'), JSON.stringify(Object.fromEntries(charts)));
  writeFileSync(join(folder, 'cdk8s.yaml'), 'language: typescript\napp: node --import tsx app.ts\n');
  writeFileSync(
    join(folder, 'app.ts'),
    `import { readFileSync } from 'node:fs';
import { ApiObject, App, Chart, type ApiObjectProps } from 'cdk8s';
const charts = JSON.parse(readFileSync('objects.json', 'utf8')) as Record<string, ApiObjectProps[]>;
const app = new App();
for (const [name, objects] of Object.entries(charts)) {
  const chart = new Chart(app, name);
  objects.forEach((object, index) => new ApiObject(chart, String(index), object));
}
app.synth();
`,
  );
  return folder;
}
