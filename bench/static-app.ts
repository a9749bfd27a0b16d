/** The peer of `npm run synth`: a cdk8s app of one static chart for each environment, with nothing in it to decide. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluateModel } from '../lib/synth/model';
import { complete, environmentNames, environmentValues, model } from '../test/support/platform';
import { root } from '../test/support/root';

/** The quickest way to run TypeScript on Node 20 without a build; cdk8s's own template has `npx ts-node`. */
export const APP_COMMAND = 'node --require tsx/cjs app.ts';

const PROGRAM = `import { readFileSync } from 'node:fs';
import { ApiObject, App, Chart, type ApiObjectProps } from 'cdk8s';
const charts = JSON.parse(readFileSync('objects.json', 'utf8')) as Record<string, ApiObjectProps[]>;
const app = new App();
for (const [name, objects] of Object.entries(charts)) {
  const chart = new Chart(app, name);
  objects.forEach((object, index) => new ApiObject(chart, String(index), object));
}
app.synth();
`;

/** Writes it to a new folder. */
export function writeStaticApp(folder: string): void {
  const charts = environmentNames.map((name) => {
    const values = complete(environmentValues(name));
    const objects = evaluateModel(model, { values, release: { name: 'mlflow', namespace: `mlflow-${name}` } });
    return [name, [...objects.values()]] as const;
  });
  mkdirSync(folder);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'objects.json'), JSON.stringify(Object.fromEntries(charts)));
  writeFileSync(join(folder, 'cdk8s.yaml'), `language: typescript\napp: ${APP_COMMAND}\n`);
  const scripts = { synth: 'cdk8s synth --check-upgrade=false' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'static', private: true, scripts }));
  writeFileSync(join(folder, 'app.ts'), PROGRAM);
}
