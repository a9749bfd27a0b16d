/** The chart as a dependency of another one, under its own name or an alias: docs/subchart.md, by real Helm. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { chartFiles } from '../../lib/synth/chart-files';
import { evaluateModel } from '../../lib/synth/model';
import type { JsonObject } from '../../lib/values/merge';
import type { Json } from '../../lib/yaml/json';
import { readDocuments } from '../../lib/yaml/read';
import { writeYaml } from '../../lib/yaml/write';
import { withFolder } from '../support/chart-folder';
import { helms, type Helm } from '../support/helm';
import { complete, definition, defaults, model, SMALLEST } from '../support/platform';
import { root } from '../support/root';

const FILES = [...chartFiles(model, defaults)].map(([path, text]) => [`charts/mlflow/${path}`, text] as const);
const DEPENDENCY = { name: 'mlflow', version: definition.metadata.version, repository: '' };
const release = { name: 'shop', namespace: 'shops' };

interface Parent {
  /** What the parent's Chart.yaml says about the chart, more than once if there are aliases. */
  readonly dependencies?: readonly JsonObject[];
  /** The parent's own values.yaml. */
  readonly defaults?: JsonObject;
  readonly templates?: Readonly<Record<string, string>>;
  /** What is given to Helm: a values file, and further arguments. */
  readonly values?: JsonObject;
  readonly args?: readonly string[];
  readonly release?: string;
}

type Labels = Readonly<Record<string, string>>;

interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Labels };
  readonly spec?: {
    readonly selector?: Labels | { readonly matchLabels: Labels };
    readonly template?: { readonly metadata: { readonly labels: Labels } };
  };
}

/** What Helm renders of the parent, in a fixed order; or what it says instead. */
async function render(helm: Helm, parent: Parent): Promise<readonly Rendered[] | string> {
  const { dependencies = [{}], defaults: own = {}, templates = {}, values = {}, args = [] } = parent;
  const chart = { apiVersion: 'v2', name: 'shop', version: '1.0.0', type: 'application' };
  const files = {
    ...Object.fromEntries(FILES),
    'Chart.yaml': writeYaml({ ...chart, dependencies: dependencies.map((more) => ({ ...DEPENDENCY, ...more })) }),
    'values.yaml': writeYaml(own),
    ...Object.fromEntries(Object.entries(templates).map(([name, text]) => [`templates/${name}`, text])),
    'given.yaml': writeYaml(values),
  };
  return withFolder(files, async (folder) => {
    const given = ['-n', release.namespace, '-f', `${folder}/given.yaml`, ...args];
    const { code, stdout, stderr } = await helm.run(['template', parent.release ?? release.name, folder, ...given]);
    return code === 0 ? sorted(readDocuments(stdout, 'helm').map(({ value }) => value)) : stderr;
  });
}

async function renderedBy(helm: Helm, parent: Parent): Promise<readonly Rendered[]> {
  const rendered = await render(helm, parent);
  if (typeof rendered === 'string') throw new Error(rendered);
  return rendered;
}

/** What the model gives: as a release of its own, or under an alias. */
function evaluated(values: JsonObject, chart?: string): readonly Json[] {
  const context = { values: complete(values), release: { ...release, ...(chart !== undefined && { chart }) } };
  return [...evaluateModel(model, context).values()];
}

function sorted(objects: readonly Json[]): readonly Rendered[] {
  const all = objects as unknown as readonly Rendered[];
  const key = ({ kind, metadata }: Rendered): string => `${kind}/${metadata.name}`;
  return all.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** What stands in docs/subchart.md as YAML, in its order. */
function pageExamples(): readonly Json[] {
  const page = readFileSync(join(root, 'docs/subchart.md'), 'utf8');
  const blocks = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)];
  expect(blocks).toHaveLength(3);
  return blocks.flatMap(([, text = '']) => readDocuments(text, 'docs/subchart.md').map(({ value }) => value));
}

describe.each(helms().map((helm) => [helm.version, helm] as const))('Helm %s', (_, helm) => {
  test('its objects are those of a release of its own; it gets what the parent has below its name, and global', async () => {
    const global = { imageRegistry: 'mirror.example.com', unrelated: { deep: true } };
    const values = { global, mlflow: { ...SMALLEST, mlflow: { replicaCount: 2 } }, unrelated: { key: 1 } };
    const expected = evaluated({ ...SMALLEST, mlflow: { replicaCount: 2 }, global });
    expect(await renderedBy(helm, { values })).toEqual(sorted(expected));
    const nested = 'mlflow.mlflow.replicaCount=2';
    const byFlag = { values: { global, mlflow: SMALLEST }, args: ['--set', nested] };
    expect(await renderedBy(helm, byFlag)).toEqual(sorted(expected));
  });

  test.each<[string, Parent]>([
    ['in a values file', { values: { mlflow: { ...SMALLEST, mlflow: { resources: null, env: null } } } }],
    ['in the parent’s values.yaml', { defaults: { mlflow: { ...SMALLEST, mlflow: { resources: null, env: null } } } }],
    [
      'beside import-values',
      {
        dependencies: [{ 'import-values': [{ child: 'mlflow.service', parent: 'tracking' }] }],
        values: { mlflow: { ...SMALLEST, mlflow: { resources: null, env: null } } },
      },
    ],
    ['by --set', { values: { mlflow: SMALLEST }, args: ['--set', 'mlflow.mlflow.resources=null'] }],
  ])('null deletes a list or map of its defaults: %s', async (_how, parent) => {
    const expected = evaluated({ ...SMALLEST, mlflow: { resources: null } });
    expect(await renderedBy(helm, parent)).toEqual(sorted(expected));
  });

  describe('condition: mlflow.enabled', () => {
    const dependencies = [{ condition: 'mlflow.enabled', tags: ['ml'] }];
    const ours = sorted(evaluated(SMALLEST));
    test.each<[string, Parent, readonly Rendered[]]>([
      ['nothing said', {}, ours],
      ['true', { args: ['--set', 'mlflow.enabled=true'] }, ours],
      ['false', { args: ['--set', 'mlflow.enabled=false'] }, []],
      ['false by the parent’s default', { defaults: { mlflow: { enabled: false } } }, []],
      ['true over that', { defaults: { mlflow: { enabled: false } }, args: ['--set', 'mlflow.enabled=true'] }, ours],
      // Values of the chart's own would count as said, and no tag would ever be asked.
      ['nothing said, and a tag that is off', { args: ['--set', 'tags.ml=false'] }, []],
      ['true, and a tag that is off', { args: ['--set', 'tags.ml=false,mlflow.enabled=true'] }, ours],
    ])('%s', async (_name, parent, expected) => {
      expect(await renderedBy(helm, { ...parent, dependencies, values: { mlflow: SMALLEST } })).toEqual(expected);
    });
  });

  test.each([true, false])('a condition outside of its values: %s', async (mlflow) => {
    const dependencies = [{ condition: 'features.mlflow' }];
    const rendered = await renderedBy(helm, { dependencies, values: { mlflow: SMALLEST, features: { mlflow } } });
    expect(rendered).toEqual(mlflow ? sorted(evaluated(SMALLEST)) : []);
  });

  test('the page about it is right', async () => {
    const [one, values, two] = pageExamples();
    const own = values as { readonly mlflow: JsonObject; readonly global: JsonObject };
    const standalone = evaluated({ ...own.mlflow, global: own.global });
    expect(await renderedBy(helm, { ...(one as Parent), defaults: own })).toEqual(sorted(standalone));
    const given = { 'mlflow-a': own.mlflow, 'mlflow-b': { ...own.mlflow, enabled: false }, global: own.global };
    const under = evaluated({ ...own.mlflow, global: own.global }, 'mlflow-a');
    expect(await renderedBy(helm, { ...(two as Parent), values: given })).toEqual(sorted(under));
  });

  test('enabled: false without a condition is refused: Helm would install it', async () => {
    const said = await render(helm, { values: { mlflow: { ...SMALLEST, enabled: false } } });
    expect(said).toContain(
      'enabled: is false, but Helm heeds that only as the condition of a parent chart’s dependency.',
    );
  });

  test.each<[string, JsonObject, string]>([
    ['an unknown key', { mlflow: { ...SMALLEST, replicaCount: 3 } }, 'replicaCount'],
    ['enabled as a text', { mlflow: { ...SMALLEST, enabled: 'yes' } }, 'enabled'],
  ])('the schema still refuses %s', async (_name, values, key) => {
    const said = await render(helm, { values });
    expect(said).toMatch(/values don't meet the specifications of the schema/);
    expect(said).toContain(key);
  });

  test('import-values takes values of it into the parent', async () => {
    const dependencies = [{ 'import-values': [{ child: 'mlflow.service', parent: 'tracking' }] }];
    const templates = {
      'address.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { port: "{{ .Values.tracking.port }}" }\n',
    };
    const rendered = await renderedBy(helm, { dependencies, templates, values: { mlflow: SMALLEST } });
    expect(rendered.find(({ metadata }) => metadata.name === 'a')).toMatchObject({ data: { port: '5000' } });
    expect(rendered).toHaveLength(evaluated(SMALLEST).length + 1);
  });

  test('the parent’s templates can ask for its names', async () => {
    const templates = {
      'job.yaml': [
        'apiVersion: v1',
        'kind: ConfigMap',
        'metadata: { name: job }',
        'data:',
        '  {{- with .Subcharts.mlflow }}',
        '  clients: {{ include "mlflow.clients.name" . }}',
        '  {{- end }}',
        '  service: {{ include "mlflow.tracking.name" (index .Subcharts "mlflow-b") }}',
        '',
      ].join('\n'),
    };
    const values = { mlflow: SMALLEST, 'mlflow-b': SMALLEST };
    const rendered = await renderedBy(helm, { dependencies: [{}, { alias: 'mlflow-b' }], templates, values });
    expect(rendered.find(({ metadata }) => metadata.name === 'job')).toMatchObject({
      data: { clients: 'shop-clients', service: 'shop-mlflow-b-tracking' },
    });
    const without = await renderedBy(helm, {
      dependencies: [{ condition: 'mlflow.enabled' }, { alias: 'mlflow-b' }],
      templates,
      values: { mlflow: { enabled: false }, 'mlflow-b': SMALLEST },
    });
    expect(without.find(({ metadata }) => metadata.name === 'job')).toMatchObject({
      data: { service: 'shop-mlflow-b-tracking' },
    });
  });

  describe('aliases', () => {
    const aliases = ['mlflow-a', 'mlflow-b'] as const;
    const dependencies = [{}, ...aliases.map((alias) => ({ alias, condition: `${alias}.enabled` }))];
    const changed = { ...SMALLEST, mlflow: { replicaCount: 2, podDisruptionBudget: { enabled: true } } };
    const values = { mlflow: SMALLEST, 'mlflow-a': { ...changed, enabled: true }, 'mlflow-b': changed };

    test('each is an installation of its own, named after the release and the alias', async () => {
      const rendered = await renderedBy(helm, { dependencies, values });
      const expected = [evaluated(SMALLEST), ...aliases.map((alias) => evaluated(changed, alias))].flat();
      expect(rendered).toEqual(sorted(expected));
      const names = rendered.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
      expect(new Set(names).size).toBe(names.length);
      expect(names).toEqual(
        expect.arrayContaining([
          'Service/shop-tracking',
          'Service/shop-mlflow-a-tracking',
          'Service/shop-mlflow-b-tracking',
        ]),
      );
    });

    test('no selector selects a pod of another', async () => {
      const rendered = await renderedBy(helm, { dependencies, values });
      const pods = rendered.flatMap(({ spec }) =>
        spec?.template === undefined ? [] : [spec.template.metadata.labels],
      );
      const selectors = rendered.flatMap(({ spec }) => (spec?.selector === undefined ? [] : [spec.selector]));
      expect([pods.length, selectors.length]).toEqual([9, 29]);
      for (const selector of selectors) {
        const wanted = Object.entries('matchLabels' in selector ? (selector.matchLabels as Labels) : selector);
        const selected = pods.filter((labels) => wanted.every(([key, value]) => labels[key] === value));
        expect(selected).toHaveLength(1);
      }
    });

    test('one of them can be off', async () => {
      const rendered = await renderedBy(helm, { dependencies, values, args: ['--set', 'mlflow-b.enabled=false'] });
      expect(rendered).toEqual(sorted([...evaluated(SMALLEST), ...evaluated(changed, 'mlflow-a')]));
    });

    test('a long one is cut, and told from others by a hash', async () => {
      const long = ['a', 'b'].map((end) => `${'x'.repeat(60)}-${end}`);
      const rendered = await renderedBy(helm, {
        dependencies: long.map((alias) => ({ alias })),
        values: Object.fromEntries(long.map((alias) => [alias, SMALLEST])),
        release: 'r'.repeat(53),
      });
      const names = rendered.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
      expect(new Set(names).size).toBe(names.length);
      expect(Math.max(...rendered.map(({ metadata }) => metadata.name.length))).toBe(52);
      const instances = rendered.map(({ metadata }) => metadata.labels?.['app.kubernetes.io/instance'] ?? '');
      expect([...new Set(instances)].map((instance) => instance.length)).toEqual([63, 63]);
    });

    test.each(['Team_A', 'a_b', '-a'])('%s is refused', async (alias) => {
      const said = await render(helm, { dependencies: [{ alias }], values: { [alias]: SMALLEST } });
      expect(said).toContain(
        `the alias ${alias} cannot be part of an object’s name: use lower-case letters, digits and dashes`,
      );
    });
  });
});
