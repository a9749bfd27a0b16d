/** `npm run synth` runs the constructs with values, too: one that looks into an expression is found out, and named. */
import { describe, expect, test } from '@jest/globals';
import { Construct } from 'constructs';
import type { ConfigMap } from '../../imports/kubernetes/types';
import type { Deferred, Value } from '../../lib/expr/expr';
import { choose, equal } from '../../lib/expr/function';
import { text, when } from '../../lib/expr/vocabulary';
import { requireAgreement, requireAgreementOnSamples } from '../../lib/synth/agreement';
import type { ChartDefinition, Release } from '../../lib/synth/chart';
import { environmentFiles } from '../../lib/synth/environment';
import { Manifest } from '../../lib/synth/manifest';
import { symbolicModel } from '../../lib/synth/model';
import { mergeValues, type JsonObject } from '../../lib/values/merge';
import { sampleValues } from '../../lib/values/sample-values';
import { schemaProblems } from '../../lib/values/schema-problems';
import { boolean, defaultsOf, integer, record, string, type ValuesOf } from '../../lib/values/schema';
import { definition } from '../support/platform';
import { tinyChart } from './tiny-chart';

const schema = record('Values.', {
  first: boolean({ default: true, description: 'Another value.' }),
  part: record('A part.', {
    on: boolean({ default: true, description: 'On.' }),
    mode: string({ options: ['a', 'b', 'c'], default: 'a', description: 'How.' }),
    tag: string({ default: 'v1', description: 'Any text.' }),
    count: integer({ default: 1, minimum: 0, maximum: 9, description: 'How many.' }),
  }),
});
type Values = ValuesOf<typeof schema>;
type Part = Values['part'];

type Build = (scope: Construct, values: Part, release: Release) => void;

function chart(build: Build): ChartDefinition<(typeof schema)['fields']> {
  const metadata = {
    name: 'peeks',
    version: '0.1.0',
    appVersion: '1',
    description: 'Peeks',
    kubeVersion: '>=1.27.0-0',
  };
  return {
    metadata,
    schema,
    rules: () => [],
    build: (scope, { part }, release) => {
      build(new Construct(scope, 'store'), part, release);
    },
    notes: () => [],
    readme: '',
  };
}

function configMap(scope: Construct, id: string, data: Record<string, Value<string>>, name: Value<string> = id): void {
  new Manifest<ConfigMap>(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
}

const release = { name: 'r', namespace: 'n' };
const defaults = defaultsOf(schema) as JsonObject;

/* eslint-disable @typescript-eslint/strict-boolean-expressions -- the mistakes that this test is about */
const peeks: [string, Build, string][] = [
  [
    '?:',
    (scope, { on }) => {
      configMap(scope, 'settings', { a: on ? 'yes' : 'no' });
    },
    'store/settings (Construct): data.a is "no" where the constructs run with the values themselves, and "yes" in the ' +
      'chart. A construct looked at part.on (here false) with ?:, if, !, && or ===, which only see that it is an ' +
      'expression: use choose(), when(), not(), and() or equal().',
  ],
  [
    '!',
    (scope, { on }) => {
      if (!on) configMap(scope, 'settings', {});
    },
    'store-settings: the object is {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings"},"data":{}} where ' +
      'the constructs run with the values themselves, and absent in the chart. A construct looked at part.on (here false)',
  ],
  [
    'if',
    (scope, { on }) => {
      if (on) configMap(scope, 'settings', {});
    },
    'store/settings (Construct): the object is absent where the constructs run',
  ],
  [
    '=== an option',
    (scope, { mode }) => {
      configMap(scope, 'settings', { x: mode === 'b' ? 'B' : 'other' });
    },
    'data.x is "B" where the constructs run with the values themselves, and "other" in the chart. A construct looked at ' +
      'part.mode (here "b")',
  ],
  [
    '=== 0',
    (scope, { count }) => {
      configMap(scope, 'settings', { x: count === 0 ? 'none' : text`${count}` });
    },
    'data.x is "none" where the constructs run with the values themselves, and "0" in the chart. A construct looked at ' +
      'part.count (here 0)',
  ],
  [
    '|| of a text',
    (scope, { tag }) => {
      configMap(scope, 'settings', { x: tag || 'latest' });
    },
    'A construct looked at part.tag (here "")',
  ],
  [
    '?:, in an object that another value decides and that the release names',
    (scope, { on, mode }, { name }) => {
      const metadata = { name };
      const data = { x: mode === 'b' ? 'B' : 'other' };
      new Manifest<ConfigMap>(scope, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata, data }, on);
    },
    'A construct looked at part.mode (here "b")',
  ],
];
/* eslint-enable @typescript-eslint/strict-boolean-expressions */

test.each(peeks)('found out: %s', (_name, build, message) => {
  expect(() => {
    requireAgreementOnSamples(symbolicModel(chart(build)));
  }).toThrow(message);
});

/* eslint-disable @typescript-eslint/strict-boolean-expressions -- the mistakes that this test is about */
test.each<[string, Partial<ChartDefinition<(typeof schema)['fields']>>, string]>([
  [
    'a rule',
    {
      rules: ({ part }) => [{ path: 'part.on', violated: !part.on, problem: 'is false', remedy: 'Set it' }],
    },
    'the rules: [0] is "part.on: is false. Set it." where the constructs run with the values themselves, and absent in the ' +
      'chart. A construct looked at part.on (here false)',
  ],
  [
    'a rule about the release',
    { releaseRules: ({ name }) => [{ violated: name === 'peeks', message: 'call it otherwise' }] },
    'the release rules: [0] is "call it otherwise" where',
  ],
  [
    'the notes',
    { notes: ({ part }) => [part.on ? 'on' : 'off'] },
    'the notes: [0] is "off" where the constructs run with the values themselves, and "on" in the chart.',
  ],
])('found out: %s', (_name, part, message) => {
  const peeking = { ...chart(() => undefined), ...part };
  expect(() => {
    requireAgreementOnSamples(symbolicModel(peeking));
  }).toThrow(message);
});
/* eslint-enable @typescript-eslint/strict-boolean-expressions */

test('Math.min fails at once, as all arithmetic does', () => {
  const build = (scope: Construct, { count }: Part) => {
    configMap(scope, 'settings', { x: String(Math.min(count as number, 3)) });
  };
  expect(() => symbolicModel(chart(build))).toThrow('.Values.part.count is known only when the chart is installed');
});

test('what only an environment’s values show is found out there', () => {
  const model = symbolicModel(
    chart((scope, { tag }) => {
      configMap(scope, 'settings', { x: tag === 'v2' ? 'new' : 'old' });
    }),
  );
  expect(() => {
    requireAgreementOnSamples(model);
  }).not.toThrow();
  expect(() => environmentFiles(model, defaults, release)).not.toThrow();
  const values = mergeValues(defaults, { part: { tag: 'v2' } });
  expect(() => environmentFiles(model, values, release)).toThrow('A construct looked at part.tag (here "v2")');
});

test('values that the rules refuse are not looked into: nothing is made of them', () => {
  const refusing = symbolicModel({
    ...chart((scope, { tag }) => {
      configMap(scope, 'settings', { x: tag === 'v2' ? 'new' : 'old' });
    }),
    rules: ({ part }) => [{ path: 'part.tag', violated: equal(part.tag, 'v2'), problem: 'is v2', remedy: 'Wait' }],
  });
  const values = mergeValues(defaults, { part: { tag: 'v2' } });
  expect(environmentFiles(refusing, values, release).problems).toEqual(['part.tag: is v2. Wait.']);
});

test('where no single value decides, none is named', () => {
  const model = symbolicModel(
    chart((scope, { tag, mode }) => {
      configMap(scope, 'settings', { x: tag === 'v1' || mode === 'a' || tag === 'v2' ? 'new' : 'old' });
    }),
  );
  expect(() => {
    requireAgreement(model, { values: defaults, release });
  }).toThrow('in the chart. A construct looked at a value with ?:');
});

test('who asks with the words of the language is left alone', () => {
  const honest = symbolicModel(
    chart((scope, { on, mode, tag }) => {
      configMap(scope, 'settings', { x: choose(equal(mode, 'b'), tag, choose(on, 'x', 'y')) });
    }),
  );
  expect(() => {
    requireAgreementOnSamples(honest);
  }).not.toThrow();
});

describe.each([
  ['the tiny chart', tinyChart.schema],
  ['the chart', definition.schema],
])('the generated values of %s', (_name, of) => {
  const samples = sampleValues(of);

  test('are accepted by its schema', () => {
    const complete = samples.map((sample) => mergeValues(defaultsOf(of) as JsonObject, sample));
    expect(complete.flatMap((values) => schemaProblems(of, values, []))).toEqual([]);
  });

  test('are the same each time, and differ from each other', () => {
    expect(sampleValues(of)).toEqual(samples);
    expect(new Set(samples.map((sample) => JSON.stringify(sample))).size).toBe(samples.length);
  });
});

describe('objects that Kubernetes could not tell apart', () => {
  const files = (build: (scope: Construct, part: Part) => void, values: JsonObject = {}) =>
    environmentFiles(symbolicModel(chart(build)), mergeValues(defaults, values), release);

  type Metadata = Deferred<{ readonly name?: string; readonly namespace?: string } | undefined>;
  const make = (scope: Construct, id: string, metadata: Metadata, apiVersion = 'v1') =>
    new Manifest<ConfigMap>(scope, id, { apiVersion: apiVersion as 'v1', kind: 'ConfigMap', metadata });

  test('two of one kind and name are refused', () => {
    const build = (scope: Construct, { tag }: Part) => {
      configMap(scope, 'a', {}, 'v1');
      configMap(scope, 'b', {}, tag);
    };
    expect(() => files(build)).toThrow('store/b (Construct) and store/a (Construct) are both ConfigMap v1: rename one');
    expect(() => files(build, { part: { tag: 'v2' } })).not.toThrow();
  });

  test.each<[string, boolean, string, string, string | undefined]>([
    ['a version of its own', true, 'v1', 'v2', undefined],
    ['a version of its own, in a group', true, 'example.com/v1', 'example.com/v1beta1', undefined],
    ['a group of its own', false, 'v1', 'example.com/v1', undefined],
    ['the namespace of the release', true, 'v1', 'v1', 'n'],
    ['another namespace', false, 'v1', 'v1', 'm'],
  ])('one like another, but in %s: refused: %s', (_name, refused, one, other, namespace) => {
    const made = () =>
      files((scope) => {
        make(scope, 'a', { name: 'it' }, one);
        make(scope, 'b', { name: 'it', ...(namespace !== undefined && { namespace }) }, other);
      });
    if (refused) expect(made).toThrow('are both ConfigMap it: rename one');
    else expect(made().objects).toBe(2);
  });

  test.each<[string, (part: Part) => Metadata]>([
    ['an empty name', ({ tag }) => ({ name: tag })],
    ['no name', ({ on }) => ({ name: when(on, 'it'), namespace: 'n' })],
    ['no metadata', ({ on }) => when(on, { name: 'it' })],
  ])('one with %s is refused', (_name, metadata) => {
    const build = (scope: Construct, part: Part) => {
      make(scope, 'a', metadata(part));
    };
    expect(files(build).objects).toBe(1);
    expect(() => files(build, { part: { on: false, tag: '' } })).toThrow(
      'store/a (Construct): ConfigMap without metadata.name: Kubernetes needs one',
    );
  });
});

test.each([{}, { metadata: {} }])(
  'an object that nobody names is refused, even where no environment has it: %j',
  (given) => {
    const build = (scope: Construct, { on }: Part) => {
      new Manifest<ConfigMap>(scope, 'a', { apiVersion: 'v1', kind: 'ConfigMap', ...given }, on);
    };
    expect(() => symbolicModel(chart(build))).toThrow('store/a (Construct): ConfigMap without metadata.name');
  },
);

describe('an object for cdk8s itself', () => {
  const object = (data: Record<string, Value<string>>): unknown => {
    let made: unknown;
    symbolicModel(
      chart((scope, { tag }) => {
        const manifest = new Manifest<ConfigMap>(scope, 'a', {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'a' },
          data: { ...data, ...(data['tag'] === '' && { tag: text`${tag}!` }) },
        });
        made = manifest.toJson();
      }),
    );
    return made;
  };

  test('is what its author wrote', () => {
    const data = { a: 'b', nothing: null as never };
    expect(object(data)).toEqual({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data });
  });

  test('is whose it is given to, to be changed', () => {
    const manifest = object({ a: 'b' }) as { metadata: { name: string } };
    manifest.metadata.name = 'other';
    expect(manifest).toHaveProperty('metadata.name', 'other');
  });

  test('is refused where an expression stands in it', () => {
    expect(() => object({ tag: '' })).toThrow(
      'peeks/store/a: .Values.part.tag is known only when the chart is installed',
    );
  });

  test.each(['name', 'namespace', 'chart'] as const)('so is what the release is called: %s', (word) => {
    const build: Build = (scope, _part, release) => {
      const metadata = { name: text`a-${release[word]}` };
      new Manifest<ConfigMap>(scope, 'a', { apiVersion: 'v1', kind: 'ConfigMap', metadata }).toJson();
    };
    expect(() => symbolicModel(chart(build))).toThrow('is known only when the chart is installed');
  });
});
