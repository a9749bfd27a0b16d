/** Charts with a mistake in them: the checks of the other tests have to notice. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { root } from '../support/root';
import { chartOf } from '../support/dist';
import { rendered } from './built-charts';
import { eventually } from './eventually';
import { quiet, withNamespace } from './namespace';
import { lostObjects } from './objects';
import { eachCluster, eachClusterAndHelm } from './running-clusters';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mistaken-charts-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

let serial = 0;

/** A namespace's name that no other test has. */
function next(): string {
  serial += 1;
  return `mistaken-${String(serial)}`;
}

/** A copy of the built chart in which one text is another, with the values of dev. */
function mistaken(name: string, file: string, right: string, wrong: string): readonly string[] {
  const copy = join(folder, name);
  cpSync(join(root, 'dist/chart/mlflow'), copy, { recursive: true });
  const text = readFileSync(join(copy, file), 'utf8');
  expect(text).toContain(right);
  writeFileSync(join(copy, file), text.replace(right, wrong));
  return ['mlflow', copy, '--values', join(root, 'values/dev.yaml')];
}

describe.each(eachClusterAndHelm())('%s, what has to be noticed', (_, cluster, helm) => {
  test('a container that may escalate its privileges: a warning, no pod, a complaint', async () => {
    const chart = mistaken('escalation', 'values.yaml', 'allowPrivilegeEscalation: false', 'privileged: false');
    await withNamespace(cluster, next(), async (namespace) => {
      const installed = await namespace.helm(helm, ['install', ...chart]);
      expect(installed.code).toBe(0);
      expect(installed.stderr).toMatch(/would violate PodSecurity .*: allowPrivilegeEscalation != false/);
      expect(() => quiet(installed)).toThrow();
      await eventually(() => namespace.podCounts(), { postgresql: 1, minio: 1 });
      expect((await namespace.complaints()).join()).toContain('forbidden: violates PodSecurity');
    });
  });

  test('a field that Kubernetes does not know', async () => {
    const template = 'templates/tracking-deployment.yaml';
    const chart = mistaken('misspelled', template, 'enableServiceLinks:', 'enableServiceLink:');
    await withNamespace(cluster, next(), async (namespace) => {
      const installed = await namespace.helm(helm, ['install', ...chart]);
      expect(installed.stderr).toContain('enableServiceLink');
      expect(() => quiet(installed)).toThrow();
    });
  });

  test('a selector that is not the one of the release before', async () => {
    const selector = '  selector:\n    matchLabels:\n';
    const more = `${selector}      app.kubernetes.io/part-of: mlflow\n`;
    const chart = mistaken('selector', 'templates/tracking-deployment.yaml', selector, more);
    await withNamespace(cluster, next(), async (namespace) => {
      quiet(await namespace.helm(helm, ['install', 'mlflow', chartOf('dev')]));
      const upgraded = await namespace.helm(helm, ['upgrade', ...chart]);
      expect(upgraded.code).toBe(1);
      expect(upgraded.stderr).toContain('field is immutable');
    });
  });

  test('a quantity that the server stores in other words', async () => {
    await withNamespace(cluster, next(), async (namespace) => {
      const chart = ['mlflow', chartOf('dev'), '--set', 'mlflow.scratchSize=2048Mi'];
      quiet(await namespace.helm(helm, ['install', ...chart]));
      expect(lostObjects(await rendered(namespace, helm, chart), await namespace.released())).toEqual([
        expect.stringContaining('.sizeLimit: sent "2048Mi", stored "2Gi"'),
      ]);
    });
  });
});

describe.each(eachCluster())('%s, what has to be noticed', (_, cluster) => {
  test('a privileged pod is refused', async () => {
    await withNamespace(cluster, next(), async (namespace) => {
      const pod = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'privileged' },
        spec: { containers: [{ name: 'any', image: 'any:1', securityContext: { privileged: true } }] },
      };
      const created = await namespace.kubectl(['create', '-f', '-'], JSON.stringify(pod));
      expect(created.code).toBe(1);
      expect(created.stderr).toContain('violates PodSecurity "restricted:latest": privileged');
    });
  });
});
