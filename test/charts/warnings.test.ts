/** NOTES.txt: the same lines from the model and from real Helm, and what is warned about at their end, in the words of the rules. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { evaluate } from '../../lib/expr/evaluate';
import { packArchive } from '../../lib/synth/archive';
import { chartFiles, notesWithWarnings } from '../../lib/synth/chart-files';
import { checkValues } from '../../lib/values/check';
import type { JsonObject } from '../../lib/values/merge';
import { writeYaml } from '../../lib/yaml/write';
import { helms, type Helm } from '../support/helm';
import { definition, defaults, environmentNames, environmentValues, model, SMALLEST } from '../support/platform';
import { root } from '../support/root';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'notes-'));
  const shown = 'notes: {{ include (print .Template.BasePath "/NOTES.txt") . | b64enc }}\n';
  const files = new Map([...chartFiles(model, defaults), ['templates/shown.yaml', shown]]);
  writeFileSync(join(folder, 'mlflow.tgz'), packArchive('mlflow', files));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const release = { name: 'mlflow', namespace: 'ml' };

/** What Helm prints after an installation: `helm template` renders it too, but does not show it. */
async function printed(helm: Helm, text: string): Promise<string> {
  const file = join(folder, 'v.yaml');
  writeFileSync(file, text);
  const where = ['--namespace', release.namespace, '--values', file, '--show-only', 'templates/shown.yaml'];
  const { code, stdout, stderr } = await helm.run(['template', release.name, join(folder, 'mlflow.tgz'), ...where]);
  if (code !== 0) throw new Error(stderr);
  return Buffer.from(/^notes: (.*)$/m.exec(stdout)?.[1] ?? '', 'base64')
    .toString()
    .trim();
}

const GUIDE = readFileSync(join(root, 'test/fixtures/guide-values.yaml'), 'utf8');
const WITH_EVERYTHING: JsonObject = {
  ...SMALLEST,
  mlflow: {
    artifacts: { mode: 'direct' },
    env: [{ name: 'MLFLOW_SQLALCHEMYSTORE_POOL_SIZE', value: '9' }],
    ingress: { enabled: true, hosts: [{ host: 'a.example.com' }, { host: 'b.example.com' }] },
  },
};
const FILES: readonly (readonly [string, string])[] = [
  ...environmentNames.map((name) => [name, writeYaml(environmentValues(name))] as const),
  ['the guide’s values', GUIDE],
  ['two warnings', writeYaml(WITH_EVERYTHING)],
  ...['256M', '1.5Gi', 4294967296, 1e21, '512m', '10Ti'].map((memory) => {
    const postgresql = { auth: { password: 'secret' }, resources: { requests: { memory }, limits: null } };
    return [`memory ${String(memory)}`, writeYaml({ ...SMALLEST, postgresql })] as const;
  }),
  [
    'no memory',
    writeYaml({ ...SMALLEST, postgresql: { auth: { password: 'secret' }, resources: { requests: null } } }),
  ],
];

describe.each(helms().map((helm) => [helm.version, helm] as const))('Helm %s', (_, helm) => {
  test.each(FILES)(
    '%s: the same lines, and the warnings of npm run synth last',
    async (_name, text) => {
      const checked = checkValues(definition, [{ file: 'v.yaml', text }]);
      if (!checked.ok) throw new Error('these values are refused');
      const notes = evaluate([...notesWithWarnings(model)], {
        values: checked.values,
        release,
      }) as readonly (string | readonly string[])[];
      const said = await printed(helm, text);
      expect(said).toBe(notes.flat().join('\n').trim());
      const warnings = checked.warnings.map(({ message }) => `WARNING: ${message}`);
      expect(said.split('\n').filter((line) => line.startsWith('WARNING'))).toEqual(warnings);
      expect(said.endsWith(warnings.join('\n\n'))).toBe(true);
    },
    60_000,
  );
});
