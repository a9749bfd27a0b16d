/** An explanation with everything that a report may have to say. */
import { explain } from '../../../lib/diff/explain';
import type { Explanation } from '../../../lib/diff/explanation';
import type { JsonObject } from '../../../lib/values/merge';
import { objectsOf } from '../objects';

interface Values {
  readonly version: string;
  readonly replicas: number;
  readonly password: string;
  readonly script: string;
  readonly extra: boolean;
  readonly unused: string;
}

const BEFORE: Values = {
  version: '1.0.0',
  replicas: 2,
  password: 'old secret',
  script: 'a\nb\nc\nd\n',
  extra: false,
  unused: 'x',
};
const AFTER: Values = {
  version: '1.1.0',
  replicas: 3,
  password: 'new secret',
  script: 'a\nb\nC\nd\n',
  extra: true,
  unused: 'y',
};

function chart({ version, replicas, password, script, extra }: Values, image: string): string {
  const workload = (name: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, labels: {version: '${version}'}}
spec:
  replicas: ${String(replicas)}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}, version: '${version}'}}
    spec: {containers: [{name: main, image: '${image}', env: [{name: DB_PASSWORD, value: '${password}'}, {name: LONG, value: '${'x'.repeat(120)},${version},${'y'.repeat(120)}'}]}]}
`;
  const parts = [
    workload('one'),
    workload('two'),
    `{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {p: '${password}'}}`,
    `{apiVersion: v1, kind: ConfigMap, metadata: {name: scripts}, data: {run.sh: ${JSON.stringify(script)}}}`,
    extra
      ? '{apiVersion: v1, kind: ConfigMap, metadata: {name: "odd`|<b>"}, data: {a: b, c: d}}'
      : '{apiVersion: v1, kind: ConfigMap, metadata: {name: gone}, data: {a: b}}',
    '{apiVersion: v1, kind: ConfigMap, metadata: {name: stays}}',
  ];
  return parts.join('\n---\n');
}

export async function example(): Promise<Explanation> {
  const explained = await explain(
    { label: 'HEAD (12345678)', objects: objectsOf(chart(BEFORE, 'app:1')), values: BEFORE as unknown as JsonObject },
    { label: 'values/prod.yaml', objects: objectsOf(chart(AFTER, 'app:2')), values: AFTER as unknown as JsonObject },
    {
      renderer: {
        render: (values) => Promise.resolve(objectsOf(chart(values as unknown as Values, 'app:2'))),
        defaults: {},
        isOwn: true,
        origin: ({ path: [key = ''] }) => ({
          origin: `values/prod.yaml:${String(Object.keys(BEFORE).indexOf(key) + 1)}:1`,
          isSecret: false,
        }),
      },
    },
  );
  return {
    environment: 'prod',
    ...explained,
    warnings: ['extra: is `odd`, and @everybody should know'],
    elsewhere: [
      { environment: 'dev', objects: 0, fields: 0, errors: 0, warnings: 0 },
      { environment: 'staging', objects: 2, fields: 3, errors: 1, warnings: 2 },
      {
        environment: 'trial',
        objects: 0,
        fields: 0,
        errors: 0,
        warnings: 0,
        problem: 'values/trial.yaml:1:1: unknown key',
      },
    ],
  };
}
