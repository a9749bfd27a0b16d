/** What Helm prints after an installation: every address of MLflow is the one at which it answers. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { evaluateModel } from '../../lib/synth/model';
import { packArchive } from '../../lib/synth/archive';
import { chartFiles } from '../../lib/synth/chart-files';
import { readDocuments } from '../../lib/yaml/read';
import { writeYaml } from '../../lib/yaml/write';
import { helms, type Helm } from '../support/helm';
import { complete, model, SMALLEST } from '../support/platform';

const PREFIXED = complete(SMALLEST, {
  mlflow: {
    staticPrefix: '/team/mlflow',
    service: { port: 8080 },
    ingress: {
      enabled: true,
      hosts: [{ host: 'a.example.com' }, { host: 'b.example.com' }],
      tls: [{ secretName: 't' }],
    },
  },
});
const RELEASE = { name: 'web', namespace: 'ml' };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'notes-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** `helm template` prints no NOTES, and Helm 3 installs nothing without a cluster: here they are the text of an object. */
async function notesOf(helm: Helm, values: typeof PREFIXED): Promise<string> {
  const chart = join(folder, 'mlflow.tgz');
  const files = new Map(chartFiles(model, values));
  files.set('notes.txt', files.get('templates/NOTES.txt') ?? '');
  files.set('templates/notes.yaml', 'notes: {{ tpl (.Files.Get "notes.txt") . | toJson }}\n');
  writeFileSync(chart, packArchive('mlflow', files));
  const args = ['template', 'web', chart, '-n', 'ml', '--show-only', 'templates/notes.yaml'];
  const { stdout, stderr } = await helm.run(args);
  expect(stderr).toBe('');
  return (readDocuments(stdout, 'helm')[0]?.value as { readonly notes: string }).notes;
}

describe.each(helms().map((helm) => [helm.version, helm] as const))('Helm %s', (_, helm) => {
  test('all addresses of MLflow have the static prefix', async () => {
    const notes = await notesOf(helm, PREFIXED);
    const addresses = notes.match(/https?:\/\/\S+/g);
    expect(addresses).toEqual([
      'http://web-tracking.ml.svc.cluster.local:8080/team/mlflow',
      'http://web-minio.ml.svc.cluster.local:9000,',
      'http://web-minio.ml.svc.cluster.local:9001',
      'https://a.example.com/team/mlflow',
      'https://b.example.com/team/mlflow',
      'http://localhost:5000/team/mlflow',
    ]);
  });

  test('without a way in from outside, none is named', async () => {
    const notes = await notesOf(
      helm,
      complete(PREFIXED, { mlflow: { ingress: { enabled: false }, staticPrefix: '' } }),
    );
    expect(notes).not.toContain('example.com');
    expect(notes).not.toContain('From outside');
    expect(notes).toContain('    http://localhost:5000\n');
  });
});

test('so do those of clients', () => {
  const objects = evaluateModel(model, { values: PREFIXED, release: RELEASE });
  expect(writeYaml(objects.get('clients-configmap') ?? null)).toContain(
    'MLFLOW_TRACKING_URI: http://web-tracking.ml.svc.cluster.local:8080/team/mlflow\n',
  );
});
