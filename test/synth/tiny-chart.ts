/** Another chart made with lib/: a greeter. It shares nothing with the one in charts/. */
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import type { ConfigMap, Deployment } from '../../imports/kubernetes/types';
import { and, choose, equal, join, notEmpty } from '../../lib/expr/function';
import { collection, each, eachEntry, extend, text, unlessEmpty, when } from '../../lib/expr/vocabulary';
import type { ChartDefinition, Release } from '../../lib/synth/chart';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import {
  boolean,
  integer,
  list,
  map,
  opaqueMap,
  record,
  string,
  stringMap,
  type ValuesOf,
} from '../../lib/values/schema';

const schema = record('Values of the greeter.', {
  enabled: boolean({ default: true, description: 'Greet at all.' }),
  greeting: string({ default: 'Hello', description: 'What to say.' }),
  replicas: integer({ default: 1, minimum: 0, maximum: 10000000, description: 'Pods.' }),
  names: list(
    record('Somebody.', {
      name: string({ description: 'Whom to greet.' }),
      loud: boolean({ default: false, description: 'Shout.' }),
    }),
    { default: [], description: 'Whom to greet.' },
  ),
  labels: stringMap('Labels of the pods.'),
  languages: map(
    record('A language.', {
      greeting: string({ description: 'What to say in it.' }),
      volume: integer({ default: 5, minimum: 0, maximum: 11, description: 'How loud.' }),
      labels: stringMap('Labels of its greeting.'),
    }),
    { default: { de: { greeting: 'Hallo', labels: { tone: 'warm' } } }, description: 'Greetings by language.' },
  ),
  resources: opaqueMap('Resources.', { limits: { memory: '64Mi' } }),
});

type Values = ValuesOf<typeof schema>;

interface GreeterProps {
  readonly values: Values;
  readonly release: Release;
}

class Greeter extends Component {
  constructor(scope: Construct, id: string, { values, release }: GreeterProps) {
    super(scope, id, values.enabled);
    const labels = { app: release.name };
    new Manifest<ConfigMap>(this, 'configmap', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: text`${release.name}-greeting` },
      data: {
        greeting: text`${values.greeting}, {{ world }}!`,
        labels: when(notEmpty(values.labels), text`has labels`),
        languages: join(
          collection('languages', [
            ...eachEntry(values.languages, (language, { greeting }) => text`${language}: ${greeting}`),
          ]),
          '; ',
        ),
        page: 'line one\n  {{ line two }}\n',
      },
    });
    new Manifest<Deployment>(this, 'deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: release.name },
      spec: {
        replicas: values.replicas,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels: extend(labels, values.labels) },
          spec: {
            containers: [
              {
                name: 'greeter',
                image: 'greeter:1',
                args: [
                  'greet',
                  ...each(values.names, ({ name, loud }) => when(loud, text`--loud=${name}`, text`--name=${name}`)),
                ],
                env: [
                  ...eachEntry(values.labels, (key, value) => ({ name: key, value })),
                  ...eachEntry(values.languages, (language, { greeting, volume, labels }) => ({
                    name: text`GREETING_${language}`,
                    value: text`${greeting} at ${volume}${choose(notEmpty(labels), ' with labels', '')}`,
                  })),
                ],
                resources: unlessEmpty(values.resources),
              },
            ],
          },
        },
      },
    });
    // An ordinary construct of cdk8s-plus: no value has to pass through it.
    new kplus.ConfigMap(this, 'static', { metadata: { name: 'greeter-static' }, data: { made: 'by cdk8s-plus' } });
  }
}

export const tinyChart: ChartDefinition<(typeof schema)['fields']> = {
  metadata: {
    name: 'greeter',
    version: '0.1.0',
    appVersion: '1',
    description: 'Greets',
    kubeVersion: '>=1.27.0-0',
    icon: 'https://example.com/greeter.svg',
  },
  schema,
  rules: (values) => [
    {
      path: 'greeting',
      violated: and(values.enabled, notEmpty(values.names), equal(values.greeting, '')),
      problem: 'is empty although there are names',
      remedy: 'Set a greeting',
    },
  ],
  build: (scope, values, release) => {
    new Greeter(scope, 'greeter', { values, release });
  },
  notes: (values) => [text`${values.greeting}!`, ...each(values.names, ({ name }) => text`  and ${name}`)],
  readme: '# Greeter\n',
};
