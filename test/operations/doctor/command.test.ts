/** `mlflow-chart doctor` as a user meets it, with a kubectl that answers what it is told to; test/cluster/platform/doctor.test.ts has a real one. */
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { doctorCommand } from '../../../operations/doctor';
import { deployment, pod, service, statefulSet } from '../../../operations/doctor/examples';
import { withFolder } from '../../support/chart-folder';

/** A file for what is asked for, by the kind or the verb; what has none is a list of nothing. */
const KUBECTL = `#!/bin/sh
printf '%s\\n' "$(printf '%s' "$*" | tr '\\n' ' ')" >>"$0.asked"
name=$2
case $1 in exec) name=exec; [ "$4" != df ] || exit 1; cat >"$0.input" ;; logs) name=logs ;; esac
[ "$1 $2" != 'get secret' ] || name=secret-$3
folder=$(dirname "$0")
if [ -e "$folder/$name.refused" ]; then cat "$folder/$name.refused" >&2; exit 1; fi
cat "$folder/$name" 2>/dev/null || echo '{"items": []}'
`;

const running = (component: string) =>
  pod(component, {
    status: {
      containerStatuses: [
        { name: 'mlflow', image: 'a', imageID: '', ready: true, restartCount: 0, state: { running: {} } },
      ],
    },
  });
const list = (...items: readonly unknown[]) => JSON.stringify({ items });
const WHOLE: Readonly<Record<string, string>> = {
  'deployments.apps': list(deployment('tracking')),
  pods: list(running('tracking')),
  services: list(service('tracking')),
  namespace: JSON.stringify({ metadata: { labels: {} } }),
  exec: JSON.stringify({ format: 1, findings: [], unseen: [] }),
};
const FORBIDDEN = (kind: string) =>
  `Error from server (Forbidden): ${kind} is forbidden: User "u" cannot list resource "${kind}" in API group "" in the namespace "ml"\n`;

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly asked: readonly string[];
  readonly input: string;
}

async function doctor(
  files: Readonly<Record<string, string>>,
  args: readonly string[] = ['mlflow', '-n', 'ml'],
): Promise<Said> {
  return withFolder({ ...files, kubectl: KUBECTL, 'kubectl.asked': '', 'kubectl.input': '' }, async (folder) => {
    chmodSync(join(folder, 'kubectl'), 0o755);
    let stdout = '';
    let stderr = '';
    const code = await doctorCommand(args, {
      output: { write: (text) => (stdout += text) },
      errors: { write: (text) => (stderr += text) },
      environment: { PATH: `${folder}:/usr/bin:/bin` },
      tool: { name: 'mlflow-chart', version: '1.0.0' },
    });
    const read = (name: string) => readFileSync(join(folder, name), 'utf8');
    return { code, stdout, stderr, asked: read('kubectl.asked').trim().split('\n'), input: read('kubectl.input') };
  });
}

describe('exit codes', () => {
  test('0: nothing is wrong', async () => {
    const { code, stdout, stderr } = await doctor(WHOLE);
    expect([code, stdout, stderr]).toEqual([0, 'mlflow in ml: nothing wrong was found.\n', '']);
  });

  test('1: something is, from outside', async () => {
    const { code, stdout } = await doctor({
      ...WHOLE,
      'statefulsets.apps': list(statefulSet('minio', 0)),
      services: list(service('tracking'), service('minio')),
    });
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(
        /^mlflow in ml: one thing is wrong\.\n\nMLflow cannot be reached[^]*\n {2}scaled-to-zero: .*\n {4}seen {2}spec\.replicas is 0\n {4}where statefulset\/mlflow-minio\n {4}do {4}Scale it up/,
      ),
    ]);
  });

  test('1: something is, from inside; in JSON, with all that is known', async () => {
    const found = { id: 'store-key', about: 'store', evidence: 'InvalidAccessKeyId' };
    const exec = JSON.stringify({
      format: 1,
      findings: [found],
      unseen: [{ what: 'indexes', reason: 'memory' }],
    });
    const { code, stdout } = await doctor({ ...WHOLE, exec }, ['mlflow', '-n', 'ml', '--format', 'json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      format: 1,
      release: 'mlflow',
      namespace: 'ml',
      findings: [
        {
          id: 'store-key',
          symptom: 'upload',
          part: 'store',
          what: 'The store does not know the access key.',
          evidence: 'InvalidAccessKeyId',
          remedy: expect.stringContaining('AWS_ACCESS_KEY_ID'),
          where: 'minio.existingSecret, externalS3.existingSecret',
        },
      ],
      unseen: [{ what: 'indexes', reason: 'memory' }],
    });
  });

  test('2, and no stack: from inside comes what is no answer', async () => {
    const answers: Readonly<Record<string, RegExp>> = {
      '': /prints something else than findings/,
      null: /prints something else than findings/,
      '<html>a page</html>': /prints something else than findings/,
      '{"format": 1, "findings": null, "unseen": []}': /prints something else than findings/,
      '{"format": 1, "findings": "all", "unseen": []}': /prints something else than findings/,
      '{"format": 2, "problem": {"a": 1}}': /prints something else than findings/,
      '{"format": 1, "findings": [null, {"id": 1}, {"id": "store-key"}], "unseen": []}': /findings that nobody knows/,
      '{"format": 1, "findings": [{"id": "constructor", "evidence": "x"}], "unseen": []}': /findings that nobody knows/,
      '{"format": 1, "findings": [], "unseen": [null]}': /says that of nothing that anybody knows/,
      '{"format": 1, "findings": [], "unseen": [{"what": "store", "reason": "KeyError", "needed": true}]}':
        /store: KeyError/,
    };
    for (const [exec, words] of Object.entries(answers)) {
      const { code, stdout, stderr } = await doctor({ ...WHOLE, exec });
      expect([exec, code, stdout, stderr]).toEqual([exec, 2, expect.stringMatching(words), '']);
    }
  });

  test('0: what the image says of itself stands before the answer', async () => {
    const { code } = await doctor({ ...WHOLE, exec: `a warning\n${WHOLE['exec'] ?? ''}\n` });
    expect(code).toBe(0);
  });

  test.each(['<html>log in</html>', 'password=hunter2', '{"items": [', '', 'null', '[]', '{"items": "x"}'])(
    '2, without a word of it: kubectl prints %s',
    async (pods) => {
      const { code, stdout, stderr } = await doctor({ ...WHOLE, pods });
      expect([code, stdout, stderr.trim()]).toEqual([
        2,
        '',
        'nobody could look: pods: kubectl prints something else than a list',
      ]);
    },
  );

  test('0, and it is said: the same, of what is only of use', async () => {
    const { code, stdout } = await doctor({ ...WHOLE, events: '<html>log in</html>', namespace: '[]' });
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/Not looked at:\n {2}events: kubectl prints something else than a list\n$/),
    ]);
  });

  test('0, and it is said: no right to see logs, and labels of the namespace that policies are about', async () => {
    const network = (to: object) => ({
      metadata: { name: 'x', namespace: 'ml' },
      spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [to] }] },
    });
    const ended = {
      ...pod('other', {
        status: {
          phase: 'Running',
          containerStatuses: [{ name: 'a', image: 'a', imageID: '', ready: false, restartCount: 1 }],
        },
      }),
    };
    const { code, stdout } = await doctor({
      ...WHOLE,
      'logs.refused': 'Error from server (Forbidden): pods "x" is forbidden: cannot get resource "pods/log"\n',
      'namespace.refused': FORBIDDEN('namespaces'),
      'networkpolicies.networking.k8s.io': list(network({ namespaceSelector: { matchLabels: { team: 'ml' } } })),
      pods: list(running('tracking'), pod('postgresql'), ended),
    });
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/labels of the namespace: .*Forbidden[^]*logs \(get pods\/log\): .*Forbidden/),
    ]);
  });

  test('2, and the rest is said: a check meets an object that no API server lets through', async () => {
    const odd = {
      metadata: { name: 'x', namespace: 'ml' },
      spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: [{ ipBlock: { cidr: 'x/y' } }] }] },
    };
    const { code, stdout } = await doctor({
      ...WHOLE,
      'networkpolicies.networking.k8s.io': list(odd),
      pods: list(running('tracking'), pod('postgresql')),
    });
    expect([code, stdout]).toEqual([2, expect.stringMatching(/Not looked at:\n {2}policy-denies-stores: /)]);
  });

  test('1: a Service whose slices have null in the place of endpoints', async () => {
    const slice = {
      metadata: { name: 's', labels: { 'kubernetes.io/service-name': 'mlflow-tracking' } },
      endpoints: null,
    };
    const { code, stderr } = await doctor({ ...WHOLE, 'endpointslices.discovery.k8s.io': list(slice) });
    expect([code, stderr]).toEqual([1, '']);
  });

  test.each(['pods', 'services', 'deployments.apps', 'statefulsets.apps'])(
    '2: no right to see %s, which it says',
    async (kind) => {
      const { code, stdout, stderr } = await doctor({ ...WHOLE, [`${kind}.refused`]: FORBIDDEN(kind) });
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain(
        `nobody could look: ${kind}: kubectl says: Error from server (Forbidden): ${kind} is forbidden: User "u" cannot list resource`,
      );
    },
  );

  test('2: no right to exec, where nothing else is wrong; what is wrong is said all the same', async () => {
    const refused = {
      'exec.refused': 'Error from server (Forbidden): pods "p" is forbidden: cannot create resource "pods/exec"\n',
    };
    const { code, stdout } = await doctor({ ...WHOLE, ...refused });
    expect([code, stdout]).toEqual([
      2,
      expect.stringMatching(
        /nothing wrong was found in what could be looked at\.\n\nNot looked at:\n {2}the database, the store and the server from inside \(create pods\/exec\): .*pods\/exec/,
      ),
    ]);
    const also = await doctor({
      ...WHOLE,
      ...refused,
      'statefulsets.apps': list(statefulSet('minio', 0)),
      services: list(service('tracking'), service('minio')),
    });
    expect(also.code).toBe(1);
  });

  test('0, and it is said: no right to see what is of use, and kinds that the cluster has not', async () => {
    const { code, stdout } = await doctor({
      ...WHOLE,
      'events.refused': FORBIDDEN('events'),
      'httproutes.gateway.networking.k8s.io.refused': `error: the server doesn't have a resource type "httproutes"\n`,
      'routes.route.openshift.io.refused': `error: the server doesn't have a resource type "routes"\n`,
    });
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(
        /\n\nNot looked at:\n {2}events: kubectl says: Error from server \(Forbidden\): events.*\n$/,
      ),
    ]);
  });

  test('0, and it is said: a kind that every cluster has is not found', async () => {
    const refused = `error: the server doesn't have a resource type "networkpolicies"\n`;
    const { code, stdout } = await doctor({ ...WHOLE, 'networkpolicies.networking.k8s.io.refused': refused });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/Not looked at:\n {2}networkpolicies\.networking/)]);
  });

  test.each<[string, readonly string[], RegExp]>([
    ['no release', ['-n', 'ml'], /expected a RELEASE/],
    ['two', ['a', 'b', '-n', 'ml'], /expected one RELEASE, got a and b/],
    ['no namespace', ['mlflow'], /expected the namespace of mlflow: --namespace NAME/],
    ['a name that is none', ['ML_flow', '-n', 'ml'], /ML_flow is no name of a release/],
    ['another format', ['mlflow', '-n', 'ml', '--format', 'yaml'], /--format: expected text or json, got yaml/],
    ['an option that there is not', ['mlflow', '--namespce', 'ml'], /did you mean --namespace\?/],
  ])('2: %s', async (_title, args, words) => {
    const { code, stdout, stderr } = await doctor(WHOLE, args);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(words)]);
  });

  test('2: no such release', async () => {
    const { code, stderr } = await doctor({
      namespace: '{"metadata": {}}',
      services: list({ ...service('other'), metadata: { name: 'other' } }),
    });
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('there is no release mlflow in the namespace ml: helm list -A'),
    ]);
  });

  test('2: no kubectl', async () => {
    let stderr = '';
    const code = await doctorCommand(['mlflow', '-n', 'ml'], {
      output: { write: () => undefined },
      errors: { write: (text) => (stderr += text) },
      environment: { PATH: '/nowhere' },
      tool: { name: 'mlflow-chart', version: '1.0.0' },
    });
    expect([code, stderr]).toEqual([2, expect.stringContaining('there is no kubectl')]);
  });
});

describe('what it asks', () => {
  const secret = { name: 'given', key: 'password' };
  const wanting = deployment('tracking', {
    template: {
      spec: { containers: [{ name: 'mlflow', image: 'a', env: [{ name: 'A', valueFrom: { secretKeyRef: secret } }] }] },
    },
  });

  test('of another context, and of the release alone where that is possible', async () => {
    const { asked } = await doctor(WHOLE, ['mlflow', '-n', 'ml', '--context', 'other']);
    expect(asked.filter((line) => !line.includes('--context other'))).toEqual([]);
    expect(asked).toContain(
      'get pods --namespace ml --selector app.kubernetes.io/instance=mlflow --output json --context other',
    );
  });

  test('nothing that changes anything', async () => {
    const { asked } = await doctor(WHOLE);
    expect(asked.filter((line) => !/^(get|exec|logs) /.test(line))).toEqual([]);
  });

  test('of Secrets, names of keys and the certificate, by a template; no value is asked for', async () => {
    const { asked, stdout } = await doctor({ ...WHOLE, 'deployments.apps': list(wanting), 'secret-given': 'other \n' });
    const [line = ''] = asked.filter((one) => one.startsWith('get secret '));
    expect(line).toMatch(/^get secret given --output go-template=/);
    expect(line.match(/\$value|index \.data "[^"]*"/g)).toEqual(['$value', 'index .data "tls.crt"']);
    expect(stdout).toContain('secret-key-missing');
  });

  test('no name that kubectl could take for an option: such a Secret cannot be', async () => {
    const hostile = deployment('tracking', {
      template: {
        spec: {
          containers: [
            {
              name: 'mlflow',
              image: 'a',
              env: [{ name: 'A', valueFrom: { secretKeyRef: { name: '--server=https://evil', key: 'k' } } }],
            },
          ],
          volumes: [{ name: 'v', secret: { secretName: '-A' } }],
        },
      },
    });
    const { code, asked, stdout } = await doctor({ ...WHOLE, 'deployments.apps': list(hostile) });
    expect(asked.filter((line) => /^get secret|evil/.test(line))).toEqual([]);
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(/secret-missing[^]*where secret\/--server=https:\/\/evil/),
    ]);
  });

  test('no pod with such a name', async () => {
    const one = running('tracking');
    const pods = list({ ...one, metadata: { ...one.metadata, name: '--kubeconfig=/tmp/evil' } });
    const { code, asked, stderr } = await doctor({ ...WHOLE, pods });
    expect([code, stderr, asked.filter((line) => line.includes('evil'))]).toEqual([
      2,
      'nobody could look: pods: some have names that no object can have\n',
      [],
    ]);
  });

  test('of Secrets, no more than any release has', async () => {
    const env = Array.from({ length: 205 }, (_, at) => ({
      name: `A${String(at)}`,
      valueFrom: { secretKeyRef: { name: `s${String(at)}`, key: 'k' } },
    }));
    const many = deployment('tracking', { template: { spec: { containers: [{ name: 'mlflow', image: 'a', env }] } } });
    const { asked, stdout } = await doctor({ ...WHOLE, 'deployments.apps': list(many) });
    expect(asked.filter((line) => line.startsWith('get secret '))).toHaveLength(200);
    expect(stdout).toContain('secrets: pods want 205 of them; 200 were asked for');
  });

  test('from inside, without a secret in its words: the programs go by standard input', async () => {
    const { asked, input } = await doctor(WHOLE);
    const [exec = ''] = asked.filter((line) => line.startsWith('exec '));
    expect(exec).toMatch(/^exec --namespace ml --stdin mlflow-tracking-0 --container mlflow -- python -B -c /);
    const { programs } = JSON.parse(input) as { readonly programs: readonly (readonly [string, string])[] };
    expect(programs.at(-1)?.[0]).toBe('doctor');
  });
});

describe('words of others', () => {
  const STEERING = `\u001B]0;x\u0007 \u009B31m \u202E ${'w'.repeat(70)} ::error::x ##vso[task.complete]`;
  const saying = (evidence: string) =>
    JSON.stringify({ format: 1, findings: [{ id: 'store-key', about: 'store', evidence }], unseen: [] });

  test.each(['text', 'json'])('steer neither a terminal nor a CI server, as %s', async (format) => {
    const { stdout } = await doctor({ ...WHOLE, exec: saying(STEERING) }, ['mlflow', '-n', 'ml', '--format', format]);
    expect(stdout).toContain('wwww');
    // eslint-disable-next-line no-control-regex -- what must not be there
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]|^\s*::|##vso\[/m);
  });

  test('are not longer than somebody reads', async () => {
    const { stdout } = await doctor({ ...WHOLE, exec: saying('x'.repeat(1_000_000)) });
    expect(stdout.length).toBeLessThan(2000);
  });

  test('have no secret: what a container said last, what a node says of it, what kubectl says', async () => {
    const ended = (waiting: object) =>
      pod('tracking', {
        status: {
          conditions: [{ type: 'Ready', status: 'False' }],
          containerStatuses: [
            {
              ...{ name: 'mlflow', image: 'a', imageID: '', ready: false, restartCount: 5 },
              ...{ state: { waiting }, lastState: { terminated: { exitCode: 1 } } },
            },
          ],
        },
      });
    const said = await doctor({
      ...WHOLE,
      pods: list(ended({ reason: 'CrashLoopBackOff' })),
      logs: "Could not parse SQLAlchemy URL from string 'postgresql://mlflow:hun@ter2@db/x'\nAWS_SECRET_ACCESS_KEY=hunter3",
      'events.refused': 'error: Get "https://admin:hunter4@api/": token=hunter5\n',
    });
    expect(said.stdout).toContain("'postgresql://…@db/x'");
    const started = await doctor({
      ...WHOLE,
      pods: list(ended({ reason: 'RunContainerError', message: 'exec: "--password=hunter6" --db-token hunter7' })),
    });
    expect(started.stdout).toContain('container-does-not-start');
    expect(said.stdout + started.stdout).not.toContain('hunter');
  });
});
