import type { CorpusCheck } from '../../check';
import { server } from '../../mlflow/example';
import { serverKinds, serversOf } from '../../mlflow/server';

export default {
  id: 'mlflow-listens-on-loopback',
  pack: 'mlflow',
  scope: 'corpus',
  severity: 'warning',
  summary: 'A tracking server listens on 127.0.0.1, its default: no Service or probe reaches it',
  remedy: 'Start it with --host 0.0.0.0.',
  link: 'https://mlflow.org/docs/latest/api_reference/cli.html#mlflow-server',
  kinds: serverKinds,
  examples: {
    passes: [
      server({ args: '--host 0.0.0.0' }),
      server({ args: '--host=::' }),
      server({ container: 'env:\n  - {name: MLFLOW_HOST, value: 0.0.0.0}' }),
    ],
    fails: [
      { yaml: server(), at: 'spec.template.spec.containers[0].command' },
      server({ args: '--host 127.0.0.1 --port 5000' }),
    ],
  },
  check(corpus, report) {
    for (const { container, option, commandPath, words } of serversOf(corpus)) {
      // The image's own command is unknown; a proxy beside it reaches the loopback.
      const isAlone = container.pod.containers.filter(({ role }) => role === 'container').length === 1;
      if (!isAlone || words.length === 0) continue;
      const host = option('--host', 'MLFLOW_HOST') ?? option('-h');
      if (host === 'unknown' || (host !== undefined && !/^(?:127\.|localhost$|::1$)/.test(host.text ?? ''))) continue;
      const told = host === undefined ? 'no --host is given: it' : 'it';
      report(container.pod.object, host?.path ?? commandPath, `${told} listens on ${host?.text ?? '127.0.0.1'} only`);
    }
  },
} satisfies CorpusCheck;
