import type { CorpusCheck } from '../../check';
import { server } from '../../mlflow/example';
import { serverKinds, serversOf } from '../../mlflow/server';

const probe = (path: string) => `readinessProbe: {httpGet: {path: ${path}, port: 5000}}`;

export default {
  id: 'mlflow-probe-path',
  pack: 'mlflow',
  scope: 'corpus',
  severity: 'warning',
  summary: 'A probe asks a tracking server for a page that it does not have, or that costs it work or a login',
  remedy: 'Use /health, with the static prefix before it where there is one.',
  link: 'https://mlflow.org/docs/latest/self-hosting/architecture/tracking-server/',
  kinds: serverKinds,
  examples: {
    passes: [
      server({ container: probe('/health') }),
      server({ args: '--static-prefix /mlflow', container: probe('/mlflow/health') }),
      server({ container: 'readinessProbe: {tcpSocket: {port: 5000}}' }),
    ],
    fails: [
      {
        yaml: server({ args: '--static-prefix /mlflow', container: probe('/health') }),
        at: 'spec.template.spec.containers[0].readinessProbe.httpGet.path',
      },
      server({ container: probe('/') }),
    ],
  },
  check(corpus, report) {
    for (const { container, option } of serversOf(corpus)) {
      const prefix = option('--static-prefix', 'MLFLOW_STATIC_PREFIX');
      if (prefix === 'unknown' || (prefix !== undefined && prefix.text === undefined)) continue;
      const expected = ['/health', '/version'].map((page) => (prefix?.text ?? '').replace(/\/$/, '') + page);
      for (const name of ['startupProbe', 'livenessProbe', 'readinessProbe'] as const) {
        const request = container.spec[name]?.httpGet;
        if (request === undefined || expected.includes(request.path ?? '/')) continue;
        const at = [...container.path, name, 'httpGet', 'path'];
        report(container.pod.object, at, `${name} asks for ${request.path ?? '/'}, expected ${expected[0] ?? ''}`);
      }
    }
  },
} satisfies CorpusCheck;
