/** The chart of which docs/engine.md and README.md show the middle. */
import { Construct } from 'constructs';
import type { Deployment } from '../../imports/kubernetes/types';
import { each, text, unlessEmpty, when } from '../../lib/expr/vocabulary';
import type { ChartDefinition, Release } from '../../lib/synth/chart';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import { boolean, integer, list, record, string, stringMap, type ValuesOf } from '../../lib/values/schema';

const schema = record('Values of the web server.', {
  replicaCount: integer({ default: 1, minimum: 0, maximum: 100, description: 'Pods.' }),
  image: record('What runs.', {
    repository: string({ default: 'web', description: 'Its name.' }),
    tag: string({ default: '1', description: 'Its version.' }),
  }),
  verbose: boolean({ default: false, description: 'Say more.' }),
  hosts: list(record('A host.', { name: string({ description: 'Its name.' }) }), {
    default: [],
    description: 'What it answers to.',
  }),
  nodeSelector: stringMap('Nodes that it may run on.'),
});

interface WebProps {
  readonly values: ValuesOf<typeof schema>;
  readonly release: Release;
}

class Web extends Component {
  constructor(scope: Construct, id: string, { values, release }: WebProps) {
    super(scope, id);
    const labels = { app: release.name };
    const args = [
      'serve',
      when(values.verbose, '--verbose'),
      ...each(values.hosts, ({ name }) => text`--host=${name}`),
    ];
    new Manifest<Deployment>(this, 'deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: release.name },
      spec: {
        replicas: values.replicaCount,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            nodeSelector: unlessEmpty(values.nodeSelector),
            containers: [{ name: 'web', image: text`${values.image.repository}:${values.image.tag}`, args }],
          },
        },
      },
    });
  }
}

export const webChart: ChartDefinition<typeof schema.fields> = {
  metadata: { name: 'web', version: '0.1.0', appVersion: '1', description: 'Serves', kubeVersion: '>=1.27.0-0' },
  schema,
  rules: () => [],
  build: (scope, values, release) => {
    new Web(scope, 'web', { values, release });
  },
  notes: () => [],
  readme: '# Web\n',
};
