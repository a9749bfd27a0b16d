import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { objectText } from '../../finding';
import { podKinds } from '../../pod';
import { manifest, service } from '../../references/example';
import { distinctWorkloads } from '../../references/workloads';
import { selectingServices } from '../../references/services';

export default {
  id: 'service-selects-several-workloads',
  scope: 'corpus',
  kinds: ['Service', ...podKinds],
  severity: 'info',
  summary: 'A Service sends requests to the pods of several workloads, each in turn',
  remedy: 'If that is not meant (it is, for a canary), add a label to the selector that only one workload has.',
  link: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors',
  examples: {
    passes: [documents(service(), workload(''), workload({ name: 'api' }))],
    fails: [
      {
        yaml: documents(
          manifest('v1', 'Service', 'shop', 'spec: {selector: {part-of: shop}, ports: [{port: 80}]}'),
          workload('').replace('{app: web}\n    spec', '{app: web, part-of: shop}\n    spec'),
          workload({ name: 'api' }).replace('{app: api}\n    spec', '{app: api, part-of: shop}\n    spec'),
        ),
        at: 'spec.selector',
      },
    ],
  },
  check(corpus, report) {
    for (const { object, pods } of corpus.derive(selectingServices)) {
      const [first, second] = distinctWorkloads(pods);
      if (first === undefined || second === undefined) continue;
      const message = `selects the pods of both ${objectText(first)} and ${objectText(second)}`;
      report(object, ['spec', 'selector'], message, {
        related: [first, second].map((other) => ({ object: other, path: [], message: 'selected' })),
      });
    }
  },
} satisfies CorpusCheck;
